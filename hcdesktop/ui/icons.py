"""Our own icons: drawn in one stroke on a grid of 24, in the colours of the theme, sharp on every screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QMenu

from hcdesktop.core import resources
from hcdesktop.core.models import UserState
from hcdesktop.ui.theme import ICON, Colors, Theme

#: Of the screens that there are; a picture for one of them is not stretched by another.
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)

#: A shape of its own for each state, for who does not see its colour.
STATES = {
    UserState.NEW: "state-new",
    UserState.CONNECTED: "state-connected",
    UserState.PENDING: "state-pending",
    UserState.ATTENTION: "state-attention",
}


class HasIcon(Protocol):
    """An action or a button."""

    def setIcon(self, icon: QIcon) -> None: ...


class Icons(QObject):
    """Gives icons to actions and buttons, and others when the theme has changed."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._given: list[Callable[[], None]] = []
        # In a turn of its own: the style sheet takes 30 ms, the drawings of a theme that is new another 25.
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._give_all)
        theme.changed.connect(self._turn.start)  # a lambda would outlive the timer

    def give(self, taker: HasIcon, name: str, *, color: str = "text") -> None:
        """``color``: the name of a colour of the theme. The taker has to stay as long as this."""

        def give() -> None:
            taker.setIcon(icon(name, self._theme.colors, color=color))

        self._given.append(give)
        give()

    def give_when_opened(self, menu: QMenu, names: Mapping[QAction, str]) -> None:
        """To the actions of a menu, each when it is opened for the first time: a start does not wait for drawings that
        nobody sees yet."""
        left = dict(names)

        def give_left() -> None:
            while left:
                self.give(*left.popitem())

        menu.aboutToShow.connect(give_left)

    def draw(self, label: QLabel, name: str, *, color: str = "text", size: int = ICON) -> None:
        """On a label."""

        def draw() -> None:
            ratio = label.devicePixelRatioF()
            label.setPixmap(pixmap(name, self._theme.colors, color=color, size=size, ratio=ratio))

        self._given.append(draw)
        draw()

    def _give_all(self) -> None:
        for give in self._given:
            give()


def of_the_app() -> QIcon:
    """What stands for the app itself, in a window's title and among other programs; its colours are its own."""
    return QIcon(str(resources.path("icon/hcdesktop.svg")))


def icon(name: str, colors: Colors, *, color: str = "text", size: int = ICON) -> QIcon:
    """An icon in this colour, and muted where it is disabled."""
    made = QIcon()
    for ratio in _RATIOS:
        for mode, shade in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, "disabled")):
            made.addPixmap(pixmap(name, colors, color=shade, size=size, ratio=ratio), mode)
    return made


@lru_cache(maxsize=1024)
def pixmap(name: str, colors: Colors, *, color: str = "text", size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """A picture of ``size`` device-independent pixels for a screen that has ``ratio`` pixels for each of them."""
    drawing = resources.text(f"icons/{name}.svg").replace("@surface", colors.surface)
    drawing = drawing.replace("currentColor", getattr(colors, color))
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
