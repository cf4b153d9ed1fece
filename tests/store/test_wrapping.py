"""A key under a passphrase: what comes out is the key that went in, or nothing."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from hcdesktop.core.errors import ErrorKind, VaultError
from hcdesktop.store.wrapping import unwrap, wrap

KEY = bytes(range(100, 132))


@pytest.fixture(scope="module")
def wrapped() -> bytes:
    return wrap(KEY, "correct horse")


def _changed(data: bytes, /, **fields: str | int) -> bytes:
    document: dict[str, Any] = json.loads(data)
    return json.dumps({**document, **fields}).encode()


def _kind(data: bytes, passphrase: str = "correct horse") -> ErrorKind:
    with pytest.raises(VaultError) as caught:
        unwrap(data, passphrase)
    return caught.value.kind


def test_the_right_passphrase_gives_the_key_back(wrapped: bytes) -> None:
    assert unwrap(wrapped, "correct horse") == KEY


@pytest.mark.parametrize("passphrase", ["", "correct hors", "correct horse ", "CORRECT HORSE"])
def test_any_other_passphrase_gives_nothing(wrapped: bytes, passphrase: str) -> None:
    assert _kind(wrapped, passphrase) is ErrorKind.PASSPHRASE_WRONG


def test_two_wrappings_of_one_key_have_nothing_in_common(wrapped: bytes) -> None:
    first, second = json.loads(wrapped), json.loads(wrap(KEY, "correct horse"))
    assert all(first[name] != second[name] for name in ("salt", "wrapped", "mac"))


def test_an_accent_may_be_typed_in_two_ways() -> None:
    assert unwrap(wrap(KEY, "pass\u00e9"), "passe\u0301") == KEY


def test_a_passphrase_may_hold_anything() -> None:
    assert unwrap(wrap(KEY, "🐎\x00\ud800"), "🐎\x00\ud800") == KEY


def test_a_guess_costs_32_mb_and_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}
    original = hashlib.scrypt

    def scrypt(password: bytes, **parameters: Any) -> bytes:
        asked.update(parameters)
        return original(password, **parameters)

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    assert len(json.loads(wrap(KEY, "correct horse"))["salt"]) == 64
    assert 128 * asked["n"] * asked["r"] >= 32 * 1024 * 1024
    assert asked["n"] >= 2**15


@pytest.mark.parametrize("name", ["salt", "wrapped", "mac"])
def test_a_changed_bit_is_noticed(wrapped: bytes, name: str) -> None:
    value = bytearray.fromhex(json.loads(wrapped)[name])
    value[-1] ^= 1
    assert _kind(_changed(wrapped, **{name: value.hex()})) is ErrorKind.PASSPHRASE_WRONG


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"7", b"{}", b"\xff\xfe\xfd", b'{"version": 1, "salt": 1, "wrapped": "", "mac": ""}']
)
def test_what_is_no_wrapped_key_is_told(data: bytes) -> None:
    assert _kind(data) is ErrorKind.KEY_MISSING


def test_an_unknown_format_is_told(wrapped: bytes) -> None:
    assert _kind(_changed(wrapped, version=2)) is ErrorKind.KEY_MISSING
    assert _kind(_changed(wrapped, wrapped="00" * 31)) is ErrorKind.KEY_MISSING
