"""What nobody caught: its traceback is told, on standard error and in the log, redacted like everything that leaves."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from hcdesktop.core.redact import Redactor

_log = logging.getLogger(__name__)


@contextmanager
def redacted_crashes(redactor: Redactor) -> Iterator[None]:
    """As long as it lasts, Python's own hooks write no exception's text in clear: on whatever thread, in a slot of Qt
    or while an object is thrown away."""

    def on_exception(_kind: type[BaseException], problem: BaseException, _trace: object) -> None:
        tell(problem, redactor)

    def on_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            tell(told.exc_value, redactor)

    def on_unraisable(told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            tell(told.exc_value, redactor)

    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = on_exception, on_thread, on_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def tell(problem: BaseException, redactor: Redactor) -> None:
    """Writes the traceback; of one that cannot be redacted only where it happened."""
    try:
        text = redactor.leaving("".join(traceback.format_exception(problem)))
    except Exception:
        places = "".join(traceback.format_tb(problem.__traceback__))
        text = f"{places}{type(problem).__name__} (withheld: it could not be redacted)\n"
    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(text)
    if _log.hasHandlers():
        _log.critical("nobody caught:\n%s", text)
