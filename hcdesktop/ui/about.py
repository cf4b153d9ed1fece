"""*About hcdesktop*: which version this is, and the licences of what it stands on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hcdesktop import __version__
from hcdesktop.notices import Notice, notices
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import INSET

_SIZE = QSize(960, 600)  # eighty letters of a licence in a line
_LIST = 240


class AboutWindow(QWidget):
    """Not modal. Escape closes it."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("aboutWindow")
        self.setWindowTitle(self.tr("About {name}").format(name="hcdesktop"))
        self.resize(_SIZE)
        self._notices: list[Notice] = []
        self.about = QLabel(self._words(), self)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        heading = QLabel(self.tr("Licences of what it stands on"), self)
        heading.setProperty("section", True)
        self.list = QListWidget(self)
        self.list.setObjectName("packages")
        self.list.setAccessibleName(self.tr("Packages"))
        self.licence = QPlainTextEdit(self)
        self.licence.setAccessibleName(self.tr("Text of the licence"))
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._close = QPushButton(self.tr("Close"), self)
        self._close.clicked.connect(self.close)
        self._lay_out(heading)
        self.list.currentRowChanged.connect(self._on_row_changed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        tasks.run(notices, success=self._fill)  # they are files, a hundred of them

    def _fill(self, found: list[Notice]) -> None:
        self._notices = found
        self.list.addItems([f"{notice.name} {notice.version}" for notice in found])
        self.list.setCurrentRow(0)

    def _words(self) -> str:
        lines = (
            f"hcdesktop {__version__}",
            self.tr("Human API's Human Connect on the desktop. Licence: MIT. Not affiliated with Human API."),
            self.tr("Qt's web engine contains Chromium; who has a part in it is told at {address}.").format(
                address="doc.qt.io/qt-6/qtwebengine-licensing.html"
            ),
        )
        return "\n".join(lines)

    def _on_row_changed(self, row: int) -> None:
        notice = self._notices[row]  # one is always chosen
        self.licence.setPlainText("\n\n".join(part for part in (notice.licence, notice.text) if part))

    def _lay_out(self, heading: QLabel) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self.licence)
        splitter.setSizes([_LIST, _SIZE.width() - _LIST])
        splitter.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INSET, INSET, INSET, INSET)
        layout.setSpacing(INSET)
        layout.addWidget(self.about)
        layout.addWidget(heading)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
