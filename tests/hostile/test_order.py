"""A finish is on the disk before it is acknowledged: seen from outside, by the system calls. Long: ``make soak``."""

from __future__ import annotations

import shutil

import pytest

from tests.hostile.claims import hold
from tests.hostile.crash import order
from tests.hostile.mutants.named import VARIABLE

needs_tracer = pytest.mark.skipif(shutil.which(order.TRACER) is None, reason="strace is not installed")

_WAL = "23</data/x.db-wal>"
_WRITE = f'7  pwrite64({_WAL}, "\\1\\"", 24, 32) = 24'
_SYNC = f"7  fdatasync({_WAL}) = 0"
_KEEPING = '7  write(1<pipe:[5]>, "keeping a1\\n", 11) = 11'
_ACK = '7  write(1<pipe:[5]>, "ack a1\\n", 7) = 7'
_RIGHT = [_KEEPING, _WRITE, _SYNC, _ACK]
_LATE = "acknowledged before it was synced"


@needs_tracer
def test_a_finish_is_synced_before_it_is_acknowledged() -> None:
    hold(order.acknowledgements(5))


@needs_tracer
def test_what_is_not_synced_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "synchronous NORMAL")
    (claim,) = order.acknowledgements(3)
    assert claim.broken == [_LATE] * 3


def test_nobody_who_could_look_is_a_broken_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "TRACER", "no-such-program")
    (claim,) = order.acknowledgements(3)
    assert claim.broken


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (_RIGHT, ""),
        ([_KEEPING, _WRITE, _ACK, _SYNC], _LATE),
        ([_KEEPING, _WRITE, _SYNC, _WRITE, _ACK], _LATE),
        ([_WRITE, _SYNC, _KEEPING, _ACK], "acknowledged, and nothing was written"),
        ([_KEEPING, _WRITE, _SYNC.replace("= 0", "= -1 EIO (Input/output error)"), _ACK], _LATE),
        ([_KEEPING, _WRITE, _SYNC.replace("7 ", "8 "), _ACK], _LATE),
        ([_KEEPING, _WRITE, _SYNC.replace("x.db-wal", "y.db-wal"), _ACK], _LATE),
        ([_KEEPING, _WRITE, f"7  fdatasync({_WAL} <unfinished ...>", "8  fsync(3</x>) = 0", _ACK], _LATE),
        (
            [_KEEPING, _WRITE, f"7  fsync({_WAL} <unfinished ...>", _SYNC.replace("7 ", "8 "),
             "7  <... fsync resumed>)         = 0", _ACK],
            "",
        ),
        (
            [_KEEPING, f"7  pwrite64({_WAL}, \"x\", 1, 0 <unfinished ...>", "7  <... pwrite64 resumed>) = 1", _ACK],
            _LATE,
        ),
        ([*_RIGHT[:3], _ACK.replace(" = 7", " <unfinished ...>"), "7  <... write resumed>) = 7"], ""),
    ],
)  # fmt: skip
def test_how_the_order_is_judged(lines: list[str], verdict: str) -> None:
    assert list(order.judged(lines)) == [verdict]
