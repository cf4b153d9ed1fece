"""People who come into the list: looked through first, taken in as one, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hcdesktop.core import people_file
from hcdesktop.core.errors import ErrorKind, HcError, Unreachable
from hcdesktop.core.intake import Candidate, Mark, Preview
from hcdesktop.core.listing import Details, ListQuery
from hcdesktop.core.models import AppUser, Credentials, EventKind, User
from hcdesktop.core.roster import details_of
from hcdesktop.simulator import seeds
from tests.core.parts import Parts, ScriptedApi, SimulatedHuman

Looked = Callable[[str], Preview]


@pytest.fixture
def looked(desk: Parts, tmp_path: Path) -> Looked:
    """What importing a file with this text would do."""

    def look(text: str) -> Preview:
        path = tmp_path / "in.csv"
        path.write_text(text, encoding="utf-8")
        return desk.service.intake.look_through(people_file.read(path))

    return look


def marks(preview: Preview) -> list[tuple[int, str, Mark, ErrorKind | None]]:
    return [(c.line, c.person.client_user_id, c.mark, c.error.kind if c.error else None) for c in preview.candidates]


def test_every_row_is_marked(desk: Parts, ada: User, looked: Looked) -> None:
    preview = looked(
        f"id,name,mail,tags,note\n zoe ,\nada@example.org,\n,x\nzoe,\nb\x07,\n{'x' * 513}\nc,{'x' * 201}\nd,,nobody\n"
        f"e,,,{'x' * 41}\nf,,,,{'x' * 2001}\n"
    )
    assert marks(preview) == [
        (2, "zoe", Mark.NEW, None),
        (3, "ada@example.org", Mark.HERE, None),
        (4, "", Mark.MISTAKE, ErrorKind.ID_EMPTY),
        (5, "zoe", Mark.MISTAKE, ErrorKind.ID_TWICE),
        (6, "b\x07", Mark.MISTAKE, ErrorKind.ID_CONTROL),
        (7, "x" * 513, Mark.MISTAKE, ErrorKind.ID_TOO_LONG),
        (8, "c", Mark.MISTAKE, ErrorKind.LABEL_TOO_LONG),
        (9, "d", Mark.MISTAKE, ErrorKind.EMAIL_INVALID),
        (10, "e", Mark.MISTAKE, ErrorKind.TAGS_TOO_LONG),
        (11, "f", Mark.MISTAKE, ErrorKind.NOTE_TOO_LONG),
    ]
    assert preview.counts == {Mark.NEW: 1, Mark.HERE: 1, Mark.MISTAKE: 8}
    twice = preview.candidates[3].error
    assert twice is not None
    assert twice.params == {"line": 2}
    assert [c.error.__traceback__ for c in preview.candidates if c.error] == [None] * 8
    assert desk.service.users() == [ada]  # a look changes nothing


def test_what_is_taken_in_is_what_was_shown(desk: Parts, ada: User, looked: Looked) -> None:
    preview = looked('id,name,mail,tags,note\nzoe,Zoë,z@x.org,"a, b","two\nlines"\n,x\nada@example.org,Other\n')
    done = desk.service.intake.bring_in(preview, update=False)
    zoe = desk.service.find_user("zoe")
    assert (list(done.added), list(done.before), done.linked) == ([zoe.id], [], 0)
    assert details_of(zoe) == Details(label="Zoë", email="z@x.org", tags=("a", "b"), note="two\nlines")
    assert zoe.changed_at == desk.clock.time
    assert desk.service.user(ada.id) == ada
    assert {user.id for user in desk.service.users()} == {ada.id, zoe.id}
    assert list(desk.service.roster.listing(ListQuery(text="two z@x")).ids) == [zoe.id]  # the filter knows all of it


def test_who_is_here_is_changed_where_the_row_has_something(desk: Parts, ada: User, looked: Looked) -> None:
    before = Details(label="Ada", email="ada@x.org", note="n", tags=("t",))
    desk.service.roster.edit(ada.id, before)
    done = desk.service.intake.bring_in(looked("id,name,mail,tags\nada@example.org,Ada L,,new\n"), update=True)
    assert details_of(desk.service.user(ada.id)) == Details(label="Ada L", email="ada@x.org", note="n", tags=("new",))
    assert (list(done.added), done.before) == ([], [(ada.id, before)])
    assert desk.service.intake.take_back(done) == 0
    assert details_of(desk.service.user(ada.id)) == before


def test_an_import_is_taken_back_but_for_whom_something_has_happened_to(desk: Parts, looked: Looked) -> None:
    done = desk.service.intake.bring_in(looked("id\na\nb\nc\n"), update=False)
    desk.keep(desk.service.find_user("a"))
    desk.store.set_public_token(desk.service.find_user("b").id, "p", human_id="h", at=2.0)
    assert desk.service.intake.take_back(done) == 1
    assert [user.client_user_id for user in desk.service.users()] == ["a", "b"]


def test_what_is_cancelled_has_changed_nothing(desk: Parts, ada: User, looked: Looked) -> None:
    preview = looked("id,name\nada@example.org,Other\n" + "".join(f"u{n},\n" for n in range(3_000)))
    told: list[float] = []
    limit = [0.0]

    def enough(done: int, total: int) -> bool:
        told.append(done / total)
        return told[-1] < limit[0]

    for limit[0] in (0.0, 0.3, 0.9, 1.0):
        with pytest.raises(HcError, match="cancelled"):
            desk.service.intake.bring_in(preview, update=True, report=enough)
        assert desk.service.users() == [ada]
    limit[0] = 2.0
    told.clear()
    assert len(desk.service.intake.bring_in(preview, update=True, report=enough).added) == 3_000
    assert told == sorted(told)
    assert len(told) > 10


def test_the_trail_tells_of_an_import_once(desk: Parts, ada: User, looked: Looked) -> None:
    desk.service.intake.bring_in(looked("id,name\nada@example.org,Other\na,\nb,\n"), update=True)
    entry = desk.store.audit_entries()[-1]
    assert (entry.action, entry.outcome) == ("users_imported", "2 of 3, 1 changed")


# --- from Human API


def test_who_is_known_there_comes_in_without_a_token(desk: Parts, api: ScriptedApi, ada: User, bob: User) -> None:
    """GIVEN one who is here without humanId, one with, and a third whom only Human API knows WHEN all come in THEN the
    first is linked, the second left, the third waits for its token."""
    known = [("human-ada", ada.client_user_id), ("human-bob", bob.client_user_id), ("human-zoe", "zoe@example.org")]
    api.will("users", [AppUser(human_id=human_id, external_id=name) for human_id, name in known])
    preview = desk.service.intake.look_there()
    assert [c.mark for c in preview.candidates] == [Mark.NEW, Mark.LINK, Mark.HERE]
    done = desk.service.intake.bring_in(preview, update=False)
    assert (len(done.added), done.linked) == (1, 1)
    zoe = desk.service.find_user("zoe@example.org")
    assert (zoe.human_id, zoe.needs_recovery) == ("human-zoe", True)
    assert desk.service.user(ada.id).human_id == "human-ada"
    assert desk.service.user(bob.id) == bob
    assert [event.kind for event in desk.told] == [EventKind.EXCHANGE]
    assert "zoe" not in str(desk.told[0].detail)


def test_who_is_not_told_of_there_is_said_and_stays(desk: Parts, api: ScriptedApi, ada: User, bob: User) -> None:
    api.will("users", [])
    preview = desk.service.intake.look_there()
    assert marks(preview) == [(0, bob.client_user_id, Mark.MISSING, None)]  # ada has never connected
    desk.service.intake.bring_in(preview, update=True)
    assert {user.id for user in desk.service.users()} == {ada.id, bob.id}


@pytest.mark.parametrize(
    ("there", "kinds"),
    [
        ([("h", "")], [ErrorKind.ID_EMPTY]),
        ([("h", " zoe")], [ErrorKind.ID_CONTROL]),
        ([("h", "a\nb")], [ErrorKind.ID_CONTROL]),
        ([("other", "bob@example.org")], [ErrorKind.HUMAN_OTHER]),
        ([("human-bob", "somebody else")], [ErrorKind.HUMAN_TAKEN]),
        ([("h", "zoe"), ("h", "max")], [None, ErrorKind.HUMAN_TAKEN]),
        ([("h", "zoe"), ("i", "zoe")], [None, ErrorKind.ID_TWICE]),
    ],
)
def test_what_does_not_fit_together_is_a_mistake(
    desk: Parts, api: ScriptedApi, bob: User, there: list[tuple[str, str]], kinds: list[ErrorKind | None]
) -> None:
    api.will("users", [AppUser(human_id=human_id, external_id=name) for human_id, name in there])
    preview = desk.service.intake.look_there()

    def kind(row: Candidate) -> ErrorKind | None:
        return row.error.kind if row.error else None

    found = [kind(c) for c in sorted(preview.candidates, key=lambda c: c.line) if c.mark is not Mark.MISSING]
    assert found == kinds
    desk.service.intake.bring_in(preview, update=True)
    assert desk.service.user(bob.id) == bob
    assert desk.service.count_users() == 1 + kinds.count(None)


def test_the_simulator_knows_its_people(simulated: SimulatedHuman) -> None:
    simulated.store.set_credentials(Credentials(client_secret=seeds.CLIENT_SECRET, app_key=seeds.APP_KEY))
    intake = simulated.service.intake
    done = intake.bring_in(intake.look_there(), update=False)
    users = simulated.service.users()
    assert len(done.added) == len(users) == len(simulated.state.humans) > 3
    assert all(user.needs_recovery for user in users)
    recovered = simulated.service.recover(users[0].id)
    assert recovered.public_token
    assert intake.take_back(done) == len(users) - 1


@pytest.mark.parametrize(("app_key", "kind"), [(None, ErrorKind.APP_KEY_MISSING), ("wrong", ErrorKind.APP_KEY_REFUSED)])
def test_without_the_right_app_key_nobody_is_asked_for(
    simulated: SimulatedHuman, app_key: str | None, kind: ErrorKind
) -> None:
    simulated.store.set_credentials(Credentials(app_key=app_key))
    with pytest.raises(HcError) as caught:
        simulated.service.intake.look_there()
    assert caught.value.kind is kind


def test_a_host_that_is_not_there_changes_nothing(desk: Parts, api: ScriptedApi, ada: User) -> None:
    api.will("users", Unreachable(ErrorKind.UNREACHABLE, host="h"))
    with pytest.raises(Unreachable):
        desk.service.intake.look_there()
    assert desk.service.users() == [ada]
