"""The icon in the sizes and formats that desktops want, out of its one drawing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from hcdesktop.core import resources

DRAWING = "icon/hcdesktop.svg"


def draw(path: Path, size: int) -> None:
    """As a square PNG; makes the folder. Needs no application."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(resources.path(DRAWING))).render(painter)
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")
