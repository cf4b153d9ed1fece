"""The part of the command line that takes a list of people in, and gives it out: as CSV, without tokens."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hcdesktop.core.intake import Candidate, Preview
    from hcdesktop.core.people_file import PeopleFile
    from hcdesktop.desk import Desk
    from hcdesktop.desk_files import DeskFile

Open = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
OpenFile = Callable[[argparse.Namespace], AbstractContextManager["DeskFile"]]
#: Of so many mistakes each is said; of more, that there are more.
_TOLD = 100


def add_to(commands: Any, open_desk: Open, open_file: OpenFile) -> None:
    """Adds ``users`` to the commands; the two open the environment that the options name, and only its file."""
    users = commands.add_parser("users", help="the list as CSV, without tokens")
    actions = users.add_subparsers(required=True, metavar="ACTION")
    comes_in = actions.add_parser("import", help="add the people in a CSV file; none, if it has mistakes")
    comes_in.add_argument("file", type=Path, metavar="FILE")
    comes_in.add_argument("--skip-mistakes", action="store_true", help="leave out the lines with mistakes")
    comes_in.add_argument(
        "--update", action="store_true", help="change people who are here; empty cells change nothing"
    )
    comes_in.set_defaults(command=lambda options: _import(options, open_desk))
    goes_out = actions.add_parser("export", help="write the list to a CSV file")
    goes_out.add_argument("file", type=Path, metavar="FILE")
    goes_out.set_defaults(command=lambda options: _export(options, open_file))


def _import(options: argparse.Namespace, open_desk: Open) -> int:
    """0: done; 2: the file has mistakes, and nobody was added."""
    from hcdesktop.core import people_file
    from hcdesktop.core.intake import Mark

    file = people_file.read(options.file)
    with open_desk(options) as desk:
        preview = desk.service.intake.look_through(file)
        _tell(file, preview.mistakes)
        if preview.counts[Mark.MISTAKE] and not options.skip_mistakes:
            print("Nobody was added. With --skip-mistakes, the other lines are.", file=sys.stderr)
            return 2
        print(_bring_in(desk, preview, update=options.update))
    return 0


def _bring_in(desk: Desk, preview: Preview, *, update: bool) -> str:
    done = desk.service.intake.bring_in(preview, update=update)
    changed = f", {len(done.before)} changed" if update else ""
    return f"{len(done.added)} of {len(preview.candidates)} people added{changed}"


def _tell(file: PeopleFile, mistakes: Sequence[Candidate]) -> None:
    """On standard error: columns that are left out because of their titles, and each mistake with its line."""
    from hcdesktop.core.people_file import Unread
    from hcdesktop.ui import messages

    for column in file.columns:
        if column.use is Unread.SECRET:
            print(f"column “{column.title}” is not read: tokens never come from a file", file=sys.stderr)
    for candidate in mistakes[:_TOLD]:
        if candidate.error is not None:
            print(f"line {candidate.line}: {messages.for_error(candidate.error).text}", file=sys.stderr)
    if len(mistakes) > _TOLD:
        print(f"and {len(mistakes) - _TOLD} more lines with mistakes", file=sys.stderr)


def _export(options: argparse.Namespace, open_file: OpenFile) -> int:
    from hcdesktop.core.export import export_users

    with open_file(options) as file:
        print(f"{export_users(file.store, options.file)} people written")
    return 0
