"""Light and dark: every colour is used, every text can be read on what lies below it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

import hcdesktop.ui
from hcdesktop.core import resources
from hcdesktop.core.models import UserState
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.theme import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Colors, Theme
from tests.ui.screen import ADA, JONAS, Screen

HIGH = (CONTRAST_LIGHT, CONTRAST_DARK)
EVERY = pytest.mark.parametrize(
    "colors", [LIGHT, DARK, *HIGH], ids=["light", "dark", "contrast light", "contrast dark"]
)

#: What is written on what: the style sheet, the table's delegate, the popup's bars.
TEXT_ON_SURFACE = [
    *[("text", surface) for surface in ("window", "surface", "selected", "plain_surface", "good_surface")],
    *[("text", surface) for surface in ("warning_surface", "bad_surface")],
    *[("muted", surface) for surface in ("window", "surface", "selected")],
    *[("muted", surface) for surface in ("plain_surface", "good_surface", "warning_surface", "bad_surface")],
    *[("accent", surface) for surface in ("surface", "selected", "plain_surface")],
    *[("accent", surface) for surface in ("good_surface", "warning_surface", "bad_surface")],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("good", "good_surface"),
    ("warning", "warning_surface"),
    ("bad", "bad_surface"),
    ("good", "surface"),
    ("warning", "surface"),
    ("bad", "surface"),
    *[(f"on_{kind}_band", f"{kind}_band") for kind in ("simulator", "test", "production")],
]
#: What is drawn, not written, needs less (WCAG 2.2, 1.4.11): the dots of the states, the frames of the focus.
SIGN_ON_SURFACE = [
    *[(sign, surface) for sign in ("muted", "good", "warning", "bad") for surface in ("surface", "selected")],
    ("accent", "surface"),
    ("accent", "window"),
]


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    shade = QColor(color)
    return 0.2126 * linear(shade.redF()) + 0.7152 * linear(shade.greenF()) + 0.0722 * linear(shade.blueF())


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@EVERY
@pytest.mark.parametrize(("text", "surface"), TEXT_ON_SURFACE, ids=str)
def test_text_can_be_read(colors: Colors, text: str, surface: str) -> None:
    assert contrast(getattr(colors, text), getattr(colors, surface)) >= (7 if colors in HIGH else 4.5)


@EVERY
def test_what_is_disabled_can_still_be_found(colors: Colors) -> None:
    """WCAG asks nothing of it; it is no use if nobody sees that it is there."""
    assert contrast(colors.disabled, colors.surface) >= (4.5 if colors in HIGH else 3)
    assert colors.disabled not in (colors.text, colors.muted, colors.accent)


@pytest.mark.parametrize("colors", HIGH, ids=["light", "dark"])
def test_frames_stand_out_in_high_contrast(colors: Colors) -> None:
    assert contrast(colors.line, colors.surface) >= 7


@EVERY
@pytest.mark.parametrize(("sign", "surface"), SIGN_ON_SURFACE, ids=str)
def test_signs_can_be_seen(colors: Colors, sign: str, surface: str) -> None:
    assert contrast(getattr(colors, sign), getattr(colors, surface)) >= 3


@EVERY
def test_the_tones_are_told_apart(colors: Colors) -> None:
    surfaces = {colors.good_surface, colors.warning_surface, colors.bad_surface, colors.plain_surface, colors.surface}
    assert len(surfaces) == 5
    assert len({colors.good, colors.warning, colors.bad, colors.muted}) == 4


@EVERY
def test_every_colour_is_a_colour(colors: Colors) -> None:
    for name, value in colors._asdict().items():
        assert re.fullmatch(r"#[0-9a-f]{6}", value), name


def test_every_colour_is_used_and_every_used_one_is_there() -> None:
    sheet = resources.text("style/app.qss")
    named = set(re.findall(r"@(\w+)", sheet)) - {"icons", "title", "large", "check"}
    folder = Path(hcdesktop.ui.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    drawn = set(re.findall(r"colors\.(\w+)", code)) | set(re.findall(r'"(disabled|on_accent)"', code))
    names = set(Colors._fields)
    assert named <= names
    assert names <= named | drawn


@EVERY
def test_the_style_sheet_is_filled_in_and_understood(theme: Theme, colors: Colors) -> None:
    theme.apply(colors)  # Qt warns about one that it cannot read, and a warning fails the test
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert "@" not in application.styleSheet()
    assert all(Path(name).is_file() for name in re.findall(r'url\("([^"]+)"\)', application.styleSheet()))
    assert application.palette().color(QPalette.ColorRole.Window).name() == colors.window


def test_it_is_understood_wherever_the_app_lies(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(DARK)
    usual = ticked()
    folder = tmp_path / "Büro 1 (neu)"
    for part in ("icons", "style"):
        shutil.copytree(resources.path(part), folder / part)
    monkeypatch.setattr(resources, "path", lambda name: folder / name)
    theme.apply(LIGHT)  # as above, it may not warn
    theme.apply(DARK)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert folder.name in application.styleSheet()
    assert ticked() == usual


def ticked() -> QImage:
    """A box with its tick, which is a drawing of ours."""
    box = QCheckBox()
    box.setChecked(True)
    return box.grab().toImage()


def test_a_colour_that_does_not_exist_is_an_error(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "text", lambda _name: "QLabel { color: @pink; }")
    with pytest.raises(KeyError):
        theme.apply(LIGHT)


@EVERY
def test_every_state_has_a_colour_of_its_own(theme: Theme, colors: Colors) -> None:
    theme.apply(colors)
    assert len({theme.state_color(state).name() for state in UserState}) == 4


# --- changing while the window is open


@pytest.fixture(autouse=True)
def _light_again(theme: Theme) -> Iterator[None]:
    """The application is the same for every test."""
    yield
    theme.apply(LIGHT)


def look(widget: QWidget) -> set[str]:
    """The colours that a widget shows."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)}


def test_the_systems_setting_is_followed_while_the_window_is_open(screen: Screen, qapp: QApplication) -> None:
    """GIVEN an open window WHEN the system turns dark THEN list, card and message turn dark without a restart."""
    screen.choose(JONAS)
    screen.window.messages.show_message(Message(text="x.", tone=Tone.WARNING))
    places = (screen.table.viewport(), screen.card, screen.window.messages)
    assert LIGHT.surface in look(screen.table.viewport())
    spy = QSignalSpy(screen.app.theme.changed)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert spy.count() == 1
    assert screen.app.theme.colors == DARK
    for place in places:
        seen = look(place)
        assert seen & {DARK.surface, DARK.selected, DARK.warning_surface}
        assert not seen & {LIGHT.surface, LIGHT.window, LIGHT.selected, LIGHT.warning_surface}
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert screen.app.theme.colors == LIGHT
    assert LIGHT.surface in look(screen.table.viewport())


def test_the_wish_for_more_contrast_is_followed_while_the_window_is_open(screen: Screen, qapp: QApplication) -> None:
    """GIVEN an open window WHEN the system asks for high contrast, and turns dark THEN the window does."""
    hints = qapp.styleHints()
    high, usual = Qt.ContrastPreference.HighContrast, Qt.ContrastPreference.NoPreference
    for signal, setting, wanted in (
        (hints.accessibility().contrastPreferenceChanged, high, CONTRAST_LIGHT),
        (hints.colorSchemeChanged, Qt.ColorScheme.Dark, CONTRAST_DARK),
        (hints.accessibility().contrastPreferenceChanged, usual, DARK),
        (hints.colorSchemeChanged, Qt.ColorScheme.Light, LIGHT),
    ):
        signal.emit(setting)
        assert screen.app.theme.colors == wanted
        assert wanted.surface in look(screen.table.viewport())


def test_an_unknown_setting_is_light(theme: Theme, qapp: QApplication) -> None:
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert theme.colors == LIGHT


def test_the_rows_button_stands_out_where_there_is_something_to_do(screen: Screen) -> None:
    def colours_of_button(name: str) -> set[str]:
        image = screen.table.viewport().grab(screen.table.button_rect(screen.row(name))).toImage()
        return {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}

    assert LIGHT.accent in colours_of_button(ADA)
    assert LIGHT.on_accent in colours_of_button(ADA)
    assert LIGHT.surface in colours_of_button(JONAS)
