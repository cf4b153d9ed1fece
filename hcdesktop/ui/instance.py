"""One process at a time works on a data folder: a second start shows the first one's window and ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile, QTimer

from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.store.faults import translated
from hcdesktop.store.files import make_private_folder

_PAUSE = 100  # ms; Qt's network is loaded once the window has been painted


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
    from_now_on = QTimer()
    from_now_on.setSingleShot(True)
    bells = []

    def hang_up() -> None:
        from hcdesktop.ui.doorbell import Doorbell

        bell = Doorbell(folder)
        bells.append(bell)
        bell.rung.connect(come)
        bell.listen()

    from_now_on.timeout.connect(hang_up)
    from_now_on.start(_PAUSE)
    try:
        yield
    finally:
        from_now_on.stop()
        for bell in bells:
            bell.close()
