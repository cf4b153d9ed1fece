"""A hostile page's file: what it tries, where it is put, and what is expected of it, said in its first lines.

<!-- Tries to lead the host page away by top.location. -->
<!-- as: frame; ends: finishes -->
<!-- header Link: <{plain}/hit>; rel=preconnect -->
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
#: popup: instead of the popup. window, frame: on another host, opened or framed by an honest popup. script: before
#: connect.js, in the host page itself.
PLACES = ("popup", "window", "frame", "script")
#: How the launch ends. finishes: the person finishes, and it is saved. finished, closed, error: by the page itself.
#: shut: the popup is of no more use, and the person shuts it. dies: its process does.
ENDS = ("finishes", "finished", "closed", "error", "shut", "dies")
_SAYS = re.compile(r"^(?:<!--|//)\s*(?P<text>.*?)\s*(?:-->)?$")
_HEADER = re.compile(r"^header (?P<name>[\w-]+): (?P<value>.+)$")


@dataclass(frozen=True, slots=True)
class Page:
    """One file."""

    name: str
    tries: str
    place: str
    ends: str
    kill: str  # host, popup or zygote: whose process is killed from outside
    outside: int  # how many addresses may go to the system browser
    clipboard: bool  # whether it may overwrite the clipboard: at a click, as in any browser
    calls: int  # how many callbacks may reach the slot and be refused there
    seconds: float  # how long it is waited for its word that it has tried all
    headers: tuple[tuple[str, str], ...]  # of the answer that brings the page; {plain} and the like are filled in
    text: str


def read(file: Path) -> Page:
    """The page in this file."""
    text = file.read_text(encoding="utf-8")
    said = [match["text"] for line in text.splitlines()[:8] if (match := _SAYS.match(line))]
    options = dict(part.split(": ") for part in said[1].split("; "))
    headers = [(match["name"], match["value"]) for line in said[2:] if (match := _HEADER.match(line))]
    page = Page(
        name=file.relative_to(FOLDER).as_posix(),
        tries=said[0],
        place=options.pop("as"),
        ends=options.pop("ends"),
        kill=options.pop("kill", ""),
        outside=int(options.pop("outside", "0")),
        clipboard=options.pop("clipboard", "") == "overwritten",
        calls=int(options.pop("calls", "0")),
        seconds=float(options.pop("seconds", "3")),
        headers=tuple(headers),
        text=text,
    )
    if page.place not in PLACES or page.ends not in ENDS or options or not page.tries.startswith("Tries "):
        raise ValueError(f"{file.name}: {said[:2]}")
    return page


def files() -> list[Path]:
    """Every hostile page, by name."""
    return sorted([*FOLDER.glob("*.html"), *FOLDER.glob("*.js")])
