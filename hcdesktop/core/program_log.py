"""The log of the program itself: a file in the data folder that never grows beyond what somebody sends along."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path

_MOST = 1_000_000  # bytes, and as many in the file before it
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class ProgramLog(logging.Handler):
    """Writes each record into ``hcdesktop.log``. A start at which nothing happens has nothing to write, so the file is
    opened, and what opens it loaded, with the first record."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._path = folder / "hcdesktop.log"

    @cached_property
    def _file(self) -> logging.Handler:
        import logging.handlers

        file = logging.handlers.RotatingFileHandler(
            self._path, maxBytes=_MOST, backupCount=1, encoding="utf-8", delay=True
        )
        file.setFormatter(logging.Formatter(_FORMAT))
        return file

    def emit(self, record: logging.LogRecord) -> None:
        """What cannot be written stops nobody, as with every handler."""
        self._file.emit(record)

    def close(self) -> None:
        """The file too, where there is one."""
        if "_file" in self.__dict__:
            self._file.close()
        super().close()
