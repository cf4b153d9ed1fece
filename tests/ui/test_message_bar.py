"""The one line that says what happened, with at most one button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton

from hcdesktop.core.models import User
from hcdesktop.ui.message_bar import MessageBar
from hcdesktop.ui.messages import Message, Tone
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.theme import DARK, LIGHT, Theme
from tests.ui.conftest import PutUp

USER = User(id=7, client_user_id="ada@example.org", public_token="p")


@pytest.fixture
def bar(put_up: PutUp) -> MessageBar:
    """A message bar on its own, with nothing to say yet."""
    made = MessageBar()
    made.resize(700, 80)
    put_up(made).hide()
    return made


def seen(bar: MessageBar, name: str) -> str | None:
    found = bar.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else None


def button(bar: MessageBar, text: str) -> QPushButton:
    (found,) = [button for button in bar.findChildren(QPushButton) if button.text() == text]
    return found


def test_it_is_not_there_until_something_is_said(bar: MessageBar) -> None:
    assert not MessageBar(bar).isVisibleTo(bar)
    assert bar.message is None


def test_a_message_with_everything(bar: MessageBar) -> None:
    said = Message(text="It broke.", next_step="Try again.", tone=Tone.BAD, action=Action.RETRY, detail="code 7")
    bar.show_message(said, user=USER)
    assert bar.message == said
    assert (seen(bar, "messageNextStep"), seen(bar, "messageDetail")) == ("Try again.", None)
    assert bar.accessibleName() == "It broke. Try again."
    assert bar.action_button.text() == "Try now"
    wishes = QSignalSpy(bar.action_requested)
    QTest.mouseClick(bar.action_button, Qt.MouseButton.LeftButton)
    assert wishes.at(0) == [Action.RETRY, 7]
    assert not bar.isVisible()


def test_a_message_with_words_only_has_no_empty_places(bar: MessageBar) -> None:
    bar.show_message(Message(text="Added.", next_step="", detail=""))
    assert seen(bar, "messageNextStep") is None
    assert seen(bar, "messageDetail") is None
    assert not bar.action_button.isVisible()
    assert not button(bar, "Details").isVisible()
    assert button(bar, "Dismiss").isVisible()


def test_a_new_message_replaces_all_of_the_old_one(bar: MessageBar) -> None:
    bar.show_message(
        Message(text="One.", next_step="Do.", detail="d", open_detail=True, action=Action.LAUNCH), user=USER
    )
    bar.show_message(Message(text="Two.", action=Action.SETTINGS))
    assert [seen(bar, name) for name in ("messageNextStep", "messageDetail")] == [None, None]
    wishes = QSignalSpy(bar.action_requested)
    QTest.mouseClick(bar.action_button, Qt.MouseButton.LeftButton)
    assert wishes.at(0) == [Action.SETTINGS, None]  # no longer about anybody


def test_details_are_open_when_they_are_worth_it_and_can_be_opened(bar: MessageBar) -> None:
    bar.show_message(Message(text="x.", detail="code 7", open_detail=True))
    assert seen(bar, "messageDetail") == "code 7"
    QTest.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    assert seen(bar, "messageDetail") is None
    bar.show_message(Message(text="x.", detail="code 8"))
    assert seen(bar, "messageDetail") is None
    QTest.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    assert seen(bar, "messageDetail") == "code 8"


def test_it_can_be_dismissed(bar: MessageBar) -> None:
    wishes = QSignalSpy(bar.action_requested)
    bar.show_message(Message(text="x.", action=Action.LAUNCH), user=USER)
    QTest.mouseClick(button(bar, "Dismiss"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert wishes.count() == 0


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_each_tone_has_a_colour_and_a_sign(bar: MessageBar, theme: Theme, colors: object) -> None:
    theme.apply(DARK if colors is DARK else LIGHT)
    looks = {}
    for tone in Tone:
        bar.show_message(Message(text="x.", tone=tone))
        image = bar.grab().toImage()
        looks[tone] = image.pixelColor(image.width() // 2, 6).name()
    assert looks == {
        Tone.GOOD: theme.colors.good_surface,
        Tone.PLAIN: theme.colors.plain_surface,
        Tone.WARNING: theme.colors.warning_surface,
        Tone.BAD: theme.colors.bad_surface,
    }


def test_what_looks_like_markup_is_shown_as_it_is(bar: MessageBar) -> None:
    bar.show_message(Message(text="<b>x</b>", next_step="<i>", detail="<img src=x>", open_detail=True))
    labels = [label for label in bar.findChildren(QLabel) if label.text().startswith("<")]
    assert len(labels) == 3
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_word_that_is_longer_than_the_window_does_not_widen_it(bar: MessageBar) -> None:
    word = "x" * 512
    bar.show_message(Message(text=word, next_step=word, detail=word, open_detail=True, action=Action.RETRY))
    assert bar.minimumSizeHint().width() < 600
