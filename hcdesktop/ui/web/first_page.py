"""A blank page, out of sight: with it a profile's engine does what only the first page of all has to wait for."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from hcdesktop.ui.web.view import GuardedView


class FirstPage:
    """Begins the engine's threads and drawing, and the process into which the profile's next page comes.

    That one Chromium has ready by itself as soon as there is a page in a profile, as long as each site has a process
    of its own (``app._ENGINE_FLAGS``); nothing of this page is in it, and nothing ever comes into this page.
    """

    def __init__(self, profile: QWebEngineProfile) -> None:
        self.page = QWebEnginePage(profile)
        self._view = GuardedView()
        self._view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._view.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._view.setPage(self.page)
        self._view.show()
        self.page.setHtml("")

    def close(self) -> None:
        """Page, then view; not inside a call of the engine's."""
        shiboken6.delete(self.page)
        shiboken6.delete(self._view)
