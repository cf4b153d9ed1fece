"""The driver plays scenarios on the real window and engine, and each launch ends as its file says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.core.models import OutcomeKind
from hcdesktop.journey.stage import Stage, stage
from hcdesktop.lab.driver import Driver
from hcdesktop.lab.waiting import DidNotHappen
from hcdesktop.simulator.scenario import Deed, Ending, Step
from hcdesktop.simulator.shelf import scenario

NEW = "ada.winterbourne@example.org"
CONNECTED = "jonas.feldspar@example.com"  # with Starfleet Medical, as in the files

#: How the window calls it.
OUTCOMES = {
    Ending.SAVED: OutcomeKind.FINISHED,
    Ending.CLOSED: OutcomeKind.CLOSED,
    Ending.ERROR: OutcomeKind.POPUP_ERROR,
    Ending.NOT_LOADED: OutcomeKind.LOAD_FAILED,
    Ending.DIED: OutcomeKind.RENDERER_DIED,
}


def play(opened: Stage, name: str) -> OutcomeKind:
    given = scenario(name)
    if given.goes_wrong:
        opened.choose(name)
    opened.person.press_row_button(CONNECTED if given.cast.existing else NEW)
    opened.person.popup()
    if given.ends not in (Ending.NOT_LOADED, Ending.DIED):
        opened.person.perform(given.steps)
    return opened.outcome().kind


@pytest.mark.parametrize(
    "name",
    [
        "wrong-password",
        "source-removed",
        "closed-by-person",
        "provider-window",
        "provider-frame",
        "provider-window-closed",
        "session-expired",
        "finish-twice",
        "script-garbage",
        "popup-crashes",
    ],
)
def test_launch_ends_as_the_file_says(qapp: QApplication, name: str) -> None:
    with stage(qapp) as opened:
        ending = scenario(name).ends
        assert play(opened, name) is OUTCOMES[ending]
        if ending is Ending.SAVED:
            opened.settled(CONNECTED if scenario(name).cast.existing else NEW)


def test_popup_that_does_not_go_along_is_told() -> None:
    steps = [Step(deed=Deed.WAIT, seconds=0.01), Step(deed=Deed.NOTHING), Step(deed=Deed.DONE)]
    with pytest.raises(DidNotHappen, match="button 'Done'"):
        Driver(list, patience=0.05).perform(steps)


def test_press_that_lands_on_something_else_is_made_again(qapp: QApplication) -> None:
    """A page may be laid out anew between the look and the press; here something lies over the button until then."""
    with stage(qapp) as opened:
        opened.person.press_row_button(NEW)
        window = opened.person.popup()
        opened.person.read("Connect your health data")
        script = """
            var cover = document.body.appendChild(document.createElement("div"));
            Object.assign(cover.style, { position: "fixed", inset: 0, zIndex: 9 });
            cover.addEventListener("mousedown", function () { cover.remove(); });
        """
        window.page.mainFrame().children()[0].runJavaScript(script, lambda _answer: None)
        opened.person.click("Close without connecting")
        assert opened.outcome().kind is OutcomeKind.CLOSED
