"""What a developer wants to see of an event: its redacted detail in colours, to be copied as it is or to be sent."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hcdesktop.core.models import Event
from hcdesktop.ui.theme import SPACE

if TYPE_CHECKING:
    from hcdesktop.ui.json_colors import JsonView

#: Longer than this nobody reads it here; copied, it is whole.
_SHOWN = 100_000


class RawDetail(QWidget):
    """One event's detail with two buttons; where it stands is made when there is one to show."""

    copy_requested = Signal(str)  #: the detail as it is shown
    details_requested = Signal(object)  #: Event that is to be copied for somebody outside

    def __init__(self, parent: QWidget | None = None, *, height: int | None = None) -> None:
        """``height`` of the detail, in device-independent pixels; as high as there is room where it is none."""
        super().__init__(parent)
        self._event: Event | None = None
        self._json = ""
        self._height = height
        self.copy_button = self._flat(self.tr("Copy JSON"))
        self.copy_button.setAccessibleName(self.tr("Copy the details as they are shown"))
        self.copy_button.clicked.connect(self._on_copy)
        self.details_button = self._flat(self.tr("Copy details"))
        self.details_button.setAccessibleName(self.tr("Copy the event for somebody else, without names"))
        self.details_button.clicked.connect(self._on_details)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.details_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE)
        self._layout.addLayout(buttons)

    @cached_property
    def text(self) -> JsonView:
        """The detail."""
        from hcdesktop.ui.json_colors import JsonView

        text = JsonView()
        text.setAccessibleName(self.tr("Details of the chosen event"))
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        if self._height is not None:
            text.setFixedHeight(self._height)
        self._layout.insertWidget(0, text, 1)
        return text

    def show_event(self, event: Event | None) -> None:
        """This one's detail, if it has any."""
        self._event = event
        self.details_button.setEnabled(event is not None)
        self._show("" if event is None else as_json(event))

    def show_json(self, text: str) -> None:
        """What is no event of the desk's: there is nobody in it whose name would have to be left out."""
        self._event = None
        self.details_button.hide()
        self._show(text)

    def _show(self, text: str) -> None:
        self._json = text
        if text or "text" in self.__dict__:
            self.text.setPlainText(text[:_SHOWN])
        self.copy_button.setEnabled(bool(text))

    def _on_copy(self) -> None:
        if self._json:
            self.copy_requested.emit(self._json)

    def _on_details(self) -> None:
        if self._event is not None:
            self.details_requested.emit(self._event)

    def _flat(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("flat", True)
        return button


def as_json(event: Event) -> str:
    """The detail as a developer reads it."""
    return json.dumps(dict(event.detail), indent=2, ensure_ascii=False, default=dict)
