"""What requests that follow one another share: a session, whose connection stays open, and a thread.

Both are given up after a request that came to anything but a whole answer: nobody knows then what is still to come on
that connection, and the thread may be held by it. Nothing else is shared: no cookie of one person's request is sent
with the next one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from hcdesktop.core.deadline import Runner

if TYPE_CHECKING:
    import requests


@dataclass(slots=True, eq=False)
class Carrier:
    """A session and its thread; ``sound`` once the answer has come whole."""

    session: requests.Session
    runner: Runner
    sound: bool = False

    def close(self) -> None:
        """Closes the connection; the thread ends with what it is doing."""
        self.runner.close()
        self.session.close()


class Line:
    """For one thread that asks; ``close`` it afterwards."""

    def __init__(self, new_session: Callable[[], requests.Session]) -> None:
        self._new_session = new_session
        self._carrier: Carrier | None = None

    @contextmanager
    def carrying(self) -> Iterator[Carrier]:
        """What the next request goes over: that of the one before, where it was sound."""
        carrier, self._carrier = self._carrier or self._anew(), None
        carrier.sound = False
        try:
            yield carrier
        finally:
            if carrier.sound:
                self._carrier = carrier
            else:
                carrier.close()

    def close(self) -> None:
        """Nothing stays open."""
        carrier, self._carrier = self._carrier, None
        if carrier is not None:
            carrier.close()

    def _anew(self) -> Carrier:
        session = self._new_session()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        return Carrier(session, Runner())
