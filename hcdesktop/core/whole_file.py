"""Files that somebody gets from us: they are there whole, or as they were before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def written_whole(path: Path, *, encoding: str, errors: str) -> Iterator[TextIO]:
    """A text file to write to, under another name until the block has ended well and all of it is on the disk.

    What is no file (a pipe, a device) is written to as it is: nothing can take its place. Raises ``OSError``.
    """
    target = path.resolve()  # else a link would be replaced, not what it leads to
    if target.exists() and not target.is_file():
        with target.open("w", encoding=encoding, errors=errors, newline="") as file:
            yield file
        return
    draft = target.with_name(f".{target.name[:100]}.{os.urandom(4).hex()}.tmp")
    try:
        with draft.open("x", encoding=encoding, errors=errors, newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
