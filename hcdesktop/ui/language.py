"""Which language the window speaks: chosen once, before anything is built, from what was asked for or the system."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator

from hcdesktop.core import resources

if TYPE_CHECKING:  # the file of the list is begun to be opened in this language, and the widgets are loaded meanwhile
    from PySide6.QtWidgets import QApplication

#: The language that the code is written in, and those that there is a file for.
SOURCE = "en"
LANGUAGES = (SOURCE, "es")
#: For tests and for looks at a layout: everything longer, accented and in brackets; and from right to left.
PSEUDO = "pseudo"
PSEUDO_RTL = "pseudo-rtl"
CHOICES = (*LANGUAGES, PSEUDO, PSEUDO_RTL)


class Language:
    """The translators of an application, and the numbers and dates that go with them."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self.name = SOURCE

    def speak(self, name: str) -> None:
        """From now on; what has been built before keeps its words."""
        self.forget()
        self.name = name
        if name in (PSEUDO, PSEUDO_RTL):
            from hcdesktop.ui.pseudo import PseudoTranslator  # which nobody speaks

            self._install(PseudoTranslator(self._application))
        elif name != SOURCE:
            self._load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            self._load(f"hcdesktop_{name}", str(resources.path("translations")))
        mirrored = name == PSEUDO_RTL
        self._application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        QLocale.setDefault(_formats(name))

    def forget(self) -> None:
        """English again, and the formats of the system."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed.clear()
        QLocale.setDefault(QLocale.system())
        self._application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.name = SOURCE

    def _load(self, file: str, folder: str) -> None:
        translator = QTranslator(self._application)
        # Without Qt's own file the buttons of its boxes stay English: worth no failure.
        if translator.load(file, folder):
            self._install(translator)

    def _install(self, translator: QTranslator) -> None:
        self._application.installTranslator(translator)
        self._installed.append(translator)


def chosen(option: str | None = None, *, system: Sequence[str] | None = None) -> str:
    """The option, else ``HCDESKTOP_LANGUAGE``, else the first of the system's languages that there is a file for."""
    wanted = option or os.environ.get("HCDESKTOP_LANGUAGE", "")
    if wanted in CHOICES:
        return wanted
    spoken = [wanted] if wanted else QLocale.system().uiLanguages() if system is None else system
    known = (name.replace("_", "-").partition("-")[0].lower() for name in spoken)
    return next((name for name in known if name in LANGUAGES), SOURCE)


def popup_language(name: str) -> str:
    """The ``language`` option of the popup for the language of the window (human-connect.md, section 2)."""
    return name if name in LANGUAGES else SOURCE


def _formats(name: str) -> QLocale:
    """The system's where it speaks the same language (a Mexican's dates are not a Spaniard's), else the language's."""
    system = QLocale.system()
    wanted = QLocale(popup_language(name))
    if name == SOURCE or system.language() is wanted.language():
        return system  # English text is what everybody gets for whom there is no other
    return wanted
