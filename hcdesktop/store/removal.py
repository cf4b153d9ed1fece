"""The files of an environment that is deleted: everything that was ever made for it, and nothing of another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hcdesktop.store.faults import translated
from hcdesktop.store.files import sync_folder


def files_of(database: Path, *folders: Path) -> Iterator[Path]:
    """Whatever is called like this file up to its first dot: logs, anchors, key files, drafts, copies, what was put
    aside. The digest in the name keeps others' apart, and the dot those whose name begins with this one."""
    for folder in folders:
        if folder.exists():
            yield from (path for path in sorted(folder.iterdir()) if path.name.startswith(f"{database.stem}."))


def remove_files(database: Path, *folders: Path) -> None:
    """They are gone when this returns; doing it twice is harmless. Raises ``StoreError``."""
    for folder in folders:
        with translated(folder):
            for path in files_of(database, folder):
                path.unlink(missing_ok=True)
            if folder.exists():
                sync_folder(folder)
