"""ICU's data in our languages alone. Qt for Linux comes with all of it (32 MB), and has most of that in its own tables;
the engine has an ICU of its own. Where an entry is missing ICU takes its root, as for a language that it never knew.

The library is nothing but the data, under one name: a header, a table of contents (how many; for each item where its
name and where its bytes are, in the order of the names), the names, the items.
"""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from bundling.contents import Entry

_LIBRARY = re.compile(r"libicudata\.so\.\d+")
_MAGIC, _BEFORE_MAGIC = b"CmnD", 12  # the format, and its place in the header
_ALIGNED = 16
# Old encodings, how words of Thai or Japanese are found, other scripts' letters in ours: Qt asks for none of them.
_UNUSED = frozenset({".cnv", ".dict", "translit"})
_LOCALE = re.compile(r"([a-z]{2,3})(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?(_[A-Z]+)?")

Items = list[tuple[str, bytes]]


def with_languages(entries: Iterable[Entry], languages: Collection[str], folder: Path) -> list[Entry]:
    """The entries with a library of ICU's data made in the folder, where there was one."""
    return [
        (place, str(_made(Path(source), languages, folder)), kind)
        if kind == "BINARY" and _LIBRARY.fullmatch(Path(place).name)
        else (place, source, kind)
        for place, source, kind in entries
    ]


def _made(library: Path, languages: Collection[str], folder: Path) -> Path:
    header, items = read(library.read_bytes())
    kept = [item for item in items if wanted(item[0], languages)]
    (folder / "icu.dat").write_bytes(written(header, kept))
    _link(folder, name=library.name, symbol=items[0][0].partition("/")[0][:-1] + "_dat")
    return folder / library.name


def wanted(name: str, languages: Collection[str]) -> bool:
    """``icudt73l/zone/es_MX.res``: by what it is, and by its language."""
    path = PurePosixPath(name)
    if path.suffix in _UNUSED or _UNUSED & set(path.parts):
        return False
    locale = _LOCALE.fullmatch(path.stem) if path.suffix in (".res", ".brk") else None
    return locale is None or locale[1] in languages


def read(library: bytes) -> tuple[bytes, Items]:
    """Header and items of the data in there, to the end of the file: the last item may be longer than it was."""
    begin = library.index(_MAGIC) - _BEFORE_MAGIC
    (header_size,) = struct.unpack_from("<H", library, begin)
    table = begin + header_size
    (count,) = struct.unpack_from("<I", library, table)
    places = [struct.unpack_from("<II", library, table + 4 + 8 * number) for number in range(count)]
    ends = [*(data for _name, data in places[1:]), len(library) - table]
    items = [
        (library[table + name : library.index(b"\0", table + name)].decode(), library[table + data : table + end])
        for (name, data), end in zip(places, ends, strict=True)
    ]
    return library[begin:table], items


def written(header: bytes, items: Items) -> bytes:
    """The same as ``read`` reads it."""
    name_at = 4 + 8 * len(items)
    names = b"".join(name.encode() + b"\0" for name, _data in items)
    names += bytes(-(name_at + len(names)) % _ALIGNED)
    data_at = name_at + len(names)
    places, parts = [struct.pack("<I", len(items))], []
    for name, data in items:
        places.append(struct.pack("<II", name_at, data_at))
        parts.append(data + bytes(-len(data) % _ALIGNED))
        name_at += len(name) + 1
        data_at += len(parts[-1])
    return b"".join((header, *places, names, *parts))


def _link(folder: Path, *, name: str, symbol: str) -> None:
    """``icu.dat`` as the shared library with that name, by the linker that PyInstaller's objcopy comes with."""
    section = ".data=.rodata,alloc,load,readonly,data,contents"
    for command in (
        ("ld", "-r", "-b", "binary", "-o", "icu.o", "icu.dat"),
        ("objcopy", "--set-section-alignment", f".data={_ALIGNED}", "--rename-section", section, "icu.o"),
        ("ld", "-shared", "-z", "noexecstack", "-soname", name, "--defsym", f"{symbol}=_binary_icu_dat_start",
         "-o", name, "icu.o"),
    ):  # fmt: skip
        subprocess.run(command, cwd=folder, check=True)
