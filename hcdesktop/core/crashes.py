"""What nobody caught: its traceback is told, on standard error and in the log, redacted like everything that leaves."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, Protocol


class Redacting(Protocol):
    """What a text passes that leaves the desk, see ``redact.Redactor``."""

    def leaving(self, text: str) -> str:
        """The text without what nobody may see."""


class Crash(NamedTuple):
    """What is told of it: the traceback, redacted; and the same without what the exceptions say, which may be about
    somebody. ``place`` is where it came from, to know it again."""

    text: str
    places: str
    place: str


def _nobody(_crash: Crash) -> None:
    """There is no screen."""


@contextmanager
def redacted_crashes(redactor: Redacting, listener: Callable[[Crash], None] = _nobody) -> Iterator[None]:
    """As long as it lasts, Python's own hooks write no exception's text in clear: on whatever thread, in a slot of Qt
    or while an object is thrown away. ``listener`` is told on that thread, and what it raises is swallowed."""

    def on_exception(_kind: type[BaseException], problem: BaseException, _trace: object) -> None:
        tell(problem, redactor, listener)

    def on_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            tell(told.exc_value, redactor, listener)

    def on_unraisable(told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            tell(told.exc_value, redactor, listener)

    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = on_exception, on_thread, on_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def tell(problem: BaseException, redactor: Redacting, listener: Callable[[Crash], None] = _nobody) -> None:
    """Writes the traceback; of one that cannot be redacted only where it happened."""
    places = "".join(traceback.format_tb(problem.__traceback__))
    withheld = f"{places}{type(problem).__name__} (withheld)\n"
    try:
        text = redactor.leaving("".join(traceback.format_exception(problem)))
    except Exception:
        text = f"{places}{type(problem).__name__} (withheld: it could not be redacted)\n"
    if sys.stderr is not None:  # a program without a console has none
        sys.stderr.write(text)
    _log(text)
    with suppress(Exception):  # it would be told here, and again, and again
        listener(Crash(text, withheld, _place(problem)))


def _log(text: str) -> None:
    logging = sys.modules.get("logging")
    if logging is None:  # nobody listens; and what is loaded now may itself fail
        return
    log = logging.getLogger(__name__)
    if log.hasHandlers():
        log.critical("nobody caught:\n%s", text)


def _place(problem: BaseException) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(problem).__name__} {last.filename}:{last.lineno}" if last else type(problem).__name__
