"""Questions about an environment that are answered with a name: a new one, or its own, as a sign that it is meant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from hcdesktop.core.models import Environment
from hcdesktop.ui.dialogs import FormDialog
from hcdesktop.ui.formats import number


class RenameDialog(FormDialog):
    """Another name for an environment."""

    def __init__(self, name: str, rename: Callable[[str], None], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.say(self.tr("Rename {name}").format(name=name), self.tr("Rename"))
        self.name = self.line(self.tr("Name"), name)
        self.name.selectAll()
        self.accept_with = lambda: rename(self.name.text())

    @staticmethod
    def ask(name: str, rename: Callable[[str], None], parent: QWidget | None) -> None:
        """Asks for a name and gives it to ``rename``, until that works or somebody cancels."""
        RenameDialog(name, rename, parent).answered()


class TypedNameDialog(FormDialog):
    """Something that is not done by a slip of the hand: its button waits until the environment's name is typed."""

    def __init__(self, name: str, parent: QWidget | None, *, typed: bool = True) -> None:
        """``typed``: whether the name is asked for at all."""
        super().__init__(parent)
        self._name = name
        self.explanation = QLabel(self)
        self.explanation.setWordWrap(True)
        self.form.addRow(self.explanation)
        self.typed = self.line(self.tr("Type “{name}”").format(name=name)) if typed else None
        if self.typed is not None:
            self.typed.textChanged.connect(self._on_typed)
            self.accept_button.setEnabled(False)

    def _on_typed(self, text: str) -> None:
        self.accept_button.setEnabled(" ".join(text.split()) == self._name)


class ProductionDialog(TypedNameDialog):
    """Before the first popup of an environment with real people."""

    def __init__(self, environment: Environment, parent: QWidget | None) -> None:
        super().__init__(environment.name, parent)
        self.say(self.tr("Real people"), self.tr("Open the popup"))
        self.explanation.setText(
            self.tr(
                "“{name}” is a production environment: whoever connects here hands over real health data to the app"
                " {client_id}. You are asked once, and again when its addresses change."
            ).format(name=environment.name, client_id=environment.client_id)
        )

    @staticmethod
    def ask(environment: Environment, parent: QWidget | None) -> bool:
        """Whether somebody has typed the name."""
        return ProductionDialog(environment, parent).answered()


class DeleteEnvironmentDialog(TypedNameDialog):
    """Says what is lost; with people in it, the name has to be typed."""

    def __init__(self, environment: Environment, parent: QWidget | None, *, people: int, copies: int) -> None:
        super().__init__(environment.name, parent, typed=people > 0)
        self.say(self.tr("Delete {name}").format(name=environment.name), self.tr("Delete for good"))
        lost = (
            self.tr("Its file goes with all that is in it: {people} people, their tokens and the whole history."),
            self.tr("So do its {copies} backups, its secrets and its key in the keyring."),
            self.tr("A copy of the file that you keep elsewhere cannot be opened any more."),
            self.tr("Nothing changes at Human API. This cannot be undone."),
        )
        self.explanation.setText(" ".join(lost).format(people=number(people), copies=copies))
        self.warn_of()

    @staticmethod
    def ask(environment: Environment, parent: QWidget | None, *, people: int, copies: int) -> bool:
        """Whether it is to go."""
        return DeleteEnvironmentDialog(environment, parent, people=people, copies=copies).answered()
