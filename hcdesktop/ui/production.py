"""The gate before the first popup of an environment with real people."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from hcdesktop.core.errors import HcError, StoreError
from hcdesktop.core.models import Environment, EnvironmentKind
from hcdesktop.store.environments import EnvironmentBook
from hcdesktop.ui.name_dialogs import ProductionDialog


class ProductionGate:
    """Opens once the environment's name was typed, and stays open until its addresses change."""

    def __init__(self, book: EnvironmentBook, window: QWidget, *, failure: Callable[[HcError], None]) -> None:
        self._book = book
        self._window = window
        self._failure = failure

    def lets_pass(self, environment: Environment) -> bool:
        """Asks where it has to; ``False``: nothing may be opened."""
        if environment.kind is not EnvironmentKind.PRODUCTION or self._is_confirmed(environment):
            return True
        if not ProductionDialog.ask(environment, self._window):
            return False
        try:
            self._book.confirm(environment)
        except StoreError as error:
            self._failure(error)  # and it is asked again the next time
        return True

    def _is_confirmed(self, environment: Environment) -> bool:
        try:
            return self._book.is_confirmed(environment)
        except StoreError:
            return False
