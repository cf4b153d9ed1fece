"""Whose work the app stands on, under which licences: from what the installed packages say of themselves."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hcdesktop.core import resources

#: What the app itself asks for; what those ask for is found from there.
DIRECT = ("PySide6", "requests", "platformdirs", "keyring", "sqlcipher3")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
#: For packages without the text: the first one whose name is in their licence's. The GPL is a part of the LGPL.
_COMMON = {"LGPL-3.0": ("LGPL-3.0.txt", "GPL-3.0.txt")}


@dataclass(frozen=True, slots=True)
class Notice:
    """One package."""

    name: str
    version: str
    licence: str  #: an SPDX expression, or what the package calls it; empty where only the text says it
    text: str = field(repr=False)


def notices() -> list[Notice]:
    """All packages that are installed for the app, by name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    for name in DIRECT:
        _collect(name, found)
    return [_notice(found[key]) for key in sorted(found)]


def canonical(name: str) -> str:
    """The one of all spellings of a package's name by which they are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _collect(name: str, found: dict[str, importlib.metadata.Distribution]) -> None:
    """This package and what it needs, as far as that is here: the rest is for other systems."""
    if canonical(name) in found:
        return
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return
    found[canonical(name)] = distribution
    for needed in _needed(distribution):
        _collect(needed, found)


def _needed(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    for requirement in distribution.requires or ():
        name = _NAME.match(requirement)
        if name and "extra ==" not in requirement:
            yield name[0]


def _notice(distribution: importlib.metadata.Distribution) -> Notice:
    declared = [*_said(distribution, "License-Expression"), *_said(distribution, "License")]
    classified = [each.split(" :: ")[-1] for each in _said(distribution, "Classifier") if each.startswith("License ::")]
    licence = declared[0].partition("\n")[0] if declared else ", ".join(classified)
    return Notice(distribution.name, distribution.version, licence, _text(distribution, licence))


def _said(distribution: importlib.metadata.Distribution, what: str) -> list[str]:
    return [text.strip() for text in distribution.metadata.get_all(what) or () if text.strip()]


def _text(distribution: importlib.metadata.Distribution, licence: str) -> str:
    # Older tools put them beside the rest of what is said about a package.
    places = [(f"licenses/{name}", name) for name in _said(distribution, "License-File")]
    own = [distribution.read_text(new) or distribution.read_text(old) or "" for new, old in places]
    texts = [text.strip("\n") for text in own if text]
    if not texts:
        names = next((names for name, names in _COMMON.items() if name in licence), ())
        texts = [resources.text(f"licences/{name}").strip("\n") for name in names]
    return "\n\n\n".join(texts)
