"""The guide: pages from ``resources/help`` in a window of their own; nothing in it comes from anywhere else."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from hcdesktop.core import resources
from hcdesktop.ui.theme import GAP, INSET

#: In the order of the first page's list.
PAGES = ("index", "connect", "states", "trouble", "data", "lab", "keys")

_SIZE = QSize(640, 640)


class HelpWindow(QWidget):
    """Not modal: what it explains can be done beside it. Escape closes it."""

    page_shown = Signal(str)  #: name of the page

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("helpWindow")
        self.setWindowTitle(self.tr("Guide · {name}").format(name="hcdesktop"))
        self.resize(_SIZE)
        self._folder = f"help/{language}"
        self.browser = QTextBrowser(self)
        self.browser.setObjectName("help")
        self.browser.setAccessibleName(self.tr("Guide"))
        self.browser.setOpenLinks(False)
        self.browser.setOpenExternalLinks(False)
        self.browser.document().setDefaultStyleSheet(resources.text("help/help.css"))
        self.browser.anchorClicked.connect(self._on_link)
        self._back = QPushButton(self.tr("Back"), self)
        self._back.clicked.connect(self._go_back)
        self._contents = QPushButton(self.tr("Contents"), self)
        self._contents.clicked.connect(lambda: self.open("index"))
        self._close = QPushButton(self.tr("Close"), self)
        self._close.clicked.connect(self.close)
        self._before: list[str] = []
        self._shown = ""
        self._lay_out()
        for key, act in ((Qt.Key.Key_Escape, self.close), (QKeySequence.StandardKey.Back, self._go_back)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def open(self, address: str) -> None:
        """Shows a page, ``page`` or ``page#place``."""
        if self._shown and self._shown != address:
            self._before.append(self._shown)
        self._show(address)

    @property
    def shown(self) -> str:
        """The address of what is shown."""
        return self._shown

    def _show(self, address: str) -> None:
        page, _sign, place = address.partition("#")
        self._shown = address
        self.browser.setHtml(resources.text(f"{self._folder}/{page}.html"))
        if place:
            self.browser.scrollToAnchor(place)
        self._back.setEnabled(bool(self._before))
        self._contents.setEnabled(page != "index")
        self.browser.setFocus()
        self.page_shown.emit(page)

    def _on_link(self, url: QUrl) -> None:
        """Only from page to page: there is nothing in the guide that lies elsewhere."""
        page = url.path().removesuffix(".html") or self._shown.partition("#")[0]
        if url.isRelative() and page in PAGES:
            self.open(f"{page}#{url.fragment()}" if url.hasFragment() else page)

    def _go_back(self) -> None:
        if self._before:
            self._show(self._before.pop())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._back)
        buttons.addWidget(self._contents)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INSET, INSET, INSET, INSET)
        layout.setSpacing(INSET)
        layout.addWidget(self.browser, 1)
        layout.addLayout(buttons)
