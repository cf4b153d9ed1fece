"""A launch goes out as a file (a scenario that plays it again, an HTTP archive), and a scenario file comes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QListWidgetItem, QWidget

from hcdesktop.core import har
from hcdesktop.core.errors import ErrorKind, InvalidInput
from hcdesktop.core.models import Event
from hcdesktop.core.whole_file import written_whole
from hcdesktop.simulator.recording import NotOver, recorded
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.ui import messages
from hcdesktop.ui.drops import Drops
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.icons import Icons
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.row_actions import Wish
from hcdesktop.ui.tasks import Tasks

_SCENARIO = ".json"
_KINDS = {_SCENARIO: "JSON (*.json)", ".har": "HAR (*.har)"}
#: So many mistakes of a file are listed.
_MOST = 20
_EVENT_ROLE = Qt.ItemDataRole.UserRole


class LaunchFiles(QObject):
    """Adds its lines to the menus of the selected row, of the timeline and of the Simulator."""

    def __init__(self, icons: Icons, *, environments: Environments, tasks: Tasks, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._environments = environments
        self._tasks = tasks
        self._timeline = window.card.timeline.list
        last, this = self._on_last, self._on_this
        self.of_row = [
            self._action(window, self.tr("Save last launch as &scenario…"), lambda: last(self.save_scenario)),
            self._action(window, self.tr("Export last launch as &HAR…"), lambda: last(self.save_archive)),
        ]
        self.of_timeline = [
            self._action(self._timeline, self.tr("Save launch as &scenario…"), lambda: this(self.save_scenario)),
            self._action(self._timeline, self.tr("Export launch as &HAR…"), lambda: this(self.save_archive)),
        ]
        self.open_action = self._action(window, self.tr("&Open scenario file…"), self._on_open)
        for save, export in (self.of_row, self.of_timeline):
            icons.give(save, "simulator")
            icons.give(export, "export")
        icons.give_when_opened(window.scenarios, {self.open_action: "import"})
        self._place()

    def _action(self, parent: QObject, text: str, wish: Callable[[], None]) -> QAction:
        action = QAction(text, parent)
        action.triggered.connect(lambda _checked: wish())
        return action

    def _place(self) -> None:
        window = self._window
        menu, export = window.row_actions.menu, window.row_actions.actions[Wish.EXPORT]
        menu.insertActions(export, self.of_row)
        menu.insertSeparator(export)
        menu.aboutToShow.connect(self._refresh_row)
        self._timeline.addActions(self.of_timeline)
        self._timeline.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._timeline.currentItemChanged.connect(self._refresh_timeline)
        self._refresh_timeline(None)
        window.scenarios.aboutToShow.connect(self._add_to_scenarios)
        Drops(window, kinds=frozenset({_SCENARIO}), takes=lambda: self._simulated).dropped.connect(self.open_scenario)

    # --- out

    def save_scenario(self, user_id: int, launch_id: int) -> None:
        """Asks for a place, and writes the launch there as a scenario."""
        self._save(user_id, launch_id, recorded, title=self.tr("Save as scenario"), suffix=_SCENARIO)

    def save_archive(self, user_id: int, launch_id: int) -> None:
        """Asks for a place, and writes what went to and fro there."""
        self._save(user_id, launch_id, har.archive, title=self.tr("Export as HAR"), suffix=".har")

    def _save(
        self, user_id: int, launch_id: int, text: Callable[[Sequence[Event]], str], *, title: str, suffix: str
    ) -> None:
        path = ask_for_file(self._window, title, f"launch-{launch_id}{suffix}", _KINDS[suffix])
        if path is None:
            return
        log = self._environments.desk.service.log

        def write() -> bool:
            try:
                _write(path, text(log.launch(user_id, launch_id)))
            except NotOver:
                return False
            return True

        self._tasks.run(
            write,
            success=lambda done: self._say(self._written(path) if done else self._not_over()),
            failure=lambda error: self._say(messages.for_error(error)),
            on_file=True,
        )

    def _written(self, path: Path) -> Message:
        text = self.tr("The launch was written to {file}; no names and no tokens.")
        return Message(text=text.format(file=path.name), tone=Tone.GOOD)

    def _not_over(self) -> Message:
        text, step = self.tr("This launch has not ended yet."), self.tr("Close its popup first.")
        return Message(text=text, next_step=step)

    def _say(self, message: Message) -> None:
        if self._environments.is_open:
            self._window.messages.show_message(message)

    def _on_last(self, save: Callable[[int, int], None]) -> None:
        found = self._last_launch()
        if found is not None:
            save(*found)

    def _on_this(self, save: Callable[[int, int], None]) -> None:
        event = _event_of(self._timeline.currentItem())
        if event is not None and event.user_id is not None and event.launch_id is not None:
            save(event.user_id, event.launch_id)

    def _last_launch(self) -> tuple[int, int] | None:
        """Of the one person who is selected."""
        table = self._window.table
        if table.selected_count != 1 or not self._environments.is_open:
            return None
        user_id = table.selected_ids[0]
        launch_id = self._environments.desk.service.log.last_launch(user_id)
        return None if launch_id is None else (user_id, launch_id)

    def _refresh_row(self) -> None:
        found = self._last_launch()
        for action in self.of_row:
            action.setVisible(self._window.table.selected_count <= 1)
            action.setEnabled(found is not None)

    def _refresh_timeline(self, item: QListWidgetItem | None) -> None:
        event = _event_of(item)
        for action in self.of_timeline:
            action.setEnabled(event is not None and event.launch_id is not None)

    # --- in

    @property
    def _simulated(self) -> bool:
        return self._environments.is_open and self._environments.desk.environment.simulated

    def _add_to_scenarios(self) -> None:
        """Once, below the others, which are read when the menu is opened for the first time."""
        if self.open_action not in self._window.scenarios.actions():
            self._window.scenarios.addSeparator()
            self._window.scenarios.addAction(self.open_action)

    def _on_open(self) -> None:
        path = ask_for_file(self._window, self.tr("Open scenario file"), "", _KINDS[_SCENARIO], save=False)
        if path is not None:
            self.open_scenario(path)

    def open_scenario(self, path: Path) -> None:
        """The next launch is this file's."""
        self._tasks.run(lambda: _read(path), success=lambda found: self._on_read(path, found), on_file=True)

    def _on_read(self, path: Path, found: Scenario | str) -> None:
        if isinstance(found, str):
            text = self.tr("{file} is no scenario.").format(file=path.name)
            step = self.tr("The details say where the mistakes are.")
            self._say(Message(text=text, next_step=step, tone=Tone.BAD, detail=found, open_detail=True))
            return
        simulator = self._environments.desk.simulator if self._simulated else None
        if simulator is None:
            return
        simulator.choose(found)
        self._window.show_scenario(simulator.scenario.name)
        text = self.tr("The next launch plays {file}.").format(file=path.name)
        step = "" if found.goes_wrong else self.tr("Nothing goes wrong in it: what it tells of is done in the popup.")
        self._say(Message(text=text, next_step=step))


def ask_for_file(parent: QWidget, title: str, name: str, kinds: str, *, save: bool = True) -> Path | None:
    """A place, or ``None`` when somebody cancels."""
    ask = QFileDialog.getSaveFileName if save else QFileDialog.getOpenFileName
    chosen, _kind = ask(parent, title, name, kinds)
    return Path(chosen) if chosen else None


def _event_of(item: QListWidgetItem | None) -> Event | None:
    event: Event | None = item.data(_EVENT_ROLE) if item is not None else None
    return event


def _write(path: Path, text: str) -> None:
    try:
        with written_whole(path, encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None


def _read(path: Path) -> Scenario | str:
    """The scenario, or what is wrong with the file."""
    from hcdesktop.simulator import scenario_file  # not for the window's start

    try:
        return scenario_file.read(path)
    except scenario_file.ScenarioMistakes as found:
        return "\n".join(map(str, found.mistakes[:_MOST]))
    except OSError as error:
        return error.strerror or str(error)
