"""Colours, sizes and the style sheet: one scale for spacing, one for type, two sets of colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from hcdesktop.core import resources
from hcdesktop.core.models import UserState

#: Spacing in device-independent pixels: everything is a multiple of the first.
SPACE = 4
ROW_HEIGHT = 48
RADIUS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Colors:
    """One set of colours; text on its surface has a contrast of at least 4.5."""

    window: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selected: str
    good: str
    warning: str
    bad: str
    good_surface: str
    warning_surface: str
    bad_surface: str
    plain_surface: str


LIGHT = Colors(
    window="#f4f5f7",
    surface="#ffffff",
    line="#dcdfe4",
    text="#1c2128",
    muted="#5b6470",
    accent="#1f5fbf",
    accent_hover="#174c9b",
    on_accent="#ffffff",
    selected="#e3edfb",
    good="#1a6e3c",
    warning="#8a5200",
    bad="#b3261e",
    good_surface="#e6f4ea",
    warning_surface="#fdf1dd",
    bad_surface="#fbe9e7",
    plain_surface="#eaf0f8",
)
DARK = Colors(
    window="#17191c",
    surface="#202327",
    line="#363b42",
    text="#e8eaed",
    muted="#a4acb7",
    accent="#8ab4f8",
    accent_hover="#aecbfa",
    on_accent="#10233f",
    selected="#2a3646",
    good="#81c995",
    warning="#fdc069",
    bad="#f49a92",
    good_surface="#1f3327",
    warning_surface="#3a2e1a",
    bad_surface="#42252a",
    plain_surface="#253042",
)


class Theme(QObject):
    """Follows the system's light or dark setting; tells when it has changed."""

    changed = Signal()  #: the colours are others now

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.colors = LIGHT
        application.setStyle("fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._on_scheme_changed(application.styleHints().colorScheme())

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self.apply(DARK if scheme is Qt.ColorScheme.Dark else LIGHT)

    def apply(self, colors: Colors) -> None:
        """Paints the whole application in these colours."""
        self.colors = colors
        self._application.setPalette(_palette(colors))
        self._application.setStyleSheet(_style_sheet(colors))
        self.changed.emit()

    def state_color(self, state: UserState) -> QColor:
        """The colour of a state; the word stands beside it."""
        colors = self.colors
        return QColor(
            {
                UserState.NEW: colors.muted,
                UserState.CONNECTED: colors.good,
                UserState.PENDING: colors.warning,
                UserState.ATTENTION: colors.bad,
            }[state]
        )


def _palette(colors: Colors) -> QPalette:
    palette = QPalette()
    roles: Mapping[QPalette.ColorRole, str] = {
        QPalette.ColorRole.Window: colors.window,
        QPalette.ColorRole.WindowText: colors.text,
        QPalette.ColorRole.Base: colors.surface,
        QPalette.ColorRole.AlternateBase: colors.window,
        QPalette.ColorRole.Text: colors.text,
        QPalette.ColorRole.PlaceholderText: colors.muted,
        QPalette.ColorRole.Button: colors.surface,
        QPalette.ColorRole.ButtonText: colors.text,
        QPalette.ColorRole.Highlight: colors.selected,
        QPalette.ColorRole.HighlightedText: colors.text,
        QPalette.ColorRole.ToolTipBase: colors.surface,
        QPalette.ColorRole.ToolTipText: colors.text,
        QPalette.ColorRole.Link: colors.accent,
        QPalette.ColorRole.Mid: colors.line,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.muted))
    return palette


def _style_sheet(colors: Colors) -> str:
    values = {name: getattr(colors, name) for name in Colors.__dataclass_fields__}
    values["icons"] = resources.path("icons").as_posix()
    return re.sub(r"@(\w+)", lambda match: values[match.group(1)], resources.text("style/app.qss"))
