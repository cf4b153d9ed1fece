"""Several people come into the list at once: from a file, or as Human API knows them; always by way of a preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hcdesktop.core import people_file
from hcdesktop.core.errors import HcError
from hcdesktop.core.intake import Preview
from hcdesktop.core.listing import Imported
from hcdesktop.core.people_file import PeopleFile
from hcdesktop.core.progress import Report
from hcdesktop.core.service import Service
from hcdesktop.ui import import_words, messages
from hcdesktop.ui.dialogs import ask_for_file
from hcdesktop.ui.import_dialog import ImportDialog, when_slow
from hcdesktop.ui.messages import Message
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.undo import Undo


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and in which file, if it was one."""

    preview: Preview
    file: PeopleFile | None = None


class Newcomers(QObject):
    """Opens one preview at a time, over the desk that is open; does what is wished for there."""

    changed = Signal(object)  #: rows have come or changed; None: nobody is to be chosen
    said = Signal(object)  #: Message

    def __init__(
        self,
        service: Callable[[], Service],
        tasks: Tasks,
        undo: Undo,
        *,
        is_open: Callable[[], bool],
        window: QWidget,
    ) -> None:
        super().__init__(undo)
        self._service = service
        self._tasks = tasks
        self._undo = undo
        self._is_open = is_open
        self._window = window
        self._dialog: ImportDialog | None = None

    def choose_file(self) -> None:
        """Asks for a file and shows what importing it would do."""
        chosen = ask_for_file(self._window, self.tr("Import people"), save=False)
        if chosen is not None:
            self.open_file(chosen)

    def open_file(self, path: Path) -> None:
        """Shows what importing this file would do."""

        def look(service: Service, report: Report) -> Look:
            file = people_file.read(path, lambda done, total: report(done, 2 * total))
            preview = service.intake.look_through(file, lambda done, total: report(total + done, 2 * total))
            return Look(preview, replace(file, rows=()))

        self._begin(self.tr("Import people"), path.name, look)

    def sync(self) -> None:
        """Asks Human API for its users and shows what taking them in would do."""
        title, name = self.tr("Sync from Human API"), self.tr("The users whom Human API knows")
        self._begin(title, name, lambda service, report: Look(service.intake.look_there(report)), _not_synced)

    # --- looking

    def _begin(
        self,
        title: str,
        name: str,
        look: Callable[[Service, Report], Look],
        failed: Callable[[HcError], Message] = import_words.failed,
    ) -> None:
        if self._dialog is not None or not self._is_open():
            return
        service = self._service()
        dialog = self._dialog = ImportDialog(title, name, self._window)
        dialog.finished.connect(self._on_finished)
        report = dialog.job.report

        def on_looked(found: Look) -> None:
            if not self._is_wanted(dialog, service):
                return
            dialog.show_preview(found.preview, found.file)
            dialog.wished.connect(lambda update: self._bring_in(dialog, service, found.preview, update=update))
            dialog.open()

        def on_failed(error: HcError) -> None:
            if self._is_wanted(dialog, service):
                dialog.reject()
                self.said.emit(failed(error))

        when_slow(dialog, lambda: self._is_wanted(dialog, service))
        self._tasks.run(lambda: look(service, report), success=on_looked, failure=on_failed)

    def _is_wanted(self, dialog: ImportDialog, service: Service) -> bool:
        """Whether it was not cancelled; a desk that was left or locked meanwhile cancels it, seen or not."""
        if self._dialog is not dialog:
            return False
        if self._is_open() and self._service() is service:
            return True
        dialog.reject()
        return False

    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    # --- doing

    def _bring_in(self, dialog: ImportDialog, service: Service, preview: Preview, *, update: bool) -> None:
        report = dialog.job.report

        def on_done(imported: Imported) -> None:
            self._close()
            if not self._is_open() or self._service() is not service:
                return
            if imported.added or imported.before:
                self._undo.add(import_words.undone(imported), lambda service: service.intake.take_back(imported))
            self.changed.emit(None)
            self.said.emit(import_words.done(imported, preview))

        def on_failed(error: HcError) -> None:
            self._close()
            self.said.emit(import_words.failed(error))

        self._tasks.run(
            lambda: service.intake.bring_in(preview, update=update, report=report),
            success=on_done,
            failure=on_failed,
            on_file=True,
        )

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()


def _not_synced(error: HcError) -> Message:
    message = messages.for_error(error)
    # Else the button would try the connections that wait.
    return message._replace(action=Action.SYNC) if message.action is Action.RETRY else message
