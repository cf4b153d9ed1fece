"""What takes its time: how far it has got, and a button that ends it. One row for each thing that is under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.core.progress import Report
from hcdesktop.ui.formats import number
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import BAR_HEIGHT, GAP, INSET, LEAST_WIDTH

T = TypeVar("T")

#: What is over by then is not worth a row, in ms.
PATIENCE = 300
_LOOK = 100  # ms between two looks: however often a thread reports, the window draws ten times a second


class Job:
    """One thing that is under way. ``report`` may be called from any thread, as often as it likes."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.begun = time.monotonic()
        self._told = (0, 0)
        self._cancelled = threading.Event()

    @property
    def told(self) -> tuple[int, int]:
        """How much is done, and of how much."""
        return self._told

    @property
    def cancelled(self) -> bool:
        """Somebody wants no more of it."""
        return self._cancelled.is_set()

    def report(self, done: int, total: int) -> bool:
        """How far it is; whether to go on."""
        self._told = (done, total)
        return not self.cancelled

    def cancel(self) -> None:
        """It ends at its next report."""
        self._cancelled.set()


class ProgressRows(QWidget):
    """The rows of one window; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Job, _Row] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._on_look)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self.hide()

    def run(
        self,
        tasks: Tasks,
        words: str,
        operation: Callable[[Report], T],
        *,
        success: Callable[[T], None] | None = None,
        failure: Callable[[HcError], None] | None = None,
        on_file: bool = False,
    ) -> Job:
        """``Tasks.run`` for something long: ``operation`` is handed what it reports to. Whoever is cancelled comes to
        something all the same, namely what was done until then."""
        job = self._begin(words)

        def on_success(result: T) -> None:
            self._end(job)
            if success is not None:
                success(result)

        def on_failure(error: HcError) -> None:
            self._end(job)
            (failure or tasks.failed.emit)(error)

        tasks.run(lambda: operation(job.report), success=on_success, failure=on_failure, on_file=on_file)
        return job

    @property
    def running(self) -> tuple[str, ...]:
        """The words of everything that has not ended."""
        return tuple(job.words for job in self._rows)

    def cancel_all(self) -> None:
        """Everything ends at its next report; what it was about can be read no more."""
        for job in self._rows:
            job.cancel()
        self._clear()

    def _begin(self, words: str) -> Job:
        job = Job(words)
        self._rows[job] = row = _Row(job, self)
        self._layout.addWidget(row)
        self._timer.start()
        return job

    def _end(self, job: Job) -> None:
        row = self._rows.pop(job, None)
        if row is not None:
            row.deleteLater()
            row.hide()
        self._show_rows()

    def _clear(self) -> None:
        for job in list(self._rows):
            self._end(job)

    def _on_look(self) -> None:
        for job, row in self._rows.items():
            if row.isHidden() and (time.monotonic() - job.begun) * 1000 >= PATIENCE:
                row.show()
            if not row.isHidden():
                row.refresh()
        self._show_rows()

    def _show_rows(self) -> None:
        self.setVisible(any(not row.isHidden() for row in self._rows.values()))
        if not self._rows:
            self._timer.stop()


class _Row(QFrame):
    """Words, bar and button of one job."""

    def __init__(self, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("progressRow")
        self._job = job
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(LEAST_WIDTH)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._bar.setAccessibleName(job.words)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setAccessibleName(self.tr("Cancel: {what}").format(what=job.words))
        self._cancel.clicked.connect(self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(INSET, GAP, INSET, GAP)
        layout.setSpacing(INSET)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._cancel)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """As far as it is now."""
        done, total = self._job.told
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))
        self._words.setText(self._text(done, total))

    def _text(self, done: int, total: int) -> str:
        if self._job.cancelled:
            return self.tr("{what}: ending…").format(what=self._job.words)
        if not total:
            return self.tr("{what}…").format(what=self._job.words)
        return self.tr("{what}: {done} of {total}").format(what=self._job.words, done=number(done), total=number(total))

    def _on_cancel(self) -> None:
        self._job.cancel()
        self._cancel.setEnabled(False)
        self.refresh()
