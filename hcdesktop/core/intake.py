"""People who come into the list: from a file, or as Human API knows them; looked through first, and taken in as one."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Journal
from hcdesktop.core.listing import Details, Imported, Newcomer
from hcdesktop.core.models import AppUser, EventKind
from hcdesktop.core.popup import check_client_user_id
from hcdesktop.core.ports import Store
from hcdesktop.core.progress import Report, counted, unwatched
from hcdesktop.core.roster import check_details
from hcdesktop.core.slim import Slim

if TYPE_CHECKING:
    from hcdesktop.core.people_file import FileRow, PeopleFile


class Mark(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    HERE = "here"  # left as it is, or, when that is asked for, changed
    LINK = "link"  # here, and gets the humanId by which its token can be recovered
    MISSING = "missing"  # here with a humanId, of which Human API does not tell
    MISTAKE = "mistake"


#: What something would come of first.
_ORDER = (Mark.MISTAKE, Mark.NEW, Mark.LINK, Mark.MISSING, Mark.HERE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that was looked at: whom it is about and what would come of it; ``error``: what is wrong with it."""

    line: int
    person: Newcomer
    mark: Mark
    error: HcError | None = None


class Preview:
    """What an import would do, row by row."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        rows = Slim(candidates, parts=_parts, made=_made)
        marks = [_MARKS[word] for word in rows.column(_MARK)]
        self.candidates: Sequence[Candidate] = rows
        #: How many rows have which mark.
        self.counts: Mapping[Mark, int] = Counter(marks)
        self.mistakes: Sequence[Candidate] = rows.chosen([at for at, mark in enumerate(marks) if mark is Mark.MISTAKE])
        about = (at for at, mark in enumerate(marks) if mark not in (Mark.MISTAKE, Mark.MISSING))
        self._about = array("I", about)
        self._people = rows.seen_as(_newcomer)

    def newcomers(self) -> Sequence[Newcomer]:
        """Those whom an import is about: rows with mistakes are left out."""
        return self._people.chosen(self._about)


class Intake:
    """The door of one desk's list. Its methods may be called from any thread and raise ``HcError``: also
    (``CANCELLED``) when ``report`` has them end, and then nothing has changed."""

    def __init__(self, *, store: Store, api: HumanApi, journal: Journal, now: Callable[[], float]) -> None:
        self._store = store
        self._api = api
        self._journal = journal
        self._now = now

    def look_through(self, file: PeopleFile, report: Report = unwatched) -> Preview:
        """What importing this file would do."""
        here = self._store.known_ids()
        lines: dict[str, int] = {}
        return Preview(from_file(row, here, lines) for row in counted(file.rows, len(file.rows), report))

    def look_there(self, report: Report = unwatched) -> Preview:
        """What taking in the users whom Human API knows (section 6) would do. Raises ``NotConfigured`` without an app
        key, else what the exchange came to."""
        there = self._api.users(trace=self._trace)
        here = self._store.known_ids()
        taken = {human_id: name for name, human_id in here.items() if human_id}
        seen: dict[str, int] = {}
        rows = [
            _from_there(number, user, here, taken, seen)
            for number, user in enumerate(counted(there, len(there), report), start=1)
        ]
        rows += _missing_there(here, there)
        return Preview(sorted(rows, key=lambda row: _ORDER.index(row.mark)))

    def bring_in(self, preview: Preview, *, update: bool, report: Report = unwatched) -> Imported:
        """Takes in whom the preview has without a mistake, all or none. Who is here already stays as they are, but
        for the humanId that was missing; ``update``: what the row has about them takes the place of what is here,
        where it has something."""
        return self._store.bring_in(preview.newcomers(), update=update, at=self._now(), report=report)

    def take_back(self, imported: Imported) -> int:
        """The reverse, for those whom nothing has happened to since; returns how many are out of the list again."""
        untouched = [
            user.id
            for user in self._store.users_with_ids(imported.added)
            if user.public_token is None and user.access_token is None and not user.waiting and not user.stuck
        ]
        at = self._now()
        self._store.set_details(imported.before, at=at)
        return len(self._store.delete_users(untouched, at=at))

    def _trace(self, exchange: Mapping[str, object]) -> None:
        self._journal.add(EventKind.EXCHANGE, {**exchange, "answer": "(the app's users)"})


_MARK = 1  # its place among the parts
_MARKS = {str(mark): mark for mark in Mark}


def _parts(row: Candidate) -> tuple[object, ...]:
    person, details = row.person, row.person.details
    texts = (person.client_user_id, details.label, details.email, details.note, details.tags, person.human_id)
    error = None if row.error is None else (row.error.kind, row.error.params)
    return row.line, row.mark, error, *texts


def _made(line: int, mark: str, error: tuple[str, Mapping[str, Any]] | None, *texts: Any) -> Candidate:
    wrong = None if error is None else InvalidInput(ErrorKind(error[0]), **error[1])
    return Candidate(line, _newcomer(line, mark, error, *texts), _MARKS[mark], wrong)


def _newcomer(
    _line: int,
    _mark: str,
    _error: object,
    client_user_id: str,
    label: str,
    email: str,
    note: str,
    tags: Sequence[str],
    human_id: str | None,
) -> Newcomer:
    details = Details(label=label, email=email, note=note, tags=tuple(tags))
    return Newcomer(client_user_id=client_user_id, details=details, human_id=human_id)


def from_file(row: FileRow, here: Mapping[str, str | None], lines: dict[str, int]) -> Candidate:
    """What would come of one row; ``lines``: where the file has had somebody before."""
    try:
        person = Newcomer(client_user_id=check_client_user_id(row.client_user_id), details=check_details(row.details))
    except InvalidInput as error:
        return _mistake(row.line, Newcomer(client_user_id=row.client_user_id, details=row.details), error)
    first = lines.setdefault(person.client_user_id, row.line)
    if first != row.line:
        return _mistake(row.line, person, InvalidInput(ErrorKind.ID_TWICE, line=first))
    return Candidate(row.line, person, Mark.HERE if person.client_user_id in here else Mark.NEW)


def _from_there(
    line: int,
    user: AppUser,
    here: Mapping[str, str | None],
    taken: dict[str, str],
    seen: dict[str, int],
) -> Candidate:
    """``taken``: who has a humanId, here or in the answer; ``seen``: where the answer has had somebody before."""
    person = Newcomer(client_user_id=user.external_id, human_id=user.human_id)
    try:
        _check_there(person, here, taken)
    except InvalidInput as error:
        return _mistake(line, person, error)
    taken.setdefault(user.human_id, person.client_user_id)
    if (first := seen.setdefault(person.client_user_id, line)) != line:
        return _mistake(line, person, InvalidInput(ErrorKind.ID_TWICE, line=first))
    if person.client_user_id not in here:
        return Candidate(line, person, Mark.NEW)
    return Candidate(line, person, Mark.HERE if here[person.client_user_id] else Mark.LINK)


def _check_there(person: Newcomer, here: Mapping[str, str | None], taken: Mapping[str, str]) -> None:
    if check_client_user_id(person.client_user_id) != person.client_user_id:
        raise InvalidInput(ErrorKind.ID_CONTROL)  # a blank at an end: kept without it, it would be somebody else
    known = here.get(person.client_user_id)
    if known is not None and known != person.human_id:
        raise InvalidInput(ErrorKind.HUMAN_OTHER)
    if taken.get(person.human_id or "", person.client_user_id) != person.client_user_id:
        raise InvalidInput(ErrorKind.HUMAN_TAKEN)


def _missing_there(here: Mapping[str, str | None], there: Iterable[AppUser]) -> list[Candidate]:
    known = {user.human_id for user in there} | {None}
    names = {user.external_id for user in there}
    return [
        Candidate(0, Newcomer(client_user_id=name, human_id=human_id), Mark.MISSING)
        for name, human_id in here.items()
        if human_id not in known and name not in names
    ]


def _mistake(line: int, person: Newcomer, error: HcError) -> Candidate:
    # Without the stack that it came up: that one holds what it was about, a hundred thousand times perhaps.
    return Candidate(line, person, Mark.MISTAKE, error.with_traceback(None))
