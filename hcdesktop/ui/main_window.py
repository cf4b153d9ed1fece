"""The window: the list, one person, and one line that says what happened. It only shows and wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.core.models import Environment
from hcdesktop.simulator.known import NORMAL_NAME
from hcdesktop.store.preferences import LOCK_AFTER
from hcdesktop.ui.band import EnvironmentBand
from hcdesktop.ui.drops import Drops
from hcdesktop.ui.environment_menu import EnvironmentMenu
from hcdesktop.ui.lock_page import LockMenu, LockPage
from hcdesktop.ui.message_bar import MessageBar
from hcdesktop.ui.progress import ProgressRows
from hcdesktop.ui.queue import QueueBar
from hcdesktop.ui.row_actions import RowActions
from hcdesktop.ui.scenario_menu import ScenarioMenu
from hcdesktop.ui.theme import INSET, LINE_HEIGHT, MARGIN, Theme
from hcdesktop.ui.user_card import UserCard
from hcdesktop.ui.user_list import UserList

_SIZE = QSize(1280, 780)
_LEAST_SIZE = QSize(640, 420)
_LEAST_OF_LIST = 312
_LEAST_OF_CARD = 280
_SELECTOR_WIDTH = 160


class MainWindow(QMainWindow):
    """Everything on one screen. Signals are wishes; the controller fulfils them."""

    add_requested = Signal()  #: somebody wants to add a person
    import_requested = Signal()  #: a CSV file is to be read
    export_requested = Signal()  #: the list is to be written to a CSV file
    file_dropped = Signal(object)  #: Path of a list that was dragged onto the window
    sync_requested = Signal()  #: Human API is to be asked for its users
    environment_requested = Signal(str)  #: name of the environment to go to
    new_environment_requested = Signal()  #: another environment is to be set up
    settings_requested = Signal()  #: this environment's settings
    restore_requested = Signal()  #: a copy of this environment's file is to take its place
    recovery_requested = Signal()  #: this environment is to have a recovery passphrase
    lab_requested = Signal()  #: somebody's integration page is to be tested
    log_requested = Signal()  #: the log of all people is to be opened
    audit_requested = Signal()  #: the audit trail is to be checked
    scenario_requested = Signal(str)  #: name of what is to go wrong at the next launch
    closed = Signal()  #: the window was shut

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        #: Asks where something would be broken off.
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("hcdesktop")
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST_SIZE)
        # In the order in which Tab goes through them: as they stand on the screen.
        self.messages = MessageBar(self)
        self.queue_bar = QueueBar(self)
        self.progress = ProgressRows(self)
        self.people = UserList(theme, self)
        self.table = self.people.table
        self.card = UserCard(self)
        self._of_the_desk = QActionGroup(self)
        self._of_the_desk.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._build_bar()
        self._build_menus()
        self._build_body()
        self._count = QLabel(self)
        self.people.count_changed.connect(self._count.setText)
        self._pending = QLabel(self)
        self.statusBar().addWidget(self._count)
        self.statusBar().addPermanentWidget(self._pending)
        self.statusBar().setSizeGripEnabled(False)
        self.table.setFocus()  # what is typed there is the filter's
        Drops(self, takes=lambda: self._body.currentIndex() == 0).dropped.connect(self.file_dropped)

    # --- for the controller

    def show_environments(self, environments: Sequence[Environment], current: Environment) -> None:
        """Fills the selector."""
        self.environments.blockSignals(True)
        self.environments.clear()
        self.environments.addItems([environment.name for environment in environments])
        self.environments.setCurrentText(current.name)
        self.environments.blockSignals(False)
        self.band.show_environment(current)
        self.environment_menu.show_environment(current)
        self.scenario_button.setVisible(current.simulated)
        self.scenarios.menuAction().setVisible(current.simulated)
        for action in self._of_live_ones:
            action.setEnabled(not current.simulated)
        self.setWindowTitle(f"{current.name} · hcdesktop")

    def show_counts(self, *, users: int, pending: int) -> None:
        """The status line; an empty list gets a sentence of its own."""
        self.people.show_total(users)
        self._pending.setText(
            self.tr("Everything is saved") if not pending else self.tr("{n} not saved yet").format(n=pending)
        )

    @property
    def pending_text(self) -> str:
        """What the status line says about saving."""
        return self._pending.text()

    def show_scenario(self, name: str) -> None:
        """What will go wrong at the next launch."""
        self.scenario_button.setToolTip(self.scenarios.show_current(name))
        normal = name == NORMAL_NAME
        self.scenario_button.setText(self.tr("Next launch: works") if normal else self.tr("Next launch: goes wrong"))

    def show_locked(self) -> None:
        """The page that hides everything, and a window that says nothing of what is behind it."""
        self._body.setCurrentWidget(self.lock_page)
        self.lock_page.button.setFocus()
        self._let_work(False)
        self.setWindowTitle(self.tr("Locked · {name}").format(name="hcdesktop"))
        self.statusBar().clearMessage()
        for label in (self._count, self._pending):
            label.clear()
        for edit in self.findChildren(QLineEdit):
            edit.clear()
        self.messages.forget()
        self.queue_bar.forget()
        self.progress.cancel_all()
        self.people.forget()
        self.undo_action.setEnabled(False)

    def show_unlocked(self) -> None:
        """The desk, which has been filled anew."""
        self._let_work(True)
        self._body.setCurrentIndex(0)
        self.table.setFocus()

    def show_page(self, page: QWidget) -> None:
        """In the place of everything else, until ``remove_page``."""
        if self._body.indexOf(page) < 0:
            self._body.addWidget(page)
        self._body.setCurrentWidget(page)

    def remove_page(self, page: QWidget) -> None:
        """The desk is back."""
        if self._body.currentWidget() is page:
            self._body.setCurrentIndex(0)
            self.table.setFocus()
        self._body.removeWidget(page)
        page.hide()

    def has_page(self, page: QWidget) -> bool:
        """Whether it is there, if only behind the lock."""
        return self._body.indexOf(page) >= 0

    def _let_work(self, allowed: bool) -> None:
        self._of_the_desk.setEnabled(allowed)
        self.scenarios.setEnabled(allowed)
        self.lock_menu.set_enabled(allowed)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The popups go with it, unless somebody who is asked keeps it open."""
        if not self.may_close():
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit()

    # --- building

    def _build_bar(self) -> None:
        self.band = EnvironmentBand(self)
        self.bar = QWidget(self)
        self.bar.setObjectName("topBar")
        self.environments = QComboBox(self.bar)
        self.environments.setAccessibleName(self.tr("Environment"))
        self.environments.setMinimumWidth(_SELECTOR_WIDTH)
        self.environments.textActivated.connect(self.environment_requested)
        self.scenario_button = QToolButton(self.bar)
        self.scenario_button.setObjectName("barButton")
        self.scenario_button.setAccessibleName(self.tr("What happens at the next launch"))
        self.scenario_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_button = QPushButton(self.tr("Add person"), self.bar)
        self.add_button.setProperty("primary", True)
        self.add_button.clicked.connect(self.add_requested)
        layout = QHBoxLayout(self.bar)
        layout.setContentsMargins(MARGIN, INSET, MARGIN, INSET)
        layout.setSpacing(INSET)
        layout.addWidget(self.environments)
        layout.addStretch(1)
        for widget in (self.environments, self.scenario_button, self.add_button):
            widget.setMinimumHeight(LINE_HEIGHT)
        layout.addWidget(self.scenario_button)
        layout.addWidget(self.add_button)

    def _build_menus(self) -> None:
        people = self.menuBar().addMenu(self.tr("&People"))
        self._add_action(people, self.tr("&Add person…"), self.add_requested, QKeySequence.StandardKey.New)
        self._add_action(people, self.tr("&Import CSV…"), self.import_requested, None)
        self._add_action(people, self.tr("&Export CSV…"), self.export_requested, None)
        self._add_action(people, self.tr("S&ync from Human API…"), self.sync_requested, None)
        people.addSeparator()
        self.undo_action = people.addAction(self.tr("&Undo"))
        self.undo_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.undo_action.setEnabled(False)
        find = people.addAction(self.tr("&Filter the list"))
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.triggered.connect(lambda _checked: self.people.text.setFocus())
        self._of_the_desk.addAction(find)
        people.addSeparator()
        self.lock_menu = LockMenu(people, LOCK_AFTER)
        leave = people.addAction(self.tr("&Quit"))
        leave.setShortcut(QKeySequence("Ctrl+Q"))  # Windows has no key of its own for it
        leave.triggered.connect(self.close)
        environment = self.menuBar().addMenu(self.tr("&Environment"))
        self.row_actions = RowActions(self.table, self.menuBar(), before=environment.menuAction())
        self._of_the_desk.addAction(self.row_actions.menu.menuAction())
        self._add_action(environment, self.tr("&New environment…"), self.new_environment_requested, None)
        self._add_action(environment, self.tr("&Settings…"), self.settings_requested, "Ctrl+,")
        environment.addSeparator()
        self._of_live_ones = [
            self._add_action(environment, self.tr("&Restore…"), self.restore_requested, None),
            self._add_action(environment, self.tr("Recovery &passphrase…"), self.recovery_requested, None),
        ]
        self._add_action(environment, self.tr("&Check the audit trail…"), self.audit_requested, None)
        self.environment_menu = EnvironmentMenu(environment, self._of_the_desk)
        view = self.menuBar().addMenu(self.tr("&View"))
        self._add_action(view, self.tr("&Log…"), self.log_requested, "Ctrl+Shift+L")
        self._add_action(view, self.tr("La&b…"), self.lab_requested, "Ctrl+Shift+B")
        self.scenarios = ScenarioMenu(self)
        self.scenarios.setTitle(self.tr("&Simulator"))
        self.menuBar().addMenu(self.scenarios)
        self.scenarios.chosen.connect(self.scenario_requested)
        self.scenario_button.setMenu(self.scenarios)

    def _add_action(
        self, menu: QMenu, text: str, wish: SignalInstance, shortcut: QKeySequence.StandardKey | str | None
    ) -> QAction:
        action = menu.addAction(text)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _checked: wish.emit())
        self._of_the_desk.addAction(action)
        return action

    def _build_body(self) -> None:
        splitter = self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        self.people.setMinimumWidth(_LEAST_OF_LIST)
        self.card.setMinimumWidth(_LEAST_OF_CARD)
        splitter.addWidget(self.people)
        splitter.addWidget(self.card)
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([920, 320])
        body = QWidget(self)
        body_layout = QVBoxLayout(body)
        body_layout.setContentsMargins(MARGIN, INSET, MARGIN, INSET)
        body_layout.setSpacing(INSET)
        body_layout.addWidget(self.messages)
        body_layout.addWidget(self.queue_bar)
        body_layout.addWidget(self.progress)
        body_layout.addWidget(splitter, 1)
        whole = QWidget(self)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addWidget(self.bar)
        layout.addWidget(body, 1)
        self.lock_page = LockPage(self)
        self._body = QStackedWidget(self)
        self._body.addWidget(whole)
        self._body.addWidget(self.lock_page)
        self.setCentralWidget(self._body)
