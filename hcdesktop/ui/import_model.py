"""The rows of an import, as the table of its dialog asks for them: only what is looked at is put into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtGui import Qt as QtText

from hcdesktop.core import resources
from hcdesktop.core.intake import Candidate, Mark, Preview
from hcdesktop.core.plain import shown
from hcdesktop.ui import import_words

_Index = QModelIndex | QPersistentModelIndex
#: Letters of a cell that are shown: a file may have a hundred thousand in one.
_LONGEST = 300


class Column(IntEnum):
    """The columns, from left to right."""

    LINE = 0
    MARK = 1
    USER_ID = 2
    NAME = 3
    EMAIL = 4
    TAGS = 5
    NOTE = 6
    HUMAN_ID = 7


_TEXTS: dict[Column, Callable[[Candidate], str]] = {
    Column.LINE: lambda row: str(row.line or ""),
    Column.MARK: import_words.mark,
    Column.USER_ID: lambda row: row.person.client_user_id,
    Column.NAME: lambda row: row.person.details.label,
    Column.EMAIL: lambda row: row.person.details.email,
    Column.TAGS: lambda row: ", ".join(row.person.details.tags),
    Column.NOTE: lambda row: row.person.details.note,
    Column.HUMAN_ID: lambda row: row.person.human_id or "",
}


class ImportModel(QAbstractTableModel):
    """All rows, or only those with mistakes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = Preview(())
        self._rows: Sequence[Candidate] = ()
        self._icons = {mark: QIcon(str(resources.path(f"icons/mark-{mark}.svg"))) for mark in Mark}

    def show_preview(self, preview: Preview, *, only_mistakes: bool = False) -> None:
        """Shows its rows, or only those with mistakes."""
        self.beginResetModel()
        self._preview = preview
        self._rows = preview.mistakes if only_mistakes else preview.candidates
        self.endResetModel()

    def filter(self, *, only_mistakes: bool) -> None:
        """Shows all, or only those with mistakes."""
        self.show_preview(self._preview, only_mistakes=only_mistakes)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same; the dialog hides those that its rows do not have."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, the whole of it as a tool tip, and the sign of the mark."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                text = _text(row, column)
                # Qt takes what looks like HTML for HTML, and would fetch an image in it from wherever a file says.
                return QtText.convertFromPlainText(text) if QtText.mightBeRichText(text) else text
            case Qt.ItemDataRole.DecorationRole if column is Column.MARK:
                return self._icons[row.mark]
            case Qt.ItemDataRole.TextAlignmentRole if column is Column.LINE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.LINE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Line"),
            self.tr("What would happen"),
            self.tr("User ID"),
            self.tr("Name"),
            self.tr("E-mail"),
            self.tr("Tags"),
            self.tr("Note"),
            "humanId",
        )


def _text(row: Candidate, column: Column) -> str:
    return shown(_TEXTS[column](row), limit=_LONGEST)
