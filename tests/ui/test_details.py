"""Copy details of a message: what happened and where, and instead of people their numbers."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.ui import messages
from hcdesktop.ui.messages import Message
from tests.ui.screen import JONAS, MAXI, Screen


def copy_button(screen: Screen) -> QPushButton:
    (found,) = [b for b in screen.window.messages.findChildren(QPushButton) if b.text() == "Copy details"]
    return found


def more(screen: Screen) -> QPushButton:
    (found,) = [b for b in screen.window.messages.findChildren(QPushButton) if b.text() == "Details"]
    return found


def copied(screen: Screen) -> str:
    screen.press(copy_button(screen))
    return QGuiApplication.clipboard().text()


def test_it_is_offered_with_the_details(screen: Screen) -> None:
    screen.window.messages.show_message(messages.for_error(HcError(ErrorKind.UNREACHABLE, host="h.example")))
    assert not copy_button(screen).isVisible()
    screen.press(more(screen))
    lines = copied(screen).splitlines()
    assert lines[:3] == [
        "What happened: h.example cannot be reached.",
        "Next step: Check the network; then try again.",
        "Details: For your developer: unreachable (host=h.example)",
    ]
    assert lines[3].startswith("hcdesktop 0.")
    assert lines[4:] == ["Environment: simulator"]
    assert screen.window.statusBar().currentMessage() == "Details copied"


@pytest.mark.parametrize("known", [True, False])
def test_people_leave_as_their_numbers(screen: Screen, known: bool) -> None:
    jonas, maxi = screen.user(JONAS), screen.user(MAXI)
    message = Message(
        text=f"{JONAS} is connected, and {MAXI} is not.",
        detail=f"jonas.feldspar@example.com · {maxi.client_user_id} · publicToken={jonas.public_token}",
        open_detail=True,
    )
    screen.window.messages.show_message(message, user=jonas if known else None)
    text = copied(screen)
    assert f"What happened: user-{jonas.id} is connected, and user-{maxi.id} is not." in text
    assert f"Details: user-{jonas.id} · user-{maxi.id} · publicToken=•••" in text
    assert (f"Person: user-{jonas.id}" in text) is known
    assert [word for word in ("onas", "axi", "example.com", str(jonas.public_token)) if word in text] == []


def test_a_message_without_details_has_none_to_copy(screen: Screen) -> None:
    screen.window.messages.show_message(Message(text="Done."))
    assert not copy_button(screen).isVisible()
    assert not more(screen).isVisible()
