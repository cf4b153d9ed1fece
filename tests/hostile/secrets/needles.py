"""Finds a secret in whatever it may have got into: written apart from the redactor's own list of spellings."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

#: Files that are looked through by this much at a time.
_PORTION = 4 * 1024 * 1024


def spelled(secret: str) -> dict[str, bytes]:
    """How a secret may lie in a file, by name of the spelling."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {
        "raw": raw,
        "URL": quote(raw, safe="").encode(),
        "form": quote_plus(raw).encode(),
        "small URL": re.sub("%..", lambda match: match[0].lower(), quote(raw, safe="")).encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "UTF-16 LE": secret.encode("utf-16-le", "surrogatepass"),
        "UTF-16 BE": secret.encode("utf-16-be", "surrogatepass"),
    }
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw + b"\0\0\0")
        # Only the letters that no neighbour has a part in.
        own = text[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        forms[f"base64 {shift}"] = own
        forms[f"base64url {shift}"] = own.replace(b"+", b"-").replace(b"/", b"_")
    return forms


class Needles:
    """Some secrets, each in every spelling."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._forms = {
            form: f"{secret[:12]}… {name}" for secret in set(secrets) for name, form in spelled(secret).items()
        }
        self._longest = max(map(len, self._forms), default=1)

    def within(self, data: bytes | str) -> list[str]:
        """What of it is in there: the beginning of the secret and the name of the spelling."""
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        return sorted({name for form, name in self._forms.items() if form in raw})

    def in_file(self, path: Path) -> list[str]:
        """The same for a file, however large."""
        found: set[str] = set()
        with path.open("rb") as file:
            rest = b""
            while portion := file.read(_PORTION):
                found.update(self.within(rest + portion))
                rest = portion[-self._longest :]
        return sorted(found)

    def below(self, folder: Path) -> Iterator[tuple[Path, list[str]]]:
        """Every file and every name of a file below, with what is in it."""
        for path in sorted(folder.rglob("*")):
            found = self.within(path.name)
            if path.is_file() and not path.is_symlink():
                found += self.in_file(path)
            yield path, found
