"""A provider's login window: a page that the popup opened, with its true address above it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hcdesktop.ui.web.origin_bar import OriginBar
from hcdesktop.ui.web.view import GuardedView
from hcdesktop.ui.web.way_out import WayOut

_SIZE = QSize(560, 640)


class ProviderWindow(QWidget):
    """Shows one provider page. The connect window owns it and deletes it: page first, then view."""

    closed = Signal(object)  #: this window, when a person or the page closed it

    def __init__(self, page: QWebEnginePage, bar: OriginBar, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.page = page
        self.was_shown = False
        self.view = GuardedView(self)
        self.view.setPage(page)
        self._bar = bar
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.view, 1)
        layout.addWidget(WayOut(self.view, self))
        self.setWindowTitle(self.tr("Log in to your provider"))
        self.resize(_SIZE)
        page.urlChanged.connect(self._on_url_changed)
        page.windowCloseRequested.connect(self.close)

    def _on_url_changed(self, url: QUrl) -> None:
        self._bar.show_address(url)

    def showEvent(self, event: QShowEvent) -> None:
        """Something has come."""
        super().showEvent(event)
        self.was_shown = True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells its owner, which deletes it."""
        super().closeEvent(event)
        self.closed.emit(self)
