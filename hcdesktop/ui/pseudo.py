"""A language that nobody speaks: every text is longer, accented and in brackets, so that a look shows what is wrong.

A word without accents was never handed to a translator; a bracket that cannot be seen was cut off.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTranslator

OPEN, CLOSE = "⟦", "⟧"
#: How much longer than English: what German and Finnish take.
LONGER = 0.4
#: What stays as it is: placeholders in both of Qt's spellings and in ours, and the letter of a menu.
_KEPT = re.compile(r"(\{\w*\}|%\w|&\w)")
_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "åçéîñöšüýÅÇÉÎÑÖŠÜÝ")
#: Contexts of Qt in which the text is no text: keys, formats, the direction of the layout.
_NOT_WORDS = frozenset({"QShortcut", "QKeySequence", "QLocale", "QGuiApplication", "QApplication"})


class PseudoTranslator(QTranslator):
    """Translates whatever it is asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def isEmpty(self) -> bool:
        """Never: there is a word for everything."""
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The same in this language."""
        return sourceText if context in _NOT_WORDS or not sourceText else pseudo(sourceText)


def pseudo(text: str) -> str:
    """In brackets, with accents, and longer by as many dots as letters are missing."""
    accented = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))
    return f"{OPEN}{accented}{'·' * max(1, round(len(text) * LONGER) - 2)}{CLOSE}"
