"""The frame of ``make soak``: whatever happens in a campaign ends in the table, and in the exit code."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.hostile import soak
from tests.hostile.claims import Claim


def fails() -> list[Claim]:
    raise OSError("no more files")


def holds() -> list[Claim]:
    return [Claim("it holds", 3)]


def breaks() -> list[Claim]:
    return [Claim("it breaks", 3, ["once"])]


def idles() -> list[Claim]:
    return [Claim("nobody came")]


@pytest.fixture(autouse=True)
def campaigns(monkeypatch: pytest.MonkeyPatch) -> None:
    table: dict[str, Callable[[], list[Claim]]] = {"holds": holds, "breaks": breaks, "fails": fails, "idles": idles}
    monkeypatch.setattr(soak, "CAMPAIGNS", table)


@pytest.mark.parametrize(
    ("names", "code", "line"),
    [
        (["holds"], 0, "1 claims, 0 broken"),
        (["holds", "breaks"], 1, "2 claims, 1 broken"),
        (["fails", "holds"], 1, "2 claims, 1 broken"),
        (["idles"], 1, "1 claims, 1 broken"),
        ([], 1, "4 claims, 3 broken"),
    ],
)
def test_a_broken_claim_is_counted_and_ends_nothing(
    names: list[str], code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert soak.main(names) == code
    assert line in capsys.readouterr().out


def test_what_ended_a_campaign_stands_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    soak.main(["fails"])
    assert "OSError: no more files" in capsys.readouterr().out


def test_a_campaign_that_does_not_exist_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["holds", "dance"]) == 2
    assert "There is no dance" in capsys.readouterr().err


def test_a_campaign_without_time_is_a_broken_claim() -> None:
    claims = soak.run("holds", begun=time.monotonic() - soak.LIMIT - 1)
    assert [claim.broken for claim in claims] == [["no time was left"]]
