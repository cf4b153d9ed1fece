"""The audit trail at the desk: read when somebody asks, and when what was met at the opening does not fit."""

from __future__ import annotations

from PySide6.QtCore import QObject

from hcdesktop.core.audit import AuditReport
from hcdesktop.desk import Desk
from hcdesktop.ui import audit_messages
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.tasks import Tasks


class Auditor(QObject):
    """Says whether the trail of the open environment is whole."""

    def __init__(self, *, environments: Environments, tasks: Tasks, window: MainWindow) -> None:
        """To be made after the controller, which clears the message of the environment before."""
        super().__init__(window)
        self._environments = environments
        self._tasks = tasks
        self._window = window
        window.audit_requested.connect(self.check)
        environments.tell(self._on_shown)

    def check(self) -> None:
        """Reads all of it in the background and says what it found."""
        desk = self._environments.desk

        def on_checked(report: AuditReport) -> None:
            if self._environments.is_open and self._environments.desk is desk:
                self._window.messages.show_message(audit_messages.for_report(report))

        self._tasks.run(desk.service.check_audit, success=on_checked)

    def _on_shown(self, desk: Desk) -> None:
        if desk.service.audit_found_broken():
            self.check()
