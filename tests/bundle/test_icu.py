"""ICU's data with two languages is still ICU's data."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from bundling import icu

HEADER = struct.pack("<H", 32) + b"\xda\x27" + bytes(8) + b"CmnD" + bytes(16)
ITEMS = [
    ("icudt99l/coll/de.res", b"sorted in German"),
    ("icudt99l/coll/es.res", b"sorted in Spanish, and longer"),
    ("icudt99l/en_US.res", b"y"),
    ("icudt99l/ibm-37.cnv", b"old letters"),
    ("icudt99l/root.res", b"what everybody gets"),
]

_WITH_ICU = """
import ctypes, sys
icu = ctypes.CDLL(sys.argv[1])
print(bytes((ctypes.c_char * 4).in_dll(icu, "icudt99_dat")[:2]))
"""


def plain(items: icu.Items) -> dict[str, bytes]:
    return {name: data.rstrip(b"\0") for name, data in items}


def test_what_is_written_is_what_is_read_wherever_it_lies() -> None:
    data = icu.written(HEADER, ITEMS)
    header, items = icu.read(b"\x7fELF" + bytes(4092) + data)
    assert header == HEADER
    assert plain(items) == dict(ITEMS)
    assert [name for name, _data in items] == [name for name, _data in ITEMS]  # ICU looks names up by halving
    table = len(HEADER)
    places = [struct.unpack_from("<II", data, table + 4 + 8 * number)[1] for number in range(len(ITEMS))]
    assert all(place % 16 == 0 for place in places)
    assert icu.written(*icu.read(data)) == data


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("icudt99l/root.res", True),
        ("icudt99l/zone/es_MX.res", True),
        ("icudt99l/en_001.res", True),
        ("icudt99l/zone/de.res", False),
        ("icudt99l/sr_Latn_BA.res", False),
        ("icudt99l/zoneinfo64.res", True),
        ("icudt99l/curr/pool.res", True),
        ("icudt99l/coll/ucadata.icu", True),
        ("icudt99l/gb18030.cnv", False),
        ("icudt99l/translit/en.res", False),
        ("icudt99l/brkitr/thaidict.dict", False),
    ],
)
def test_what_stays_is_for_everybody_or_in_our_languages(name: str, stays: bool) -> None:
    assert icu.wanted(name, ("en", "es")) is stays


@pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("ld") and shutil.which("objcopy")), reason="made on Linux, by binutils"
)
def test_the_library_is_replaced_by_one_that_the_system_loads(tmp_path: Path) -> None:
    library = tmp_path / "libicudata.so.99"
    library.write_bytes(b"\x7fELF" + bytes(60) + icu.written(HEADER, ITEMS))
    made = tmp_path / "made"
    made.mkdir()
    other = ("x/libQt6Core.so.6", "/x/libQt6Core.so.6", "BINARY")
    entries = icu.with_languages([("lib/libicudata.so.99", str(library), "BINARY"), other], ("en", "es"), made)
    assert entries == [("lib/libicudata.so.99", str(made / library.name), "BINARY"), other]
    _header, items = icu.read((made / library.name).read_bytes())
    assert [name for name, _data in items] == [name for name, _data in ITEMS if icu.wanted(name, ("en", "es"))]
    told = subprocess.run(
        [sys.executable, "-c", _WITH_ICU, str(made / library.name)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == repr(struct.pack("<H", len(HEADER)))
