"""A person at the desk: presses the row's button, then clicks and types inside the popup and the providers' windows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hcdesktop.app import App
from hcdesktop.journey.waiting import DidNotHappen, wait_for
from hcdesktop.lab.driver import Driver, Place, shown_in
from hcdesktop.ui.environment_dialog import EnvironmentDialog
from hcdesktop.ui.popups import Launch
from hcdesktop.ui.web.connect_window import ConnectWindow


class Person(Driver):
    """Sees one app's windows and touches nothing but what can be seen: roles, names, mouse and keys."""

    def __init__(self, app: App) -> None:
        super().__init__(self._seen)
        self._app = app

    # --- at the list

    def press_row_button(self, client_user_id: str) -> None:
        """Clicks Connect or Edit in this person's row."""
        table = self._app.window.table
        user = self._app.controller.desk.service.find_user(client_user_id)
        table.choose(user.id)
        row = table.currentIndex().row()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.button_rect(row).center())

    def press(self, button: QWidget) -> None:
        """Clicks a button of the window."""
        wait_for(lambda: button.isVisible() and button.isEnabled(), f"button {button.accessibleName()!r}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def correct_secret(self, client_secret: str) -> None:
        """Presses the message's Settings…, types the secret and saves."""

        def fill_in() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, EnvironmentDialog):
                raise DidNotHappen("the settings")
            QTest.mouseClick(dialog.client_secret.replace_button, Qt.MouseButton.LeftButton)
            QTest.keyClicks(dialog.client_secret.edit, client_secret)
            QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)

        QTimer.singleShot(0, fill_in)
        self.press(self._app.window.messages.action_button)

    # --- in the popup

    def popup(self) -> ConnectWindow:
        """The popup, once its page has answered."""

        def shown() -> Launch | None:
            launches = self._app.popups.launches
            return launches[-1] if launches else None

        return wait_for(shown, "a popup").window

    def _seen(self) -> list[Place]:
        """Every frame that can be seen, the topmost first."""
        launches = self._app.popups.launches
        if not launches:
            return []
        window = launches[-1].window
        providers: list[Place] = [
            (provider.view, provider.page.mainFrame(), QPointF())
            for provider in reversed(window.provider_windows)
            if provider.isVisible()
        ]
        return [*providers, *shown_in(window.view, window.page.mainFrame())]
