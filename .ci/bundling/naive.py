"""The smallest program with a web view, for PyInstaller to bundle as it likes (see ``size``)."""

import sys

from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

application = QApplication(sys.argv)
view = QWebEngineView()
view.show()
sys.exit(application.exec())
