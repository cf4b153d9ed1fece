"""Which language is spoken, and that everything that is shown speaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.desk import Desks
from hcdesktop.ui import formats, messages
from hcdesktop.ui.language import CHOICES, LANGUAGES, Language, chosen, popup_language
from hcdesktop.ui.pseudo import CLOSE, LONGER, OPEN, pseudo
from tests.language.update import LANGUAGES as TRANSLATED

MORNING = 1_767_513_907.0  # 2026-01-04, 08:05:07 UTC


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    """The application is the same for every test."""
    made = Language(qapp)
    yield made
    made.forget()


@pytest.mark.parametrize(
    ("option", "variable", "system", "expected"),
    [
        ("es", "en", ["en-US"], "es"),
        (None, "es", ["en-US"], "es"),
        (None, "", ["es-MX", "en"], "es"),
        (None, "", ["fr-FR", "es-ES"], "es"),
        (None, "", ["fr-FR"], "en"),
        (None, "", ["C"], "en"),
        ("es_AR.UTF-8", "", ["en"], "es"),
        ("fr", "", ["es"], "en"),
        ("pseudo-rtl", "", ["es"], "pseudo-rtl"),
    ],
)
def test_the_option_comes_before_the_variable_and_that_before_the_system(
    option: str | None, variable: str, system: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HCDESKTOP_LANGUAGE", variable)
    assert chosen(option, system=system) == expected


def test_there_is_a_file_for_every_language_that_is_offered() -> None:
    assert set(LANGUAGES) == {"en", *TRANSLATED}


def test_spanish_is_spoken_by_our_texts_and_by_qts(language: Language) -> None:
    language.speak("es")
    assert messages.for_error(HcError(ErrorKind.STORE_FULL)).text == "El disco está lleno."
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Cancelar"


def test_another_language_leaves_nothing_of_the_one_before(language: Language) -> None:
    for name in (*CHOICES, "en"):
        language.speak(name)
    assert messages.for_error(HcError(ErrorKind.STORE_FULL)).text == "The disk is full."
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_numbers_and_dates_go_with_the_language(language: Language) -> None:
    assert formats.number(1_234_567) == "1,234,567"
    language.speak("es")
    assert formats.number(1_234_567) == "1.234.567"
    assert formats.day(MORNING) == "4/1/26"
    assert formats.date_and_time(MORNING).startswith("4/1/26")
    assert formats.stamp(MORNING).endswith(":05:07")
    assert QLocale().language() is QLocale.Language.Spanish


def test_the_pseudo_language_is_longer_and_keeps_what_is_filled_in(language: Language) -> None:
    for text in ("Connected", "{name} is connected and saved.", "E&xport {n} as CSV…"):
        said = pseudo(text)
        assert len(said) >= (1 + LONGER) * len(text)
        assert (said[0], said[-1]) == (OPEN, CLOSE)
    assert "{name}" in pseudo("{name} is here")
    assert "&x" in pseudo("E&xport")
    language.speak("pseudo")
    assert QCoreApplication.translate("messages", "Try again.") == pseudo("Try again.")


def test_one_of_the_pseudo_languages_goes_from_right_to_left(language: Language) -> None:
    language.speak("pseudo-rtl")
    assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_the_popup_of_the_simulator_speaks_as_the_window_does(desks: Desks) -> None:
    """The ``language`` option of the popup (human-connect.md, section 2)."""
    spanish = Desks(desks.folder, language=popup_language("es"))
    desk = spanish.open(spanish.book.last())
    try:
        assert desk.service.launch(desk.service.users()[0].id).language == "es"
    finally:
        desk.close()
    assert popup_language("pseudo") == "en"


def test_a_machine_without_any_locale_has_dates_that_everybody_reads() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", formats.day(1_700_000_000))
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", formats.date_and_time(1_700_000_000))
        assert formats.number(1_234_567) == "1,234,567"
    finally:
        QLocale.setDefault(before)
