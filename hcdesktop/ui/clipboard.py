"""The one way to the clipboard (a token on it is a token in the open): what is copied is marked, and does not stay."""

from __future__ import annotations

import hashlib
import secrets

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

#: Seconds that a copied secret stays.
KEPT = 30
#: What clipboard managers look for, so that they keep no copy: KDE's, Windows' (history and cloud), macOS'. Qt hands
#: a name that it does not know to Windows as it is; on macOS it puts a prefix before it (Qt 6.11), so that there the
#: hint only reaches programs that look for Qt's spelling.
HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
    "org.nspasteboard.ConcealedType": b"",
}


class Clipboard(QObject):
    """Copies secrets and takes them back: after ``KEPT`` seconds, or when ``clear`` is called (at locking, at the end),
    unless something else is there by then. Remembers only what a secret hashes to, under a key of its own."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._salt = secrets.token_bytes(16)
        self._copied = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def copy_secret(self, text: str) -> None:
        """For as long as it takes to paste it."""
        data = QMimeData()
        data.setText(text)
        for name, value in HINTS.items():
            data.setData(name, value)
        self._clipboard.setMimeData(data)
        self._copied = self._digest(text)
        self._timer.start(int(KEPT * 1000))

    def copy_text(self, text: str) -> None:
        """Something that may stay: an id, or code with names in place of secrets."""
        self._clipboard.setText(text)

    def clear(self) -> None:
        """Takes back what was copied last, if it is still there."""
        self._timer.stop()
        if self._copied and self._digest(self._clipboard.text()) == self._copied:
            self._clipboard.clear()
        self._copied = b""

    def clear_selection(self) -> None:
        """What was marked with the mouse in one of our windows: a middle click pastes it elsewhere (X11, Wayland)."""
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._salt).digest()
