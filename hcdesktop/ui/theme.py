"""Colours, sizes and the style sheet: one scale for spacing, one for type, four sets of colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from hcdesktop.core import resources
from hcdesktop.core.models import UserState

#: Spacing in device-independent pixels: everything is a multiple of the first.
SPACE = 4
HAIR = 2  #: between two lines that are read as one
GAP = 2 * SPACE  #: between things that belong together
INSET = 3 * SPACE  #: from the edge of a box to what is in it
MARGIN = 4 * SPACE  #: from the edge of a window, and between its parts
DIALOG = 5 * SPACE  #: from the edge of a dialog, and of the card
WIDE = 6 * SPACE  #: around a page that has nothing else on it
PANEL = 8 * SPACE  #: from the edge of the box on such a page
#: Type in the same: what is read is in the system's own size, titles are larger.
TITLE = 17
LARGE = 15
ICON = 16  #: an icon beside text of the system's size
LINE_HEIGHT = 32  #: what is typed into or pressed
ROW_HEIGHT = 48
BAR_HEIGHT = GAP  #: of a bar that shows how far something is
LEAST_WIDTH = 10  #: of a text that may be narrower than its words
RADIUS = 6


class Colors(NamedTuple):
    """One set of colours; text on its surface has a contrast of at least 4.5."""

    window: str
    surface: str
    line: str
    text: str
    muted: str
    disabled: str
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
    simulator_band: str
    on_simulator_band: str
    test_band: str
    on_test_band: str
    production_band: str
    on_production_band: str


LIGHT = Colors(
    window="#f4f5f7",
    surface="#ffffff",
    line="#dcdfe4",
    text="#1c2128",
    muted="#5b6470",
    disabled="#767e89",
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
    simulator_band="#d9e4f7",
    on_simulator_band="#173f80",
    test_band="#f7d488",
    on_test_band="#4a2f00",
    production_band="#a1221b",
    on_production_band="#ffffff",
)
DARK = Colors(
    window="#17191c",
    surface="#202327",
    line="#363b42",
    text="#e8eaed",
    muted="#a4acb7",
    disabled="#868e99",
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
    simulator_band="#26364f",
    on_simulator_band="#c5d9fb",
    test_band="#6b4a0c",
    on_test_band="#ffe6b3",
    production_band="#8f201a",
    on_production_band="#ffe4e1",
)
CONTRAST_LIGHT = Colors(
    window="#ffffff",
    surface="#ffffff",
    line="#000000",
    text="#000000",
    muted="#2b2b2b",
    disabled="#5c5c5c",
    accent="#00318f",
    accent_hover="#001f5c",
    on_accent="#ffffff",
    selected="#cfe2ff",
    good="#00471b",
    warning="#5a3000",
    bad="#8a0000",
    good_surface="#effff3",
    warning_surface="#fff8e5",
    bad_surface="#fff1f0",
    plain_surface="#f2f6ff",
    simulator_band="#00318f",
    on_simulator_band="#ffffff",
    test_band="#ffd75e",
    on_test_band="#000000",
    production_band="#8a0000",
    on_production_band="#ffffff",
)
CONTRAST_DARK = Colors(
    window="#000000",
    surface="#000000",
    line="#ffffff",
    text="#ffffff",
    muted="#e0e0e0",
    disabled="#a8a8a8",
    accent="#a3daff",
    accent_hover="#c4e6ff",
    on_accent="#000000",
    selected="#003a70",
    good="#7dff9c",
    warning="#ffd966",
    bad="#ffb3ab",
    good_surface="#00210c",
    warning_surface="#261a00",
    bad_surface="#330806",
    plain_surface="#001a33",
    simulator_band="#a3daff",
    on_simulator_band="#000000",
    test_band="#ffd966",
    on_test_band="#000000",
    production_band="#ffb3ab",
    on_production_band="#000000",
)

STATE_COLORS = {
    UserState.NEW: "muted",
    UserState.CONNECTED: "good",
    UserState.PENDING: "warning",
    UserState.ATTENTION: "bad",
}


class Theme(QObject):
    """Follows the system's settings, light or dark and how much contrast; tells when the colours have changed.

    Nothing is painted in its colours before ``dress``: a window is built in half the time without a style sheet, and
    given it as a whole.
    """

    changed = Signal()  #: the colours are others now

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        application.setStyle("fusion")
        hints = application.styleHints()
        self._scheme = hints.colorScheme()
        self._contrast = hints.accessibility().contrastPreference()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_contrast_changed)
        self.colors = self._wanted()

    def dress(self) -> None:
        """Paints the whole application in the colours that the system wants."""
        self.apply(self._wanted())

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self.dress()

    def _on_contrast_changed(self, contrast: Qt.ContrastPreference) -> None:
        self._contrast = contrast
        self.dress()

    def _wanted(self) -> Colors:
        dark = self._scheme is Qt.ColorScheme.Dark
        if self._contrast is Qt.ContrastPreference.HighContrast:
            return CONTRAST_DARK if dark else CONTRAST_LIGHT
        return DARK if dark else LIGHT

    def apply(self, colors: Colors) -> None:
        """Paints the whole application in these colours."""
        others, self.colors = colors != self.colors, colors
        self._application.setPalette(_palette(colors))
        self._application.setStyleSheet(_style_sheet(colors))
        if others:
            self.changed.emit()

    def state_color(self, state: UserState) -> QColor:
        """The colour of a state; the word stands beside it."""
        return QColor(getattr(self.colors, STATE_COLORS[state]))


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
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.disabled))
    return palette


def _style_sheet(colors: Colors) -> str:
    values = colors._asdict()
    values["icons"] = resources.path("icons").as_posix()
    values["title"], values["large"] = f"{TITLE}px", f"{LARGE}px"
    values["check"] = "check-on-dark" if QColor(colors.on_accent).lightness() > 127 else "check-on-light"
    return re.sub(r"@(\w+)", lambda match: values[match.group(1)], resources.text("style/app.qss"))
