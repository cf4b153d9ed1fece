"""One process at a time works on a data folder: a second start shows the first one's window and ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.faults import translated
from hcdesktop.store.files import make_private_folder
from hcdesktop.ui.doorbell import Doorbell


class FolderLock:
    """Held from ``acquire`` to ``release``; one whose process is dead is taken over, however it died."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder. Raises ``StoreError`` where that does not go."""
        with translated(folder):
            make_private_folder(folder)
        self._lock = QLockFile(str(folder / "lock"))
        # Not by age: whether its process lives decides, and a machine may sleep for a week.
        self._lock.setStaleLockTime(0)

    def acquire(self) -> bool:
        """Whether this process has the folder now. Raises ``StoreError`` when nobody can write into it."""
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            raise StoreError(ErrorKind.STORE_READ_ONLY, reason=self._lock.error().name)
        return False

    def release(self) -> None:
        """Gives the folder back."""
        self._lock.unlock()


@contextmanager
def at_home(folder: Path, come: Callable[[], None]) -> Iterator[None]:
    """For the process that has the folder's lock: ``come`` is called whenever the program is started a second time,
    for as long as the block and as there is an event loop."""
    bell = Doorbell(folder)
    bell.rung.connect(come)
    bell.listen()
    try:
        yield
    finally:
        bell.close()
