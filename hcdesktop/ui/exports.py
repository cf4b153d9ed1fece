"""The list, or a part of it, goes out as a file: never a token."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from hcdesktop.core.service import Service
from hcdesktop.ui import import_words
from hcdesktop.ui.dialogs import FormDialog, ask_for_file
from hcdesktop.ui.formats import number
from hcdesktop.ui.progress import ProgressRows
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.user_table import UserTable


class WhomDialog(FormDialog):
    """Whom an export is about, where there is something to choose from."""

    def __init__(self, choices: Sequence[tuple[str, Sequence[int] | None]], parent: QWidget | None) -> None:
        """``choices``: words, and the ids of the users they are about (``None``: of all); the first one is offered."""
        super().__init__(parent)
        self.say(self.tr("Export people"), self.tr("Choose a file…"))
        self._choices = choices
        self._group = QButtonGroup(self)
        for place, (words, _ids) in enumerate(choices):
            button = QRadioButton(words, self)
            button.setChecked(place == 0)
            self._group.addButton(button, place)
            self.form.addRow(button)

    @property
    def chosen(self) -> Sequence[int] | None:
        """The ids of the users, ``None`` for all."""
        return self._choices[self._group.checkedId()][1]

    @staticmethod
    def ask(
        choices: Sequence[tuple[str, Sequence[int] | None]], parent: QWidget | None
    ) -> tuple[Sequence[int] | None] | None:
        """The chosen ids (``None`` in them: all), or ``None`` when somebody cancels."""
        dialog = WhomDialog(choices, parent)
        return (dialog.chosen,) if dialog.answered() else None


class Exports(QObject):
    """Asks for a place and writes people there; says how many they were."""

    said = Signal(object)  #: Message

    def __init__(
        self, service: Callable[[], Service], tasks: Tasks, progress: ProgressRows, *, window: QWidget
    ) -> None:
        super().__init__(window)
        self._service = service
        self._tasks = tasks
        self._progress = progress
        self._window = window

    def ask(self, table: UserTable) -> None:
        """Asks whom, where some are selected or the filter leaves some out; then where to."""
        table.users.when_whole(lambda: self._ask(table))

    def _ask(self, table: UserTable) -> None:
        choices = self._choices(table)
        if len(choices) == 1:
            self.write()
            return
        chosen = WhomDialog.ask(choices, self._window)
        if chosen is not None:
            self.write(chosen[0])

    def _choices(self, table: UserTable) -> list[tuple[str, Sequence[int] | None]]:
        choices: list[tuple[str, Sequence[int] | None]] = []
        if table.selected_count > 1:
            selected = self.tr("The {n} who are selected").format(n=number(table.selected_count))
            choices.append((selected, table.selected_ids))
        if table.users.query.narrows and table.users.ids:
            shown = self.tr("The {n} whom the filter shows").format(n=number(len(table.users.ids)))
            choices.append((shown, table.users.ids))
        everybody = self.tr("Everybody ({n})").format(n=number(table.users.total))
        return [*choices, (everybody, None)]

    def write(self, user_ids: Sequence[int] | None = None) -> None:
        """Asks for a place and writes the list, or these people, there."""
        path = ask_for_file(self._window, self.tr("Export people"), save=True)
        if path is None:
            return
        service = self._service()
        self._progress.run(
            self._tasks,
            self.tr("Writing {file}").format(file=path.name),
            lambda report: service.export_users(path, user_ids, report=report),
            success=lambda count: self.said.emit(import_words.written(count, path.name)),
            failure=lambda error: self.said.emit(import_words.failed(error)),
        )
