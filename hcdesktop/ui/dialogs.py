"""The few questions that the window asks; each dialog has one static ``ask`` so that a test can answer in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.core.errors import HcError
from hcdesktop.store.backups import Copy
from hcdesktop.ui import messages, messages_of_files
from hcdesktop.ui.theme import DIALOG, INSET, LINE_HEIGHT

_WIDTH = 460


class FormDialog(QDialog):
    """A form whose OK only closes it when ``accept_with`` worked; a refusal is said below the fields."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_WIDTH)
        self.accept_with: Callable[[], None] = lambda: None
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setVerticalSpacing(INSET)
        self.refusal = QLabel(self)
        self.refusal.setObjectName("popupHint")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.cancel_button = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = QPushButton(self)
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(DIALOG, DIALOG, DIALOG, DIALOG)
        layout.setSpacing(INSET)
        layout.addLayout(self.form)
        layout.addWidget(self.refusal)
        layout.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the first field, and comes to the buttons last."""
        self.setTabOrder(self.accept_button, self.cancel_button)  # they were made first: the chain comes to them last
        if self.focusWidget() is None:
            fields = (edit for edit in self.findChildren(QLineEdit) if edit.isEnabled() and not edit.isHidden())
            next(fields, self.accept_button).setFocus()
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as what is in it takes: the layout's own idea is that of words broken into other lines."""
        self._layout.activate()
        height = self._layout.totalHeightForWidth(self.width())
        if height > 0:
            self.resize(self.width(), height)

    def warn_of(self, safe: QPushButton | None = None) -> None:
        """What the dialog does is not what Enter means: its button looks like any, ``safe`` is pressed instead."""
        self.accept_button.setDefault(False)
        self.accept_button.setAutoDefault(False)
        if safe is not None:
            safe.setDefault(True)
            safe.setFocus()
        for button, primary in ((self.accept_button, False), *([(safe, True)] if safe is not None else [])):
            button.setProperty("primary", primary)
            button.style().unpolish(button)  # else it keeps the looks that it was given when it was laid out
            button.style().polish(button)

    def say(self, title: str, accept_label: str) -> None:
        """The words of the title and of the button."""
        self.setWindowTitle(title)
        self.accept_button.setText(accept_label)

    def line(self, label: str, text: str = "", *, placeholder: str = "", hidden: bool = False) -> QLineEdit:
        """One more line to type in."""
        edit = QLineEdit(text, self)
        edit.setPlaceholderText(placeholder)
        edit.setToolTip(placeholder)  # it may be longer than the line
        edit.setAccessibleName(label)
        edit.setMinimumHeight(LINE_HEIGHT)
        if hidden:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.row(label, edit)
        return edit

    def row(self, label: str, field: QWidget) -> None:
        """A field with its name before it, as high as one line of it: the layout would have it stand above that."""
        name = QLabel(label, self)
        name.setBuddy(field)
        name.setFixedHeight(max(LINE_HEIGHT, name.sizeHint().height()))
        self.form.addRow(name, field)

    def answered(self) -> bool:
        """Shows the form until somebody is done with it; ``False`` when it was cancelled.

        What was typed, a secret perhaps, does not outlive the question: a child of the window would, with its text.
        """
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()

    def _on_accepted(self) -> None:
        try:
            self.accept_with()
        except HcError as error:
            self.refuse(error)
            return
        self.accept()

    def refuse(self, error: HcError) -> None:
        """Says below the fields why it was not done."""
        message = messages.for_error(error)
        self.refusal.setText(f"{message.text} {message.next_step}")
        self.refusal.show()


class AddUserDialog(FormDialog):
    """A new row for the list."""

    def __init__(self, add: Callable[[str, str], None], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.say(self.tr("Add a person"), self.tr("Add"))
        self.client_user_id = self.line(
            self.tr("User ID"), placeholder=self.tr("how your app knows this person, often an e-mail address")
        )
        self.label = self.line(self.tr("Name"), placeholder=self.tr("optional, only shown here"))
        self.accept_with = lambda: add(self.client_user_id.text(), self.label.text())

    @staticmethod
    def ask(add: Callable[[str, str], None], parent: QWidget | None) -> None:
        """Asks for a user ID and a name and gives them to ``add``, until that works or somebody cancels."""
        AddUserDialog(add, parent).answered()


class PassphraseDialog(FormDialog):
    """The passphrase of a user file, where the computer has no keyring; typed twice when it is new."""

    def __init__(
        self, environment_name: str, parent: QWidget | None, *, new: bool, wrong: bool, recovery: bool = False
    ) -> None:
        super().__init__(parent)
        self.say(environment_name, self.tr("OK"))
        explanation = QLabel(self._why(new, recovery), self)
        explanation.setWordWrap(True)
        self.form.addRow(explanation)
        self.passphrase = self.line(self.tr("Passphrase"), hidden=True)
        self.again = self.line(self.tr("Once more"), hidden=True) if new else None
        if wrong:
            self.refusal.setText(self.tr("The passphrase is not right."))
            self.refusal.show()
        self.passphrase.textChanged.connect(self._check)
        if self.again is not None:
            self.again.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        typed = self.passphrase.text()
        same = self.again is None or self.again.text() == typed
        self.accept_button.setEnabled(bool(typed) and same)

    def _why(self, new: bool, recovery: bool) -> str:
        if recovery and new:
            return self.tr(
                "A recovery passphrase opens the users of this environment when their key is gone from the keyring. "
                "It replaces the one before, if there was one. Keep it in a safe place, not on this computer."
            )
        if recovery:
            return self.tr("The key of this environment is gone. The recovery passphrase brings it back.")
        if new:
            return self.tr(
                "This computer has no keyring, so the users of this environment are protected by a passphrase. "
                "It is asked for at every start and cannot be had back when it is forgotten."
            )
        return self.tr("The users of this environment are protected by a passphrase.")

    @staticmethod
    def ask(
        environment_name: str, parent: QWidget | None, *, new: bool, wrong: bool, recovery: bool = False
    ) -> str | None:
        """The passphrase (``recovery``: the second one), or ``None`` when somebody cancels."""
        dialog = PassphraseDialog(environment_name, parent, new=new, wrong=wrong, recovery=recovery)
        return dialog.passphrase.text() if dialog.answered() else None


class RestoreDialog(FormDialog):
    """The copies of a file, newest first, one of which may take its place."""

    def __init__(self, environment_name: str, copies: Sequence[Copy], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.say(self.tr("Restore {name}").format(name=environment_name), self.tr("Restore"))
        explanation = QLabel(
            self.tr(
                "The copy takes the place of the file with the users. That file is kept among the copies, and what is "
                "unfinished or newer in it is carried over, as far as it can be read."
            ),
            self,
        )
        explanation.setWordWrap(True)
        self.form.addRow(explanation)
        self._copies = copies
        self.list = QListWidget(self)
        self.list.setObjectName("copies")
        self.list.setAccessibleName(self.tr("Copies"))
        self.list.setWordWrap(True)
        self.list.addItems([messages_of_files.copy_line(copy) for copy in copies])
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.form.addRow(self.list)
        readable = [row for row, copy in enumerate(copies) if copy.users is not None]
        self.list.setCurrentRow(readable[0] if readable else -1)
        self._on_row_changed(self.list.currentRow())

    @property
    def chosen(self) -> Copy:
        """The copy in the chosen row."""
        return self._copies[self.list.currentRow()]

    def _on_row_changed(self, row: int) -> None:
        self.accept_button.setEnabled(row >= 0 and self._copies[row].users is not None)

    @staticmethod
    def ask(environment_name: str, copies: Sequence[Copy], parent: QWidget | None) -> Copy | None:
        """The copy to restore, or ``None`` when somebody cancels."""
        dialog = RestoreDialog(environment_name, copies, parent)
        return dialog.chosen if dialog.answered() else None


def ask_for_file(
    parent: QWidget | None, title: str, *, save: bool, kinds: str = "", suggested: str = "people.csv"
) -> Path | None:
    """A file to read or to write (a CSV file, unless told), or ``None`` when somebody cancels."""
    kinds = kinds or ("CSV (*.csv)" if save else "CSV (*.csv *.txt *.tsv)")
    ask = QFileDialog.getSaveFileName if save else QFileDialog.getOpenFileName
    name, _kind = ask(parent, title, suggested if save else "", kinds)
    return Path(name) if name else None
