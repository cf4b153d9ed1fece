"""One person in full: state and next step, tokens that stay hidden, and the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QMenu, QPlainTextEdit, QPushButton

from hcdesktop.core.errors import ErrorKind
from hcdesktop.core.models import Attention, Event, EventKind, LaunchRequest, PendingFinish, SessionToken, User
from hcdesktop.core.service import Service
from hcdesktop.journey.stage import stage
from hcdesktop.journey.steps import STEPS
from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.labels import AddressLabel
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.user_card import UserCard
from tests.ui.conftest import PutUp
from tests.ui.screen import ADA, JONAS, PRIYA, TOMAS, Screen, visible_texts

USER = User(
    id=7,
    client_user_id="ada@example.org",
    label="Ada",
    human_id="52867cbede3155565f000a0d",
    public_token="2b1a7c3f9e8d4a5b6c7d8e9f0a1b2c3d",
    access_token="A" * 36 + "wxyz",
    sources=("Starfleet Medical", "Moonloop Sleep"),
)
NEW = User(id=8, client_user_id="bob@example.org")


@pytest.fixture
def card(put_up: PutUp) -> UserCard:
    """A card on its own."""
    made = UserCard()
    made.resize(360, 700)
    return put_up(made)


@pytest.fixture
def _clean_clipboard(qapp: QApplication) -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def label(card: UserCard, name: str) -> str:
    found = card.findChild(QLabel, name)
    assert found is not None
    return found.text().replace("\u200b", "")  # where a long address may be broken


def copy_button(card: UserCard, name: str) -> QPushButton:
    (found,) = [button for button in card.findChildren(QPushButton) if button.accessibleName() == f"Copy {name}"]
    return found


def timeline(card: UserCard) -> QListWidget:
    return card.findChildren(QListWidget)[0]


def details(card: UserCard) -> QPlainTextEdit:
    return card.findChildren(QPlainTextEdit)[0]


def event(number: int, kind: EventKind = EventKind.USER_ADDED, **detail: object) -> Event:
    return Event(id=number, at=1_800_000_000.0 + number, user_id=7, launch_id=None, kind=kind, detail=detail)


# --- who and how


def test_without_somebody_chosen_there_is_a_hint_only(card: UserCard) -> None:
    shown = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Choose somebody in the list to see more."]
    assert not card.primary_button.isVisible()
    card.show_user(USER)
    card.show_user(None)
    assert not card.primary_button.isVisible()


def test_name_id_and_sources(card: UserCard) -> None:
    card.show_user(USER)
    assert label(card, "cardName") == "Ada"
    assert label(card, "cardId") == "ada@example.org"
    assert label(card, "cardSources") == "• Starfleet Medical\n• Moonloop Sleep"
    card.show_user(NEW)
    assert label(card, "cardName") == "bob@example.org"
    assert not card.findChild(QLabel, "cardId").isVisible()  # type: ignore[union-attr]  # it was there above
    assert label(card, "cardSources") == "None yet"


@pytest.mark.parametrize(
    ("user", "problem", "words", "button"),
    [
        (NEW, "", "Not connected yet.", "Connect"),
        (USER, "", "Connected.", "Edit"),
        (replace(USER, waiting=1), "", "is being saved at Human API", "Try now"),
        (replace(USER, public_token=None), "", "The token that opens Edit mode is missing.", "Recover token"),
        (replace(USER, attention=Attention.TOKEN_STALE), "", "did not accept the stored token", "Recover token"),
        (replace(NEW, attention=Attention.EXISTS), "", "already knows this person", "Recover token"),
        (replace(USER, attention=Attention.NEEDS_EDIT), "", "its answer got lost", "Edit"),
        (replace(USER, stuck=1), ErrorKind.SECRET_REFUSED, "refused this environment's credentials", "Settings…"),
        (replace(USER, stuck=1), ErrorKind.REFUSED, "refused the request", "Try now"),
        (replace(NEW, stuck=1), ErrorKind.WRONG_PERSON, "a different person", "Connect"),
    ],
)
def test_the_state_is_one_sentence_with_one_button(
    card: UserCard, user: User, problem: str, words: str, button: str
) -> None:
    card.show_user(user, problem=problem)
    assert words in card.state_text
    assert card.primary_button.isVisible()
    assert card.primary_button.text() == button


def test_the_button_wishes_for_the_next_step_of_this_person(card: UserCard) -> None:
    wishes = QSignalSpy(card.action_requested)
    for user, action in (
        (NEW, Action.LAUNCH),
        (replace(USER, waiting=1), Action.RETRY),
        (replace(USER, public_token=None), Action.RECOVER),
    ):
        card.show_user(user)
        QTest.mouseClick(card.primary_button, Qt.MouseButton.LeftButton)
        assert wishes.at(wishes.count() - 1) == [action, user.id]


def test_while_the_popup_is_open_the_button_brings_it_forward(card: UserCard) -> None:
    card.show_user(replace(USER, public_token=None), busy=True)
    assert card.state_text == "The popup is open."
    assert card.primary_button.text() == "Show popup"
    wishes = QSignalSpy(card.action_requested)
    QTest.mouseClick(card.primary_button, Qt.MouseButton.LeftButton)
    assert wishes.at(0) == [Action.LAUNCH, USER.id]


def test_what_looks_like_markup_is_shown_as_it_was_typed(card: UserCard) -> None:
    odd = "<b>{x}</b> &amp; %s"
    card.show_user(replace(USER, label=odd, client_user_id="<img src=x>", sources=("<i>x</i>",)))
    for name, text in (("cardName", odd), ("cardId", "<img src=x>"), ("cardSources", "• <i>x</i>")):
        found = card.findChild(QLabel, name)
        assert found is not None
        assert (label(card, name), found.textFormat()) == (text, Qt.TextFormat.PlainText)


def test_a_long_address_is_broken_on_the_screen_and_copied_whole(
    card: UserCard, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "schattenbrueck@participants.longitudinal-outcomes-study.example.net"
    card.show_user(replace(USER, client_user_id=address))
    shown = card.findChild(QLabel, "cardId")
    assert isinstance(shown, AddressLabel)
    shown.setSelection(0, len(shown.text()))
    assert shown.selectedText() != address
    QTest.keySequence(shown, QKeySequence.StandardKey.Copy)
    assert qapp.clipboard().text() == address
    assert shown.accessibleName() == address
    qapp.clipboard().clear()
    QTest.mousePress(shown, Qt.MouseButton.LeftButton)
    assert not shown.selectedText()  # or it would be dragged away, places to break and all
    QTest.mouseRelease(shown, Qt.MouseButton.LeftButton)
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _place: menus.append(menu))
    qapp.sendEvent(shown, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert [action.isEnabled() for action in menus[0].actions()] == [False]


# --- tokens


def test_tokens_show_at_most_their_last_four_characters(card: UserCard) -> None:
    card.show_user(USER)
    assert label(card, "card_humanId") == "••• 0a0d"
    assert label(card, "card_publicToken") == "••• 2c3d"
    assert label(card, "card_accessToken") == "••• wxyz"
    texts = "\n".join(visible_texts(card))
    for secret in (USER.human_id, USER.public_token, USER.access_token):
        assert secret is not None
        assert secret not in texts
        assert secret[-5:] not in texts


def test_a_short_token_shows_nothing_of_itself(card: UserCard) -> None:
    card.show_user(replace(USER, public_token="short", access_token="", human_id="123456789012345"))
    assert label(card, "card_publicToken") == "•••"
    assert label(card, "card_accessToken") == "—"
    assert label(card, "card_humanId") == "•••"


@pytest.mark.usefixtures("_clean_clipboard")
def test_copy_puts_the_whole_value_on_the_clipboard_and_says_so(screen: Screen) -> None:
    screen.choose(JONAS)
    jonas = screen.user(JONAS)
    for name, value in (
        ("humanId", jonas.human_id),
        ("publicToken", jonas.public_token),
        ("accessToken", jonas.access_token),
    ):
        QTest.mouseClick(copy_button(screen.card, name), Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == value
        assert screen.window.statusBar().currentMessage() == f"{name} copied"


def test_what_is_not_there_cannot_be_copied(card: UserCard) -> None:
    card.show_user(replace(USER, public_token=None))
    assert copy_button(card, "humanId").isEnabled()
    assert not copy_button(card, "publicToken").isEnabled()
    card.show_user(NEW)
    assert [copy_button(card, name).isEnabled() for name in ("humanId", "publicToken", "accessToken")] == [False] * 3
    assert label(card, "card_humanId") == "—"


# --- the timeline


def test_the_timeline_is_told_newest_first(card: UserCard) -> None:
    card.show_user(USER)
    card.show_events([event(2, EventKind.LAUNCHED, mode="create"), event(1)])
    card.add_event(event(3, EventKind.ENDED, outcome="closed"))
    assert [text.partition("  ")[2] for text in card.timeline_texts] == [
        "Popup ended: closed without connecting",
        "Popup opened (create)",
        "Added to the list",
    ]


def test_an_event_that_is_there_already_is_not_told_twice(card: UserCard) -> None:
    """The list is read from the file; what was written just before may be told once more."""
    card.show_user(USER)
    card.show_events([event(2), event(1)])
    card.add_event(event(2))
    card.add_event(event(1))
    assert len(card.timeline_texts) == 2
    card.add_event(event(4))
    card.add_event(event(3, EventKind.POPUP_OPENED))  # told by another thread, a little later
    assert len(card.timeline_texts) == 4
    assert card.timeline_texts[1].endswith("Human Connect is ready")


def test_an_empty_timeline_says_so(card: UserCard) -> None:
    card.show_user(USER)
    card.show_events([])
    assert not timeline(card).isVisible()
    assert "Nothing has happened yet." in [text.text() for text in card.findChildren(QLabel) if text.isVisible()]
    card.add_event(event(1))
    assert timeline(card).isVisible()


def test_an_old_event_has_its_date(card: UserCard) -> None:
    card.show_user(USER)
    card.show_events([Event(id=1, at=86_400.0, user_id=7, launch_id=None, kind=EventKind.USER_ADDED)])
    assert "70" in card.timeline_texts[0].partition("Added")[0]


def test_a_chosen_event_shows_its_raw_details(card: UserCard) -> None:
    card.show_user(USER)
    card.show_events([event(2, EventKind.EXCHANGE, url="https://u/é", status=200, answer={"a": [1]}), event(1)])
    assert not card.timeline.raw.isVisible()
    timeline(card).setCurrentRow(0)
    assert details(card).isVisible()
    assert json.loads(details(card).toPlainText()) == {"url": "https://u/é", "status": 200, "answer": {"a": [1]}}
    assert "é" in details(card).toPlainText()
    timeline(card).setCurrentRow(1)  # has none
    assert not details(card).isVisible()
    timeline(card).setCurrentRow(0)
    card.show_events([event(1)])
    assert not details(card).isVisible()


def test_the_card_follows_the_chosen_person_and_what_happens_to_them(screen: Screen) -> None:
    screen.choose(PRIYA)
    assert screen.card.timeline_texts == []
    screen.service.recover(screen.user(PRIYA).id)
    wait_for(lambda: len(screen.card.timeline_texts) == 2, "two lines")
    assert screen.card.timeline_texts[0].endswith("Token recovered")
    screen.service.recover(screen.user(TOMAS).id)  # somebody else
    screen.settle()
    assert len(screen.card.timeline_texts) == 2
    screen.choose(TOMAS)
    assert len(screen.card.timeline_texts) == 3
    screen.choose(ADA)
    assert screen.card.timeline_texts == []


# --- nothing secret in sight


def test_after_a_whole_journey_no_secret_can_be_read_anywhere(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN somebody who has connected in the real popup WHEN every detail is opened THEN no token is in any text."""
    sessions: list[SessionToken] = []
    keep = Service.keep

    def spy(service: Service, request: LaunchRequest, session: SessionToken, **said: Any) -> PendingFinish | None:
        sessions.append(session)
        return keep(service, request, session, **said)

    monkeypatch.setattr(Service, "keep", spy)
    with stage(qapp) as played:
        STEPS[0].run(played)
        window = played.app.window
        (user,) = [user for user in played.service.users() if user.label == ADA]
        secrets = set(played.app.controller.desk.store.secrets())
        assert {user.public_token, user.access_token} <= secrets
        secrets |= {session.session_token for session in sessions}
        assert len(sessions) == 1
        window.table.choose(user.id)
        events = timeline(window.card)
        assert events.count() > 8
        texts: list[str] = []
        for row in range(events.count()):
            events.setCurrentRow(row)
            texts += visible_texts(window)
        raw = "\n".join(texts)
        assert '"sessionToken"' in raw  # it was there to be redacted
        assert '"clientSecret"' in raw
        assert [secret for secret in secrets if secret in raw] == []
