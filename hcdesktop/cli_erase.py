"""The command line's part for deleting everything that the app keeps on this computer, and the window's, at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from hcdesktop.core.errors import HcError

if TYPE_CHECKING:
    import argparse

    from hcdesktop.app import App
    from hcdesktop.desk import Desks
    from hcdesktop.erasing import Belongings, Erased
    from hcdesktop.ui.instance import FolderLock

_WORD = "delete all"
_BUSY = "hcdesktop is open on this data folder. Close it; then try again."
_KEPT = "Nothing was deleted."


def add_to(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], desks_of: Callable[[argparse.Namespace], Desks]
) -> None:
    """Adds ``delete-all-data``; ``desks_of`` knows the data folder that the options name."""
    delete = commands.add_parser("delete-all-data", help="delete everything that hcdesktop keeps on this computer")
    delete.add_argument("--yes", action="store_true", help="do not ask")
    delete.set_defaults(command=lambda options: run(desks_of(options), sure=options.yes))


def run(desks: Desks, *, sure: bool) -> int:
    """0 when nothing is left, 1 when something is or nobody agreed, 2 when it is not possible."""
    from hcdesktop.erasing import belongings
    from hcdesktop.ui import messages_of_files
    from hcdesktop.ui.instance import FolderLock

    if not desks.folder.exists():
        print(f"There is nothing in {desks.folder}.")
        return 0
    lock = FolderLock(desks.folder)
    if not lock.acquire():
        print(_BUSY, file=sys.stderr)
        return 2
    try:
        if not sure and not _agreed(belongings(desks)):
            print(_KEPT, file=sys.stderr)
            return 1
        result = _erase(desks, lock)
    finally:
        lock.release()
    message = messages_of_files.erased(result)
    print(f"{message.text} {message.next_step}", file=sys.stdout if result.whole else sys.stderr)
    return 0 if result.whole else 1


def at_end(app: App, desks: Desks, lock: FolderLock) -> int:
    """Somebody has chosen that in the window, which is gone. Raises ``HcError``."""
    from hcdesktop.ui import messages_of_files

    try:
        result = _erase(desks, lock)
    except HcError as error:
        app.explain(error)
        raise
    app.tell(messages_of_files.erased(result))
    return 0 if result.whole else 1


def _erase(desks: Desks, lock: FolderLock) -> Erased:
    from hcdesktop.erasing import erase, remove_folders

    result = erase(desks)
    lock.release()  # a file in that folder too
    remove_folders(desks.folder)
    return result


def _agreed(what: Belongings) -> bool:
    names = ", ".join(what.environments) or "none"
    print(f"All that hcdesktop keeps on this computer goes: {what.files} files in {what.folder},")
    print(f"the Simulator and these environments with their keys in the keyring: {names}.")
    print("Nothing changes at Human API. This cannot be undone.")
    print(f"Type “{_WORD}” to delete everything: ", end="", flush=True)
    return sys.stdin.readline().strip() == _WORD
