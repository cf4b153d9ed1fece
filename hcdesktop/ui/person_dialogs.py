"""Questions about people: what is written down about one of them, and whether some are to go."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPlainTextEdit, QWidget

from hcdesktop.core.listing import Details
from hcdesktop.core.models import User
from hcdesktop.ui.dialogs import FormDialog
from hcdesktop.ui.formats import number
from hcdesktop.ui.theme import LEAST_WIDTH

_NOTE_HEIGHT = 96
_LONGEST = 24


class EditUserDialog(FormDialog):
    """What the desk knows of a person. The user ID is not among it: Human API knows the person by that."""

    def __init__(self, user: User, save: Callable[[Details], None], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.say(self.tr("Details of {name}").format(name=_short(user.name)), self.tr("Save"))
        self.user_id = self.line(self.tr("User ID"), user.client_user_id)
        self.user_id.setReadOnly(True)
        self.user_id.setCursorPosition(0)
        self.label = self.line(self.tr("Name"), user.label, placeholder=self.tr("optional, only shown here"))
        self.email = self.line(self.tr("E-mail"), user.email)
        self.tags = self.line(
            self.tr("Tags"),
            ", ".join(user.tags),
            placeholder=self.tr("separated by commas"),
        )
        self.note = QPlainTextEdit(user.note, self)
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.row(self.tr("Note"), self.note)
        self.label.setFocus()
        self.accept_with = lambda: save(self.typed())

    def typed(self) -> Details:
        """What is in the fields now."""
        return Details(
            label=self.label.text(),
            email=self.email.text(),
            note=self.note.toPlainText(),
            tags=tuple(self.tags.text().split(",")),
        )

    @staticmethod
    def ask(user: User, save: Callable[[Details], None], parent: QWidget | None) -> None:
        """Asks for details and gives them to ``save``, until that works or somebody cancels."""
        EditUserDialog(user, save, parent).exec()


class Delete(StrEnum):
    """Where somebody is to be deleted."""

    HERE = "here"
    THERE_TOO = "there_too"


class DeleteDialog(FormDialog):
    """Says what goes and what stays. Deleting at Human API has to be asked for each time."""

    def __init__(self, user: User | None, count: int, parent: QWidget | None, *, has_app_key: bool) -> None:
        super().__init__(parent)
        many = self.tr("{n} people").format(n=number(count))
        name = many if user is None else _short(user.name)
        self.say(self.tr("Delete"), self.tr("Delete"))
        self.question = self._text(self.tr("Delete {name} from this list?").format(name=name))
        self.question.setObjectName("cardName")
        self.here = self._text("")
        self.stays = self._text("")
        self.there_too = QCheckBox(self.tr("Delete at Human API too: this cannot be undone"), self)
        self.there_too.setEnabled(has_app_key)
        self.there_too.toggled.connect(self._say_what_goes)
        self._say_what_goes()
        self.form.addRow(self.there_too)
        if not has_app_key:
            hint = self._text(self.tr("For that, the environment's settings need the app key."))
            hint.setProperty("muted", True)

    def _say_what_goes(self) -> None:
        goes = self.tr("Name, note, tags and tokens go from this computer; the audit trail keeps the user ID.")
        if self.there_too.isChecked():
            self.here.setText(f"{goes} {self.tr('Nothing brings them back.')}")
            self.stays.setText(self.tr("Human API forgets the person, what is connected, and the data."))
        else:
            undo = self.tr("Until the app is closed, and for an hour at most, Undo brings them back.")
            self.here.setText(f"{goes} {undo}")
            stays = self.tr("At Human API everything stays: the person, what is connected, and the data.")
            self.stays.setText(stays)

    def _text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(LEAST_WIDTH)
        self.form.addRow(label)
        return label

    @property
    def answer(self) -> Delete:
        """What accepting it means."""
        return Delete.THERE_TOO if self.there_too.isChecked() else Delete.HERE

    @staticmethod
    def ask(user: User | None, count: int, parent: QWidget | None, *, has_app_key: bool) -> Delete | None:
        """Where this person (``None``: that many people) is to be deleted, or ``None`` when somebody cancels."""
        dialog = DeleteDialog(user, count, parent, has_app_key=has_app_key)
        return dialog.answer if dialog.exec() == QDialog.DialogCode.Accepted else None


def _short(name: str) -> str:
    """A user ID may be one word of 512 characters, which would make the dialog as wide."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
