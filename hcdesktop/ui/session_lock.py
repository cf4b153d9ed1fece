"""Hears that the computer's session was locked, from whoever tells it on this system.

=========  ==========================================================================================================
Linux      the screen saver's ``ActiveChanged`` on the session bus, ``Lock`` of our session at logind
Windows    ``WM_WTSSESSION_CHANGE``, for which the window is registered
macOS      nobody whom Qt hears: the notice goes to programs that use Cocoa's ``NSDistributedNotificationCenter``, for
           which another package would be needed. There the desk locks after idle time and by hand.
=========  ==========================================================================================================

Where nobody tells, nothing is asked, waited for or warned about.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

#: Desktops that have not taken up the common name.
_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")
_LOGIND = "org.freedesktop.login1"
_SYSTEM_BUS = Path("/run/dbus/system_bus_socket")

_WM_WTSSESSION_CHANGE = 0x02B1
_WTS_SESSION_LOCK = 0x7
_NOTIFY_FOR_THIS_SESSION = 0


class SessionLock(QObject):
    """Tells when the session is locked; listens from ``listen`` on."""

    locked = Signal()  #: somebody has locked the computer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _SessionMessages | None = None

    def listen(self, window: QWidget) -> None:
        """``window``: ours, whose messages Windows sends."""
        if sys.platform == "win32":
            import ctypes

            self._filter = _SessionMessages(self)
            QCoreApplication.instance().installNativeEventFilter(self._filter)
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), _NOTIFY_FOR_THIS_SESSION)
        elif sys.platform.startswith("linux"):
            self._listen_to_the_buses()

    def _listen_to_the_buses(self) -> None:
        # Asked for without one, the library would start a bus.
        if _has_session_bus():
            from PySide6.QtDBus import QDBusConnection

            bus = QDBusConnection.sessionBus()
            for name in _SCREEN_SAVERS:
                _hear(bus, "", name, "ActiveChanged", self, SLOT("on_active_changed(bool)"))
        session = os.environ.get("XDG_SESSION_ID")
        if session and ("DBUS_SYSTEM_BUS_ADDRESS" in os.environ or _SYSTEM_BUS.exists()):
            from PySide6.QtDBus import QDBusConnection

            bus = QDBusConnection.systemBus()
            _hear(bus, session_path(session), f"{_LOGIND}.Session", "Lock", self, SLOT("on_lock()"))

    @Slot(bool)
    def on_active_changed(self, active: bool) -> None:
        """The screen saver has begun, or ended."""
        if active:
            self.locked.emit()

    @Slot()
    def on_lock(self) -> None:
        """logind: this session is to be locked."""
        self.locked.emit()


def _hear(bus: QDBusConnection, path: str, interface: str, name: str, receiver: QObject, slot: str | None) -> None:
    # The annotation wants bytes; those are refused, and what SLOT gives is taken (PySide6 6.11.3).
    bus.connect("", path, interface, name, receiver, slot)  # type: ignore[call-overload]


class _SessionMessages(QAbstractNativeEventFilter):
    """Windows' messages, of which one kind matters."""

    def __init__(self, owner: SessionLock) -> None:
        super().__init__()
        self._owner = owner

    def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Lets everything through."""
        if says_locked(int(message)):
            self._owner.locked.emit()
        return False, 0


def says_locked(address: int) -> bool:
    """Whether the MSG at this address tells that the session was locked."""
    from ctypes import wintypes  # nobody else needs it

    message = wintypes.MSG.from_address(address)
    return message.message == _WM_WTSSESSION_CHANGE and message.wParam == _WTS_SESSION_LOCK


def session_path(session: str) -> str:
    """Where logind keeps the session with this id: what may not stand in a path, and a first digit, as "_" and hex."""

    def plain(place: int, letter: str) -> bool:
        return letter.isascii() and (letter.isalpha() or (letter.isdigit() and place > 0))

    escaped = "".join(letter if plain(place, letter) else f"_{ord(letter):02x}" for place, letter in enumerate(session))
    return f"/org/freedesktop/login1/session/{escaped}"


def _has_session_bus() -> bool:
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address is not None:
        return address.startswith(("unix:", "tcp:"))
    folder = os.environ.get("XDG_RUNTIME_DIR")
    return folder is not None and Path(folder, "bus").exists()
