"""Between the window's wishes and the service: who is launched, what is shown, what is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QUrl, Signal

from hcdesktop.core.errors import HcError
from hcdesktop.core.finalizer import FinalizeKind, FinalizeResult
from hcdesktop.core.models import Environment, Event, FinishState, LaunchRequest, Outcome, User
from hcdesktop.desk import Desk
from hcdesktop.ui import messages, row_words
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.lister import Lister
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message
from hcdesktop.ui.people import People
from hcdesktop.ui.popups import Launch, Popups
from hcdesktop.ui.queue import Queue
from hcdesktop.ui.rows import Rows
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.user_card import PAGE


class Controller(QObject):
    """Fulfils the window's wishes with the rooms that it is handed, and shows what comes of them."""

    launch_ended = Signal(object)  #: Outcome
    restore_allowed = Signal(bool)  #: nothing stands in the way of it; whether it is about the open environment
    launch_refused = Signal(int)  #: id of a user whose popup was not opened

    def __init__(
        self,
        *,
        window: MainWindow,
        environments: Environments,
        people: People,
        popups: Popups,
        saver: Saver,
        tasks: Tasks,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._environments = environments
        self._people = people
        self._popups = popups
        self._saver = saver
        self._tasks = tasks
        self._now = now
        #: Asks where somebody has to think first; nothing is opened without it.
        self.may_launch: Callable[[Environment], bool] = lambda _environment: True
        self._lister = Lister(window.table.users, tasks)
        self._queue = Queue(window.queue_bar, self._stored)
        self._rows = Rows(lambda: self.desk.service, people, self._queue)
        self._connect_wishes()
        self._connect_facts()

    @property
    def desk(self) -> Desk:
        """The open desk."""
        return self._environments.desk

    @property
    def settled(self) -> bool:
        """Nothing is open, running, unsaved or untold."""
        saved = self._tasks.idle and not self._saver.holds_unsaved
        return saved and not self._popups.launches and self._environments.all_told

    def start(self, environment: Environment) -> None:
        """Shows the first environment. Raises ``HcError`` when not even the Simulator can be opened."""
        self._environments.start(environment)

    def close(self) -> None:
        """Ends every popup, waits for what is running, closes the files."""
        self._popups.close_all()
        self._window.progress.cancel_all()
        self._saver.stop()
        self._tasks.close(hurry=self._environments.hang_up)
        self._window.table.users.show(None)
        self._people.undo.close()
        self._environments.close()

    # --- wishes

    def launch(self, user_id: int) -> None:
        """A row's button: Create or Edit, as the store says; a lost token is recovered first."""
        if not self._environments.is_open or self._popups.bring_forward(user_id):
            return
        try:
            user = self.desk.service.user(user_id)
            if row_words.primary_action(user) is Action.RETRY:
                self.retry(user_id)
                self.launch_refused.emit(user_id)
                return
            if not self.may_launch(self.desk.environment):
                self.launch_refused.emit(user_id)
                return
            if user.needs_recovery:
                self.recover(user_id)
                return
            request = self.desk.service.launch(user_id)
        except HcError as error:
            self._say_error(error, user_id=user_id)
            self.launch_refused.emit(user_id)
            return
        self._window.messages.hide()
        self._popups.open(self.desk, request, title=self.tr("Connect {name}").format(name=user.name))

    def recover(self, user_id: int) -> None:
        """Fetches a lost publicToken, and goes on in Edit mode."""
        service = self.desk.service

        def on_recovered(user: User) -> None:
            if not self._is_shown(service.environment):
                return
            self._update(user)
            self._say(messages.recovered(user), user=user)
            self.launch(user.id)

        def on_failed(error: HcError) -> None:
            if not self._is_shown(service.environment):
                return
            message = messages.for_error(error)
            if message.action is Action.RETRY:
                message = message._replace(action=Action.RECOVER)
            self._say(message, user=self._user(user_id))
            self.launch_refused.emit(user_id)

        self._tasks.run(lambda: service.recover(user_id), success=on_recovered, failure=on_failed)

    def retry(self, user_id: int | None) -> None:
        """Tries a pending finish (one user's, or all) now."""
        try:
            self.desk.service.retry(user_id)
        except HcError as error:
            self._say_error(error)
            return
        self._saver.finalize_due()

    def stop_trying(self, user_id: int) -> None:
        """Has this user's finish wait until somebody wants it tried again."""
        try:
            self.desk.service.stop_trying(user_id)
            user = self.desk.service.user(user_id)
        except HcError as error:
            self._say_error(error)
            return
        self._window.messages.hide()  # it may be counting down
        self._update(user)

    def open_environment(self, name: str) -> None:
        """Goes to another environment, unless a popup is open."""
        if self._may_leave():
            self._environments.go_to(name)

    def new_environment(self) -> None:
        """Sets up an environment and goes there, unless a popup is open."""
        if self._may_leave():
            self._environments.set_up()

    def restore(self, *, open_one: bool) -> None:
        """Puts a copy in the place of a file (the open one's, or of what was said last), unless somebody is at work."""
        if not self._may_leave():
            return
        if self._saver.holds_unsaved:
            self._say(Message(text=self.tr("Something is not on the disk yet. Wait until it is saved.")))
            return
        self.restore_allowed.emit(open_one)

    def _may_leave(self) -> bool:
        if self._popups.launches:
            self._show_environments()
            self._say(Message(text=self.tr("Close the open popup before you change the environment.")))
        return not self._popups.launches

    def choose_scenario(self, name: str) -> None:
        """What goes wrong at the next launch."""
        from hcdesktop.simulator.shelf import scenario

        if self.desk.simulator is not None:
            self.desk.simulator.choose(scenario(name))
            self._show_scenario()

    def _on_action(self, action: Action, user_id: int | None) -> None:
        match action:
            case Action.RETRY:
                self.retry(user_id)
            case Action.SETTINGS:
                self._environments.change_settings()
            case Action.STOP if user_id is not None:
                self.stop_trying(user_id)
            case Action.RESTORE:
                self.restore(open_one=False)
            case Action.RECOVER if user_id is not None:
                self.recover(user_id)
            case Action.LAUNCH if user_id is not None:
                self.launch(user_id)
            case Action.UNDO:
                self._people.undo.undo()
            case Action.SYNC:
                self._people.sync()
            case _:
                pass

    # --- what the rooms tell

    def _on_desk_shown(self, desk: Desk) -> None:
        if not all(self._is_shown(launch.desk.environment) for launch in self._popups.launches):
            self._popups.close_all()  # opened while this desk was on its way
        self._show_environments()
        self._window.messages.hide()
        self._queue.stop()
        self._window.people.clear_filter()
        self._window.table.users.show(desk.service)
        self._people.undo.show_desk()
        self._show_scenario()
        self._show_counts()
        self._saver.show_desk(desk)

    def _on_environment_failed(self, error: HcError) -> None:
        self._show_environments()
        self._say_error(error)

    def _on_people_changed(self, chosen: User | None) -> None:
        if not self._environments.is_open:
            return  # read while the desk was being locked
        if chosen is not None:
            self._window.people.clear_filter()  # who was added is to be seen
        self._window.table.users.reload()
        self._show_counts()
        if chosen is not None:
            self._window.table.choose(chosen.id)

    def _on_undo_changed(self) -> None:
        self._window.undo_action.setEnabled(self._people.undo.possible)

    def _on_popup_opened(self, _launch: Launch) -> None:
        self._window.table.users.set_busy(self._popups.user_ids)
        self._show_card()

    def _on_callback_rejected(self, error: HcError, launch: Launch) -> None:
        self._say_error(error, user_id=launch.request.user_id)

    def _on_popup_ended(self, launch: Launch, outcome: Outcome) -> None:
        self._window.table.users.set_busy(self._popups.user_ids)
        self._show_scenario()
        try:
            user = launch.desk.service.end(launch.request, outcome)
        except HcError as error:
            self._say_end(messages.for_error(error), launch)
        else:
            host = QUrl(launch.desk.environment.hosts.connect_url).host()
            # It may have been sent while the popup was being taken down: then what came of it has been said.
            if outcome.session is None or user.waiting:
                self._say_end(messages.for_outcome(outcome, user, host=host), launch, user=user)
            if self._is_shown(launch.desk.environment):
                self._update(user)
        self.launch_ended.emit(outcome)
        self._queue.on_ended(launch.request.user_id, outcome.kind)

    def _say_end(self, message: Message, launch: Launch, *, user: User | None = None) -> None:
        # Of all that a full disk leads to, the request to keep the app open is what has to be read.
        if not self._saver.holds_unsaved and self._is_shown(launch.desk.environment):
            self._say(message, user=user)

    def _on_unsaved(self, error: HcError, request: LaunchRequest) -> None:
        user = self._user(request.user_id) or User(id=request.user_id, client_user_id=request.client_user_id)
        self._say(messages.unsaved(error, user))

    def _on_answered(self, results: Sequence[FinalizeResult]) -> None:
        """Of several, the last one that did not go well is said, or the last one; all rows are shown first."""
        told = [result for result in results if not result.user.deleted]
        for result in told:
            self._window.table.users.update_user(result.user)
        if not told:
            return
        if len(told) == 1:
            self._window.table.paint_now(told[0].user.id)
        said = next((result for result in reversed(told) if result.kind is not FinalizeKind.STORED), told[-1])
        self._say(messages.for_result(said, seconds=said.next_try_at - self._now()), user=said.user)
        self._show_card()
        self._show_counts()

    def _on_user_chosen(self, user: User | None) -> None:
        self._show_card()
        if user is not None:
            self._window.card.show_events(self.desk.service.timeline(user.id, limit=PAGE))

    def _on_event_added(self, event: Event) -> None:
        shown = self._window.card.user
        if shown is not None and event.user_id == shown.id:
            self._window.card.add_event(event)

    def _on_copied(self, name: str) -> None:
        self._window.statusBar().showMessage(self.tr("{name} copied").format(name=name), 4000)

    # --- step 8: the screen

    def _update(self, user: User) -> None:
        self._window.table.users.update_user(user)
        self._show_card()
        self._show_counts()

    def _show_environments(self) -> None:
        self._window.show_environments(self._environments.all(), self.desk.environment)

    def _show_counts(self) -> None:
        service = self.desk.service
        self._window.show_counts(users=self._window.table.users.total, pending=service.count_pending())

    def _show_card(self) -> None:
        user = self._window.table.chosen
        if user is None:
            self._window.card.show_user(None)
            return
        pending = self.desk.service.pending(user.id)
        problem = next((finish.problem for finish in pending if finish.problem), "")
        due_at = min(
            (self._saver.due_at(self.desk, f) for f in pending if f.state is FinishState.WAITING), default=None
        )
        self._window.card.show_user(user, problem=problem, due_at=due_at, busy=user.id in self._popups.user_ids)

    def _show_scenario(self) -> None:
        name = self.desk.scenario_name
        if name is not None:
            self._window.show_scenario(name)

    def _say(self, message: Message, *, user: User | None = None) -> None:
        if self._environments.is_open:
            self._window.messages.show_message(message, user=user)

    def _say_error(self, error: HcError, *, user_id: int | None = None) -> None:
        self._say(messages.for_error(error), user=self._user(user_id))

    def _is_shown(self, environment: Environment) -> bool:
        """Whether this is the environment on the screen; the users of another one have the same ids."""
        return self._environments.is_open and environment.storage_name == self.desk.environment.storage_name

    def _stored(self, user_id: int) -> User:
        return self.desk.service.user(user_id)

    def _user(self, user_id: int | None) -> User | None:
        try:
            return None if user_id is None or not self._environments.is_open else self.desk.service.user(user_id)
        except HcError:
            return None

    # --- wiring

    def _connect_wishes(self) -> None:
        window = self._window
        window.table.launch_requested.connect(self.launch)
        window.table.user_chosen.connect(self._on_user_chosen)
        window.card.action_requested.connect(self._on_action)
        window.messages.action_requested.connect(self._on_action)
        window.add_requested.connect(self._people.add)
        window.import_requested.connect(self._people.import_file)
        window.file_dropped.connect(self._people.import_dropped)
        window.sync_requested.connect(self._people.sync)
        window.export_requested.connect(lambda: self._people.exports.ask(window.table))
        window.environment_requested.connect(self.open_environment)
        window.new_environment_requested.connect(self.new_environment)
        window.settings_requested.connect(self._environments.change_settings)
        window.restore_requested.connect(lambda: self.restore(open_one=True))
        window.scenario_requested.connect(self.choose_scenario)
        window.closed.connect(self._popups.close_all_soon)
        window.row_actions.wished.connect(self._rows.on_wished)
        window.undo_action.triggered.connect(self._people.undo.undo)
        self._rows.copied.connect(self._on_copied)
        self._rows.failed.connect(self._say_error)

    def _connect_facts(self) -> None:
        self._environments.shown.connect(self._on_desk_shown)
        self._environments.failed.connect(self._on_environment_failed)
        self._environments.list_changed.connect(self._show_environments)
        self._environments.credentials_changed.connect(self._saver.finalize_due)
        self._environments.event_added.connect(self._on_event_added)
        self._people.changed.connect(self._on_people_changed)
        self._people.said.connect(self._say)
        self._people.updated.connect(self._update)
        self._people.undo.changed.connect(self._on_undo_changed)
        self._queue.launch_requested.connect(self.launch)
        self.launch_refused.connect(self._queue.on_refused)
        self._lister.failed.connect(self._say_error)
        self._window.table.users.listed.connect(self._show_card)
        self._popups.opened.connect(self._on_popup_opened)
        self._popups.rejected.connect(self._on_callback_rejected)
        self._popups.kept.connect(lambda launch, finish: self._saver.finalize(launch.desk, finish))
        self._popups.ended.connect(self._on_popup_ended)
        self._saver.unsaved.connect(self._on_unsaved)
        self._saver.failed.connect(self._say_error)
        self._saver.answered.connect(self._on_answered)
        self._saver.sources_read.connect(self._update)
        self._tasks.failed.connect(self._say_error)
