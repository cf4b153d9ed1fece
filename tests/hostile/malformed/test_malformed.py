"""What strangers send is read as a typed value or refused in words: the corpus file by file, the campaign in short."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Q_ARG, QMetaObject, Qt
from PySide6.QtWidgets import QApplication

from hcdesktop.core import people_file
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import EventKind, OutcomeKind, Tokens
from hcdesktop.core.redact import Redactor
from hcdesktop.desk import Desks
from hcdesktop.ui.popup_windows import PopupWindows
from hcdesktop.ui.web.bridge import Bridge
from tests.hostile.claims import Claim, hold
from tests.hostile.malformed import campaign
from tests.hostile.malformed.expected import EXPECTED
from tests.hostile.malformed.readers import read_answer, read_people, read_popup
from tests.ui.screen import LIVE, QUICK, FakePopup, MemoryVault, Screen

CORPUS = Path(__file__).parent / "corpus"
POPUP = sorted(name for name in EXPECTED if name.startswith("popup/"))


def what_comes_of(name: str) -> str | int:
    """As the table tells it: the kind of a refusal, or the type of what is read."""
    try:
        value = read(name)
    except HcError as error:
        return str(error.kind)
    return len(value) if name.startswith("csv/") and isinstance(value, list) else type(value).__name__


def read(name: str) -> object:
    """By whoever reads this kind of payload."""
    match name.partition("/")[0]:
        case "popup":
            return read_popup(text_of(name))
        case "csv":
            return read_people(CORPUS / name)
        case asked:
            return read_answer(asked, (CORPUS / name).read_bytes())


def text_of(name: str) -> str:
    """A callback as Python may be handed it, halves of characters included."""
    return (CORPUS / name).read_bytes().decode("utf-8", "surrogatepass")


# --- the corpus -------------------------------------------------------------------------------------------------------


def test_the_table_and_the_files_are_the_same() -> None:
    files = {path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*")}
    assert files == set(EXPECTED)
    assert len(files) >= 60


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_file_comes_to_what_the_table_says(name: str, tmp_path: Path) -> None:
    assert what_comes_of(name) == EXPECTED[name]
    data, kind = (CORPUS / name).read_bytes(), name.partition("/")[0]
    judged = {
        "popup": lambda: campaign.judge_popup(data),
        "csv": lambda: campaign.judge_people(tmp_path / "people.csv", data),
    }
    assert judged.get(kind, lambda: campaign.judge_answer(kind, data))() == ""


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected in list(ErrorKind)])
def test_no_refusal_quotes_what_it_refused(name: str) -> None:
    with pytest.raises(HcError) as caught:
        read(name)
    assert "canary" not in f"{caught.value} {caught.value!r} {caught.value.params}"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


# --- through the slot that a page reaches -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screen(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The app before a live environment whose hosts are gone; popups without an engine."""
    desks = Desks(tmp_path_factory.mktemp("desks"), backoff=QUICK, vault=MemoryVault(), seconds=2.0)
    desks.book.save(LIVE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PopupWindows, "take", lambda _windows, desk: FakePopup(desk.environment))
        opened = Screen(qapp, desks, LIVE)
        with closing(opened):
            opened.settle()
            yield opened


def post(screen: Screen, client_user_id: str, text: str) -> list[str]:
    """Has the slot called as the engine does it, by name, with a text of Qt's; says what the window made of it."""
    told: list[str] = []
    user = screen.service.add_user(client_user_id)
    screen.table.users.reload()
    screen.app.controller.launch(user.id)
    [launch] = screen.app.popups.launches
    screen.app.popups.rejected.connect(lambda error, _launch: told.append(str(error.kind)))
    handed_on: list[str] = []
    bridge = Bridge(handed_on.append, on_used_up=lambda: told.append("used up"))
    assert QMetaObject.invokeMethod(bridge, "post", Qt.ConnectionType.DirectConnection, Q_ARG(str, text))
    # What Qt has no letter for it leaves out; all else arrives as it was sent.
    assert handed_on == [re.sub("[\ud800-\udfff]", "", text).removeprefix("\ufeff")]
    Bridge(launch.window.message_received.emit, on_used_up=lambda: None).post(handed_on[0])
    screen.app.popups.rejected.disconnect()
    told += [f"event {event.kind}" for event in screen.service.timeline(user.id)]
    before = len(screen.outcomes)
    screen.app.popups.close_all()
    return told + [f"outcome {outcome.kind}" for outcome in screen.outcomes[before:]]


ENDS = {"Finished": OutcomeKind.FINISHED, "Failed": OutcomeKind.POPUP_ERROR}


@pytest.mark.parametrize("name", POPUP)
def test_the_slot_comes_to_the_same(screen: Screen, name: str) -> None:
    """The log of the test has to stay silent: the slot writes there what a handler raised."""
    told = post(screen, name, text_of(name))
    expected = "Finished" if "byte order mark" in name else str(EXPECTED[name])
    if expected in ENDS:
        assert f"outcome {ENDS[expected]}" in told
        assert f"event {EventKind.CALLBACK}" in told
    elif expected == "Dropped":
        assert f"event {EventKind.MESSAGE_DROPPED}" in told
    else:
        assert expected in told
        assert f"event {EventKind.CALLBACK_REJECTED}" in told
        assert f"outcome {OutcomeKind.ABANDONED}" in told


# --- without end, in short --------------------------------------------------------------------------------------------


def test_malformed_payloads() -> None:
    hold(campaign.payloads(300))


def quoting(text: str) -> None:
    raise HcError(ErrorKind.INTERNAL, said=text)


@pytest.mark.parametrize(
    ("attack", "owner", "name", "fault"),
    [
        (campaign.callbacks, campaign, "read_popup", int),
        (campaign.callbacks, campaign, "read_popup", quoting),
        (campaign.answers, campaign, "read_answer", lambda _asked, body: quoting(body.decode("latin-1"))),
        (
            campaign.answers,
            campaign,
            "read_answer",
            lambda _asked, _body: Tokens(human_id=" ", access_token="a", public_token="b"),
        ),
        (campaign.people, campaign, "read_people", lambda path: path.read_bytes().decode("ascii")),
        (campaign.people, people_file, "harmless", lambda cell: cell),
        (campaign.people, people_file, "_plain", lambda cell: cell),
        (campaign.redactions, Redactor, "text", lambda _self, text: text),
    ],
    ids=["another exception", "quoted", "quoted", "blank token", "not mapped", "formula", "not read back", "leak"],
)
def test_a_fault_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    attack: Callable[[int], list[Claim]],
    owner: object,
    name: str,
    fault: object,
) -> None:
    monkeypatch.setattr(owner, name, fault)
    assert sum(len(claim.broken) for claim in attack(100)) > 0
