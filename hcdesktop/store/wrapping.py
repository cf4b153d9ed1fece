"""A database key under a passphrase: what ``vault.PassphraseVault`` writes into its file.

Made of the standard library alone: the one thing ever wrapped is 32 random bytes, for which an AEAD cipher would be
the only use of a large dependency. Why the construction is sound:

- scrypt turns the passphrase and a salt that is drawn anew for every wrapping into 64 bytes, an encryption pad and a
  MAC key. The pad is as long as the key and used for this one message only: a one-time pad, as strong as scrypt's
  output is random. A second wrapping, also of the same key with the same passphrase, has another salt, so another pad.
- Encrypt, then MAC: HMAC-SHA256 over version, salt and wrapped key, checked in constant time before anything is
  unwrapped. A wrong passphrase and a changed file are both refused there; no wrong key ever comes out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata

from hcdesktop.core.errors import ErrorKind, VaultError

_VERSION = 1
_KEY_LENGTH = 32
_SALT_LENGTH = 32
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1
_SCRYPT_MEMORY = 2 * 128 * _SCRYPT_N * _SCRYPT_R  # bytes; scrypt needs half of it, OpenSSL counts generously


def wrap(key: bytes, passphrase: str) -> bytes:
    """The 32-byte key as a JSON document that only this passphrase opens."""
    salt = os.urandom(_SALT_LENGTH)
    pad, mac_key = _derive(passphrase, salt)
    wrapped = _xor(key, pad)
    document = {
        "version": _VERSION,
        "salt": salt.hex(),
        "wrapped": wrapped.hex(),
        "mac": _mac(mac_key, salt, wrapped).hex(),
    }
    return json.dumps(document, indent=2).encode()


def unwrap(data: bytes, passphrase: str) -> bytes:
    """The reverse of ``wrap``. Raises ``VaultError``: ``PASSPHRASE_WRONG``, or ``KEY_MISSING`` for no such document."""
    salt, wrapped, mac = _read(data)
    pad, mac_key = _derive(passphrase, salt)
    if not hmac.compare_digest(mac, _mac(mac_key, salt, wrapped)):
        raise VaultError(ErrorKind.PASSPHRASE_WRONG)
    return _xor(wrapped, pad)


def _read(data: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        document = json.loads(data)
        version = document["version"]
        salt, wrapped, mac = (bytes.fromhex(document[name]) for name in ("salt", "wrapped", "mac"))
    except (ValueError, KeyError, TypeError):
        raise VaultError(ErrorKind.KEY_MISSING, reason="damaged") from None
    if version != _VERSION or len(wrapped) != _KEY_LENGTH:
        raise VaultError(ErrorKind.KEY_MISSING, reason="unknown format")
    return salt, wrapped, mac


def _derive(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    # One accent can be typed as one code point or as two, depending on the system (RFC 8265 normalises likewise).
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    derived = hashlib.scrypt(
        typed, salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, maxmem=_SCRYPT_MEMORY, dklen=2 * _KEY_LENGTH
    )
    return derived[:_KEY_LENGTH], derived[_KEY_LENGTH:]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _mac(mac_key: bytes, salt: bytes, wrapped: bytes) -> bytes:
    return hmac.digest(mac_key, bytes([_VERSION]) + salt + wrapped, "sha256")
