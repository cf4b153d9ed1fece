"""What can be done with the selected rows, decided in one place: the menus and the keys all ask ``possible``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from hcdesktop.core.models import User
from hcdesktop.ui import row_words
from hcdesktop.ui.formats import number
from hcdesktop.ui.user_table import UserTable


class Wish(StrEnum):
    """One thing to do with one or several people."""

    PRIMARY = "primary"  # what the row's button says
    NEXT_PERSON = "next_person"
    EDIT = "edit"
    MARK = "mark"
    UNMARK = "unmark"
    COPY_ID = "copy_id"
    COPY_OPEN = "copy_open"
    COPY_CURL = "copy_curl"
    EXPORT = "export"
    DELETE = "delete"


_ONE = frozenset({Wish.PRIMARY, Wish.EDIT, Wish.COPY_ID, Wish.COPY_OPEN, Wish.COPY_CURL, Wish.EXPORT})
_SEVERAL = frozenset({Wish.NEXT_PERSON, Wish.MARK, Wish.UNMARK, Wish.EXPORT, Wish.DELETE})


def possible(user: User | None, count: int, *, busy: bool) -> frozenset[Wish]:
    """What can be done with ``count`` people; ``user`` is the one, when it is one, ``busy`` that the popup is open."""
    if count > 1:
        return _SEVERAL
    if user is None:
        return frozenset()
    mark = Wish.UNMARK if user.marked else Wish.MARK
    # Nobody is deleted from under a popup, or while a connection is being saved.
    gone = frozenset() if busy or user.waiting else frozenset({Wish.DELETE})
    return _ONE | {mark} | gone


class RowActions(QObject):
    """The menu for the selected rows, in the menu bar and under the right mouse button: the same actions in both."""

    wished = Signal(object, object)  #: Wish, ids of the users it is about

    def __init__(self, table: UserTable, bar: QMenuBar, *, before: QAction | None) -> None:
        super().__init__(table)
        self._table = table
        self.menu = QMenu(self.tr("&Selected"), bar)
        bar.insertMenu(before, self.menu) if before is not None else bar.addMenu(self.menu)
        self.actions: Mapping[Wish, QAction] = {wish: self._action(wish) for wish in Wish}
        self._fill_menu()
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        table.selection_changed.connect(self._refresh)
        table.several_requested.connect(self.actions[Wish.NEXT_PERSON].trigger)
        self.menu.aboutToShow.connect(self._refresh)
        self._refresh()

    def _action(self, wish: Wish) -> QAction:
        action = QAction(self)
        keys = {
            Wish.EDIT: QKeySequence(Qt.Key.Key_F2),
            Wish.COPY_ID: QKeySequence(QKeySequence.StandardKey.Copy),
            Wish.COPY_OPEN: QKeySequence("Ctrl+Shift+C"),
            Wish.MARK: QKeySequence("Ctrl+M"),
            Wish.UNMARK: QKeySequence("Ctrl+Shift+M"),
            Wish.DELETE: QKeySequence(QKeySequence.StandardKey.Delete),
        }.get(wish)
        if keys is not None:
            action.setShortcut(keys)
        # Only while the rows have the keys: in a line of text, Delete and Copy are the line's.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._on_triggered(wish))
        self._table.addAction(action)
        return action

    def _fill_menu(self) -> None:
        actions = self.actions
        for group in (
            (Wish.PRIMARY, Wish.NEXT_PERSON),
            (Wish.EDIT, Wish.MARK, Wish.UNMARK),
            (Wish.COPY_ID, Wish.COPY_OPEN, Wish.COPY_CURL),
            (Wish.EXPORT, Wish.DELETE),
        ):
            self.menu.addActions([actions[wish] for wish in group])
            self.menu.addSeparator()

    def _refresh(self) -> None:
        user, count, busy = self._chosen()
        can = possible(user, count, busy=busy)
        words = self._words(user, count, busy=busy)
        for wish, action in self.actions.items():
            action.setEnabled(wish in can)
            # With nobody selected, the menu still shows what there is.
            action.setVisible(wish in can if count else wish not in (Wish.NEXT_PERSON, Wish.UNMARK))
            action.setText(words[wish])

    def _words(self, user: User | None, count: int, *, busy: bool) -> dict[Wish, str]:
        # The key stands beside it; as a shortcut it would be taken from every button in the window.
        enter = f"\t{QKeySequence(Qt.Key.Key_Return).toString(QKeySequence.SequenceFormat.NativeText)}"
        many = number(count) if count > 1 else ""
        return {
            Wish.PRIMARY: (row_words.primary_word(user, busy=busy) if user else self.tr("Connect")) + enter,
            Wish.NEXT_PERSON: self.tr("&Next person: connect {n} one after another").format(n=many) + enter,
            Wish.EDIT: self.tr("&Details…"),
            Wish.MARK: self.tr("&Mark with a star"),
            Wish.UNMARK: self.tr("&Take the star away"),
            Wish.COPY_ID: self.tr("Copy user &ID"),
            Wish.COPY_OPEN: self.tr("Copy as HumanConnect.&open(…)"),
            Wish.COPY_CURL: self.tr("Copy as c&URL"),
            Wish.EXPORT: self.tr("E&xport {n} as CSV…").format(n=many) if many else self.tr("E&xport as CSV…"),
            Wish.DELETE: self.tr("De&lete {n}…").format(n=many) if many else self.tr("De&lete…"),
        }

    def _chosen(self) -> tuple[User | None, int, bool]:
        """The one that is selected, how many are, and whether that one's popup is open."""
        count = self._table.selected_count
        if count != 1:
            return None, count, False
        user = self._table.users.user_at(self._table.selectionModel().selection().first().top())
        return user, count, self._table.users.is_busy(user.id)

    def _on_menu(self, place: QPoint) -> None:
        self._refresh()
        if self._table.selected_count:
            self.menu.popup(self._table.viewport().mapToGlobal(place))

    def _on_triggered(self, wish: Wish) -> None:
        ids = self._table.selected_ids
        if not ids:
            return
        if wish is Wish.PRIMARY:
            self._table.launch_requested.emit(ids[0])
        else:
            self.wished.emit(wish, ids)
