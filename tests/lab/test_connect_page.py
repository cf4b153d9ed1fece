"""The fixture ``connect_page``: somebody's page, pressed and played in the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.core.models import Event, EventKind
from hcdesktop.lab.connect_page import ConnectPage, NoButton
from hcdesktop.lab.human_api import HumanApi
from hcdesktop.lab.stand import NoPage
from hcdesktop.lab.waiting import PATIENCE
from hcdesktop.simulator.recording import recorded

GOOD = Path(__file__).with_name("pages") / "good.html"

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def engine(qapp: QApplication) -> None:
    """The application of these tests, before the fixture looks for one."""


def test_page_is_played(human_api: HumanApi, connect_page: ConnectPage) -> None:
    played = connect_page(GOOD, sources=["Quillstep"])
    assert played.outcome == "finish"
    assert "Your records are connected." in played.text
    assert (played.errors, played.stuck) == ((), ())
    person = human_api.world.person
    human_api.assert_finalized_once(person)
    assert human_api.users[person.client_user_id].sources == ("Quillstep",)
    said = repr(played)
    assert said.startswith("<callbacks: finish; the page says: '")
    known = human_api.users[person.client_user_id]
    assert not [secret for secret in (known.public_token, known.access_token) if secret in said]
    assert connect_page(GOOD, sources=["Kitestride"], remove=["Quillstep"]).outcome == "finish"
    assert human_api.users[person.client_user_id].sources == ("Kitestride",)


def test_recorded_launch_is_played_again(human_api: HumanApi, connect_page: ConnectPage, tmp_path: Path) -> None:
    """What was saved at a desk, in a test of somebody's page."""
    steps: list[tuple[EventKind, dict[str, object]]] = [
        (EventKind.LAUNCHED, {"mode": "create"}),
        (EventKind.POPUP_OPENED, {}),
        (EventKind.CALLBACK, {"callback": "finish", "error": None}),
        (EventKind.ENDED, {"outcome": "finished"}),
        (EventKind.FINALIZE_TRIED, {"attempt": 1}),
        (EventKind.EXCHANGE, {"url": "https://user.humanapi.co/v1/connect/tokens", "status": 418, "answer": None}),
        (EventKind.FINALIZE_FAILED, {"error": {"kind": "refused"}}),
    ]
    events = [Event(id=n, at=0.1 * n, user_id=1, launch_id=1, kind=k, detail=d) for n, (k, d) in enumerate(steps)]
    file = tmp_path / "tea.json"
    file.write_text(recorded(events), encoding="utf-8")
    human_api.scenario(file)
    played = connect_page(GOOD)
    assert played.outcome == "finish"
    assert [sent.status for sent in human_api.requests.to("/v1/connect/tokens")] == [418]
    human_api.assert_not_finalized(human_api.world.person)
    assert "Your records are connected." not in played.text


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("popup-error", "error"), ("closed-at-once", "close"), ("popup-hangs", ""), ("script-missing", "")],
)
def test_other_ends_are_told_at_once(human_api: HumanApi, connect_page: ConnectPage, name: str, outcome: str) -> None:
    human_api.scenario(name)
    played = connect_page(GOOD)
    assert (played.outcome, played.stuck) == (outcome, ())
    assert played.record.seconds < PATIENCE
    human_api.assert_not_finalized(human_api.person)


def test_what_is_no_page_is_told(connect_page: ConnectPage, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Come again tomorrow.")
    with pytest.raises(NoButton, match="It says: 'Come again tomorrow"):
        connect_page(tmp_path)
    for wrong in (tmp_path / "none.html", "https://example.org/"):
        with pytest.raises(NoPage):
            connect_page(wrong)
