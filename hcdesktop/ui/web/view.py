"""The widget around a page: it shows the page and nothing that the engine would put before it."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QMetaObject, Qt
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QDialog


class GuardedView(QWebEngineView):
    """A web view that no page gets a dialog out of.

    Most of them are refused by the page (``GuardedPage``); the box for a colour (``<input type="color">``) is opened by
    the engine as a child of the view, and nobody is asked (PySide6 6.11.3).
    """

    def childEvent(self, event: QChildEvent) -> None:
        """A dialog is on its way to the screen: it does not get there, and the page hears that it was called off."""
        super().childEvent(event)
        dialog = event.child()
        if event.type() is QEvent.Type.ChildPolished and isinstance(dialog, QDialog):
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            dialog.setWindowModality(Qt.WindowModality.NonModal)
            # In a turn of its own, for it is being shown now.
            QMetaObject.invokeMethod(dialog, "reject", Qt.ConnectionType.QueuedConnection)
