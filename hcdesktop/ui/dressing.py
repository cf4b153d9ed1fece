"""Which icon belongs to what in the window: its menus, its buttons, its pages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from hcdesktop.ui.icons import Icons
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.row_actions import Wish

_PAGE_ICON = 40
_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class WordsWhereThereIsRoom(QObject):
    """A button with an icon that leaves its words out where its neighbours would not fit; its name says them."""

    def __init__(self, button: QToolButton, bar: QWidget) -> None:
        super().__init__(button)
        self._button = button
        self._bar = bar
        self._neighbours = 0  # what everything but the words takes
        button.setToolButtonStyle(_WORDS)
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The bar is as wide as this now, or something in it has other words."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            said = self._button.fontMetrics().horizontalAdvance(self._button.text())
            if self._button.toolButtonStyle() == _WORDS:
                self._neighbours = self._bar.sizeHint().width() - said
            # Only when it is another one: a layout is asked for again then, and this with it.
            style = _WORDS if self._neighbours + said <= self._bar.width() else Qt.ToolButtonStyle.ToolButtonIconOnly
            if self._button.toolButtonStyle() != style:
                self._button.setToolButtonStyle(style)
        return False


#: By the words of the code: the context of a text, the text, the icon.
MENUS: Mapping[tuple[str, str], str] = {
    ("MainWindow", "&Add person…"): "add",
    ("MainWindow", "&Import CSV…"): "import",
    ("MainWindow", "&Export CSV…"): "export",
    ("MainWindow", "S&ync from Human API…"): "sync",
    ("MainWindow", "&Undo"): "undo",
    ("MainWindow", "&Filter the list"): "filter",
    ("LockMenu", "&Lock now"): "lock",
    ("LockMenu", "Lock &after"): "minutes",
    ("MainWindow", "&Quit"): "quit",
    ("MainWindow", "&New environment…"): "environment",
    ("MainWindow", "&Settings…"): "settings",
    ("MainWindow", "&Restore…"): "restore",
    ("MainWindow", "Recovery &passphrase…"): "key",
    ("MainWindow", "&Check the audit trail…"): "audit",
    ("MainWindow", "&Log…"): "log",
    ("MainWindow", "La&b…"): "lab",
    ("EnvironmentMenu", "&Duplicate…"): "copy",
    ("EnvironmentMenu", "Re&name…"): "edit",
    ("EnvironmentMenu", "Delete &all data…"): "delete",
    ("EnvironmentMenu", "De&lete…"): "delete",
    ("EnvironmentMenu", "E&xport settings…"): "export",
    ("EnvironmentMenu", "I&mport settings…"): "import",
    ("HelpMenu", "&Guide"): "help",
    ("HelpMenu", "&Keys"): "keys",
    ("HelpMenu", "&About hcdesktop, licences…"): "about",
}
ROWS: Mapping[Wish, str] = {
    Wish.PRIMARY: "connect",
    Wish.NEXT_PERSON: "next-person",
    Wish.EDIT: "edit",
    Wish.MARK: "star",
    Wish.UNMARK: "star-off",
    Wish.COPY_ID: "copy",
    Wish.COPY_OPEN: "code",
    Wish.COPY_CURL: "terminal",
    Wish.EXPORT: "export",
    Wish.DELETE: "delete",
}


def dress(window: MainWindow, icons: Icons) -> None:
    """Gives every action of the menus its icon, and a picture to what has nothing else."""
    names = {QCoreApplication.translate(context, text): name for (context, text), name in MENUS.items()}
    for menu in window.findChildren(QMenu):
        known = {action: names[action.text()] for action in menu.actions() if action.text() in names}
        icons.give_when_opened(menu, known)
    row = window.row_actions
    icons.give_when_opened(row.menu, {row.actions[wish]: name for wish, name in ROWS.items()})
    icons.give(window.add_button, "add", color="on_accent")
    icons.give(window.scenario_button, "simulator")
    WordsWhereThereIsRoom(window.scenario_button, window.bar)
    icons.draw(window.lock_page.picture, "lock", color="muted", size=_PAGE_ICON)
