"""What a hostile run says at its end: a claim, how often somebody tried to break it, how often it broke.

A campaign is a function that takes the number of tries and returns its claims. A short run of it is a test, the long
one is part of ``make soak``, and both call the same function. 0 broken of N has a 95 % bound of 3/N, so N is always
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Claim:
    """One promise and its trials; ``broken`` holds what happened in each that broke it."""

    text: str
    tried: int = 0
    broken: list[str] = field(default_factory=list)
    #: A measured figure beside the count, for the table.
    note: str = ""

    def trial(self, broke: str = "") -> None:
        """Counts one try; ``broke`` says in a few words what happened if it broke the promise."""
        self.tried += 1
        if broke:
            self.broken.append(broke)


def hold(claims: Sequence[Claim]) -> None:
    """For the short run in a test: every claim was tried, and none broke."""
    for claim in claims:
        print(f"{claim.text}: {claim.tried} tried, {len(claim.broken)} broken {claim.note}")
        assert claim.tried, f"nobody tried to break: {claim.text}"
        assert not claim.broken, f"{claim.text}: {len(claim.broken)} of {claim.tried}: {claim.broken[:10]}"


def table(claims: Sequence[Claim]) -> str:
    """Claim, tried, broken: as ``make soak`` prints it."""
    lines = [f"{'claim':<84}{'tried':>8}{'broken':>8}"]
    for claim in claims:
        lines.append(f"{claim.text:<84}{claim.tried:>8}{len(claim.broken):>8}  {claim.note}".rstrip())
        lines += [f"    {what}" for what in claim.broken[:5]]
    return "\n".join(lines)
