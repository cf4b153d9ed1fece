"""JSON in colours: names, texts, numbers and words each in their own, in whatever palette is on the screen."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from hcdesktop.ui.theme import DARK, LIGHT

#: A name, a text, a number, a word. What is indented by ``json.dumps`` has no text over several lines.
_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?P<word>\b(?:true|false|null)\b)"
)
#: A line of a page may be of any length: what lies behind stays plain.
_MOST = 4_000


class JsonColors(QSyntaxHighlighter):
    """Colours a document; lives as long as it does."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}

    def use(self, palette: QPalette) -> None:
        """Other colours from now on."""
        dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
        colors = DARK if dark else LIGHT
        names = {"name": colors.accent, "text": colors.good, "number": colors.warning, "word": colors.bad}
        self._formats = {group: _format(color) for group, color in names.items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """One line."""
        for match in _TOKEN.finditer(text[:_MOST]):
            group = match.lastgroup
            if group in self._formats:
                # Qt counts in UTF-16.
                start = _length(text[: match.start()])
                self.setFormat(start, _length(match[0]), self._formats[group])


class JsonView(QPlainTextEdit):
    """Read-only JSON that follows the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setObjectName("rawDetail")
        self.colors = JsonColors(self.document())
        self.colors.use(self.palette())

    def changeEvent(self, event: QEvent) -> None:
        """Light, dark or high contrast may change while it is looked at."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and isinstance(getattr(self, "colors", None), QObject):
            self.colors.use(self.palette())


def _format(color: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    return made


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
