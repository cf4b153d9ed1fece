"""Secrets that cannot be mistaken for anything else, for every field that takes one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Literal
from unittest.mock import patch

from hcdesktop.simulator import seeds, state
from hcdesktop.simulator.records import AppKeys
from tests.hostile.secrets.needles import Needles
from tests.web.human_api import api, people

#: ``hex`` looks like what Human API gives out; ``odd`` has no shape that could give it away, only a name beside it.
Shape = Literal["hex", "odd"]
_HEX, _ODD = "ca9a57ca9a57", "KanarienVogel"
#: What is looked for: it stands at both ends of every secret, so that half of one is found too.
NEEDLES = Needles([_HEX, _ODD])
#: What a person types, and the key itself: 32 bytes that can be read.
PASSPHRASE = f"{_ODD} singt im {_ODD}"
RECOVERY_PASSPHRASE = f"noch ein {_ODD}, der {_ODD} heißt"
KEY = (_ODD * 3).encode()[:32]


class CanaryVault:
    """Instead of the keyring."""

    def key(self, environment_name: str, *, create: bool) -> bytes:
        return KEY

    def keep(self, environment_name: str, key: bytes) -> None:
        """It is never another one."""

    def forget(self, environment_name: str) -> None:
        """There is nothing to forget."""


class Canaries:
    """Makes secrets of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.client_secret = self.token_hex(20)
        self.app_key = self.token_hex(20)

    def token_hex(self, size: int) -> str:
        """In the place of ``secrets.token_hex``, for tokens; an id is shorter than any of them, and no secret."""
        if size < 16:
            return secrets.token_hex(size)
        if self.shape == "hex":
            return f"{_HEX}{secrets.token_hex(size - len(_HEX))}{_HEX}"
        letters = "".join(secrets.choice("abcdefghij") for _ in range(8))
        return f"{_ODD}-{letters}.{_ODD}"


@contextmanager
def everywhere(canaries: Canaries) -> Iterator[None]:
    """Both Human APIs, the tests' own and the Simulator, give out and ask for these."""
    app = AppKeys(client_id=seeds.CLIENT_ID, client_secret=canaries.client_secret, app_key=canaries.app_key)
    minted = SimpleNamespace(token_hex=canaries.token_hex)
    with ExitStack() as stack:
        stack.enter_context(patch.object(people, "secrets", minted))
        stack.enter_context(patch.object(people, "CLIENT_SECRET", canaries.client_secret))
        stack.enter_context(patch.object(api, "APP_KEY", canaries.app_key))
        stack.enter_context(patch.object(state, "APP", app))
        yield
