"""*Delete all data…*: asks, and ends the app; what then goes, goes when no file is open any more (``erasing``)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from hcdesktop.core.errors import HcError
from hcdesktop.desk import Desks
from hcdesktop.erasing import Belongings, belongings
from hcdesktop.ui import messages
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.formats import number
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.name_dialogs import TypedNameDialog

#: So many environments are named, of more that there are more.
_NAMED = 5


class EraseDialog(TypedNameDialog):
    """Says what goes; a word has to be typed."""

    def __init__(self, what: Belongings, parent: QWidget | None) -> None:
        super().__init__(QCoreApplication.translate("EraseDialog", "delete all"), parent)
        self.say(self.tr("Delete all data"), self.tr("Delete everything"))
        what_goes = (
            self.tr("All that hcdesktop keeps on this computer goes, {files} files in {folder}:"),
            self.tr("• the Simulator, and your environments: {names}"),
            self.tr("• their people, tokens and secrets, the history, and connections that are not saved yet"),
            self.tr("• all backups, the settings and the log"),
            self.tr("• their keys in the keyring: a copy of a file that you keep elsewhere cannot be opened any more"),
        )
        end = self.tr("Nothing changes at Human API. This cannot be undone, and hcdesktop closes.")
        text = "\n\n".join(("\n".join(what_goes), end))
        self.explanation.setText(
            text.format(files=number(what.files), folder=what.folder, names=self._names(what.environments))
        )
        self.warn_of()

    def _names(self, names: tuple[str, ...]) -> str:
        if not names:
            return self.tr("none")
        named = ", ".join(names[:_NAMED])
        more = len(names) - _NAMED
        return self.tr("{names} and {n} more").format(names=named, n=number(more)) if more > 0 else named

    @staticmethod
    def ask(what: Belongings, parent: QWidget | None) -> bool:
        """Whether everything is to go."""
        return EraseDialog(what, parent).answered()


class EraseAll(QObject):
    """``wanted`` says to whoever has run the app that everything is to go now."""

    def __init__(
        self, desks: Desks, *, environments: Environments, may_work: Callable[[], bool], window: MainWindow
    ) -> None:
        """``may_work``: whether nobody is at work."""
        super().__init__(window)
        self.wanted = False
        self._desks = desks
        self._environments = environments
        self._may_work = may_work
        self._window = window
        window.environment_menu.erase_requested.connect(self.ask)

    def ask(self) -> None:
        """Asks, and closes the window."""
        if not self._may_work():
            return
        try:
            what = belongings(self._desks)
        except HcError as error:
            self._window.messages.show_message(messages.for_error(error))
            return
        if not EraseDialog.ask(what, self._window):
            return
        if not self._environments.is_open or not self._may_work():  # locked meanwhile, say
            return
        self.wanted = True
        self._window.may_close = lambda: True  # that was the question
        self._window.close()
