"""Closing the window with something pending: says what is safe and what is not, and asks.

Only somebody who shuts the window is asked. A signal ends the event loop and passes none of this; and where the
computer's session ends, whoever asks would only be killed, so nothing is asked then either.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.core.models import FinishState
from hcdesktop.ui.dialogs import FormDialog
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.progress import ProgressRows
from hcdesktop.ui.saver import Saver

_SESSION_END = 30.0  # s; one that was called off may have been for another program's sake


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What closing would break off, and what it would not."""

    popups: int = 0
    unsaved: int = 0  # finishes that are only in memory
    kept: int = 0  # finishes on the disk that are still to be sent
    at_work: tuple[str, ...] = ()  # what shows its progress: an import, say

    @property
    def anything(self) -> bool:
        """Whether there is anything to ask about."""
        return bool(self.popups or self.unsaved or self.kept or self.at_work)


class ClosingDialog(FormDialog):
    """What is lost, what is safe; *Keep open* is what Enter and Escape mean."""

    def __init__(self, pending: Pending, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.say(self.tr("Close hcdesktop?"), self.tr("Close anyway"))
        self._paragraph(self.tr("Not safe yet"), self._not_safe(pending))
        self._paragraph(self.tr("Safe"), self._safe(pending))
        self.keep_button = self.cancel_button
        self.keep_button.setText(self.tr("Keep open"))
        self.warn_of(self.keep_button)

    def _not_safe(self, pending: Pending) -> list[str]:
        lines = []
        if pending.unsaved == 1:
            lines.append(self.tr("A finished connection is only in memory, not on the disk: it is lost."))
        elif pending.unsaved:
            text = self.tr("{n} finished connections are only in memory, not on the disk: they are lost.")
            lines.append(text.format(n=pending.unsaved))
        if pending.popups == 1:
            lines.append(self.tr("A popup is open: it closes, and what is not finished in it has to be done again."))
        elif pending.popups:
            text = self.tr("{n} popups are open: they close, and what is not finished in them has to be done again.")
            lines.append(text.format(n=pending.popups))
        return [*lines, *(self.tr("{what}: it is broken off.").format(what=what) for what in pending.at_work)]

    def _safe(self, pending: Pending) -> list[str]:
        if not pending.kept:
            return [self.tr("Everything in the list is on the disk.")]
        if pending.kept == 1:
            return [self.tr("A connection is on the disk and still to be sent: that goes on at the next start.")]
        text = self.tr("{n} connections are on the disk and still to be sent: that goes on at the next start.")
        return [text.format(n=pending.kept)]

    def _paragraph(self, title: str, lines: list[str]) -> None:
        if not lines:
            return
        heading = QLabel(title, self)
        heading.setProperty("section", True)
        text = QLabel("\n".join(lines), self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        self.form.addRow(heading)
        self.form.addRow(text)

    @staticmethod
    def ask(pending: Pending, parent: QWidget | None) -> bool:
        """Whether the window is to close."""
        return ClosingDialog(pending, parent).answered()


class Closing(QObject):
    """Knows what is pending; ``may_close`` is the window's question."""

    def __init__(
        self,
        application: QGuiApplication,
        *,
        environments: Environments,
        popups: Popups,
        saver: Saver,
        progress: ProgressRows,
        window: QWidget,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._environments = environments
        self._popups = popups
        self._saver = saver
        self._progress = progress
        self._window = window
        self._now = now
        self._session_ends_until = 0.0
        self._asking = False
        # At once: the system waits for the answer.
        application.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)

    def may_close(self) -> bool:
        """Asks when it has to."""
        if self._asking:
            return False
        pending = self.pending()
        if not pending.anything or self._now() < self._session_ends_until:
            return True
        self._asking = True
        try:
            return ClosingDialog.ask(pending, self._window)
        finally:
            self._asking = False

    def pending(self) -> Pending:
        """What there is now."""
        return Pending(
            popups=len(self._popups.launches),
            unsaved=self._saver.unsaved_count,
            kept=self._kept(),
            at_work=self._progress.running,
        )

    def _kept(self) -> int:
        """What waits for somebody does not go on by itself, now or at the next start: nothing to stay open for."""
        if not self._environments.is_open:
            return 0
        try:
            pending = self._environments.desk.service.pending()
        except HcError:
            return 0
        return sum(finish.state is FinishState.WAITING for finish in pending)

    def _on_session_end(self) -> None:
        self._session_ends_until = self._now() + _SESSION_END
