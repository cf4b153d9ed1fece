"""The steps of the journey, each on a stage of its own: the Web Guide's promises, played for real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hcdesktop.core.models import Attention, Credentials, Mode, OutcomeKind, UserState
from hcdesktop.journey.stage import Stage
from hcdesktop.journey.waiting import check, let_pass, wait_for
from hcdesktop.simulator import seeds
from hcdesktop.ui.user_model import Column

_NEW = "ada.winterbourne@example.org"
_CONNECTED = "jonas.feldspar@example.com"
_TOKEN_LOST = "priya.raman+clinic@example.net"  # noqa: S105  # a person
_EXISTS = "tomas.lindqvist@example.org"
_STALE = "yuki.arakawa@example.com"
_ODD_IDS = ("Zoë Müller + Söhne & Co. 100% 😀 a=b?c#d/e", "a+b c@x.de", "x" * 200)


@dataclass(frozen=True, slots=True)
class Step:
    """One promise and how it is played; ``run`` returns what it saw or raises ``DidNotHappen``."""

    name: str
    run: Callable[[Stage], str]


def create(stage: Stage) -> str:
    """Create → finish → tokens stored, the row says Edit."""
    stage.picture("list")
    check(_button(stage, _NEW) == "Connect", "the row says Connect")
    stage.person.press_row_button(_NEW)
    stage.person.read("Where is your health data?")
    stage.picture("providers")
    stage.person.click("Starfleet Medical")
    stage.person.read("Log in to Starfleet Medical")
    stage.picture("log-in")
    stage.person.log_in()
    stage.person.click("Done")
    user = stage.saved(_NEW)
    wait_for(lambda: stage.user(_NEW).sources == ("Starfleet Medical",), "the source in the row")
    check(_button(stage, _NEW) == "Edit", "the row says Edit")
    check(user.state is UserState.CONNECTED, "the row is connected")
    stage.picture("connected")
    return "tokens stored, the row says Edit"


def restart(stage: Stage) -> str:
    """Restart → still there."""
    _connect(stage, _NEW, "Starfleet Medical")
    before = stage.saved(_NEW)
    stage.restart()
    after = stage.user(_NEW)
    check(
        (after.human_id, after.public_token, after.access_token)
        == (before.human_id, before.public_token, before.access_token),
        "the same tokens after the restart",
    )
    check(_button(stage, _NEW) == "Edit", "the row says Edit")
    return "the same tokens after quitting and starting again"


def edit_adds(stage: Stage) -> str:
    """Edit with the stored publicToken → add a source → token rotated and kept."""
    before = stage.user(_CONNECTED)
    stage.person.press_row_button(_CONNECTED)
    stage.person.read("Your connected sources")
    stage.picture("sources")
    stage.person.click("Add another source")
    stage.person.click("Starfleet Pharma")
    stage.person.log_in()
    stage.person.click("Done")
    after = stage.saved(_CONNECTED)
    check(after.public_token != before.public_token, "the publicToken has changed")
    check(after.human_id == before.human_id, "the same person")
    wait_for(lambda: len(stage.user(_CONNECTED).sources) == 2, "two sources in the row")
    return "publicToken rotated and kept"


def edit_removes(stage: Stage) -> str:
    """Edit → remove a source → finalized again."""
    before = stage.user(_CONNECTED)
    stage.person.press_row_button(_CONNECTED)
    stage.person.click("Remove Starfleet Medical")
    stage.person.click("Confirm removing Starfleet Medical")
    stage.person.click("Done")
    after = stage.saved(_CONNECTED)
    check(after.access_token != before.access_token, "the accessToken is a new one")
    wait_for(lambda: stage.user(_CONNECTED).sources == (), "no source in the row")
    return "finalized again, no source left"


def close(stage: Stage) -> str:
    """Close without connecting → nothing changed, said so."""
    before = stage.user(_CONNECTED)
    stage.person.press_row_button(_CONNECTED)
    stage.person.click("Close without connecting")
    check(stage.outcome().kind is OutcomeKind.CLOSED, "the launch ended as closed")
    check(stage.user(_CONNECTED) == before, "the row is as it was")
    check("Nothing was changed" in stage.said, f"it was said: {stage.said!r}")
    return stage.said.strip()


def popup_error(stage: Stage) -> str:
    """Popup error → code, message, detailedMessage shown."""
    before = stage.user(_NEW)
    stage.choose("popup-error")
    stage.person.press_row_button(_NEW)
    outcome = stage.outcome()
    problem = outcome.problem
    check(outcome.kind is OutcomeKind.POPUP_ERROR and problem is not None, f"the launch ended as {outcome.kind}")
    if problem is not None:
        for part in (problem.code, problem.message, problem.detailed_message):
            check(part and part in stage.said, f"{part!r} is shown")
    check(stage.user(_NEW) == before, "the row is as it was")
    stage.picture("said")
    return stage.said.strip()


def already_exists(stage: Stage) -> str:
    """Create for an existing user → recovered → Edit."""
    check(stage.user(_EXISTS).mode is Mode.CREATE, "the desk knows nothing of this person")
    stage.person.press_row_button(_EXISTS)
    stage.outcome()
    check(stage.user(_EXISTS).attention is Attention.EXISTS, "marked as existing")
    stage.picture("said")
    stage.person.press(stage.app.window.messages.action_button)
    return _edit_after_recovery(stage, _EXISTS)


def lost_token(stage: Stage) -> str:
    """Lost publicToken → recovered."""
    check(stage.user(_TOKEN_LOST).public_token is None, "the publicToken is missing")
    stage.person.press_row_button(_TOKEN_LOST)
    return _edit_after_recovery(stage, _TOKEN_LOST)


def stale_token(stage: Stage) -> str:
    """Stale publicToken → recovered."""
    before = stage.user(_STALE)
    stage.person.press_row_button(_STALE)
    check(stage.outcome().kind is OutcomeKind.POPUP_ERROR, "the popup refused the token")
    check(stage.user(_STALE).public_token == before.public_token, "nothing was overwritten")
    stage.person.press(stage.app.window.messages.action_button)
    return _edit_after_recovery(stage, _STALE)


def wrong_password(stage: Stage) -> str:
    """Wrong provider password → can try again inside the popup."""
    stage.person.press_row_button(_NEW)
    stage.person.click("Starfleet Pharma")
    stage.person.log_in("demouser", "wrong")
    refusal = stage.person.read("wrong")
    stage.picture("refused")
    stage.person.log_in()
    stage.person.click("Done")
    stage.saved(_NEW)
    return refusal


def second_window(stage: Stage) -> str:
    """Provider login in a second window → finish arrives."""
    stage.person.press_row_button(_NEW)
    stage.person.click("Velodrift")
    window = stage.person.popup()
    wait_for(lambda: any(provider.isVisible() for provider in window.provider_windows), "the provider's window")
    wait_for(lambda: stage.person.sees("Allow") or None, "the provider's page")
    stage.picture("provider")
    stage.person.click("Allow")
    wait_for(lambda: not window.provider_windows, "the provider's window gone")
    stage.person.click("Done")
    stage.saved(_NEW)
    return "connected through a window of the provider's own"


def second_frame(stage: Stage) -> str:
    """Provider login in a second frame → finish arrives."""
    stage.person.press_row_button(_NEW)
    stage.person.click("Harborpulse")
    stage.person.click("Allow")
    stage.person.click("Done")
    stage.saved(_NEW)
    return "connected through a frame of the provider's own"


def odd_ids(stage: Stage) -> str:
    """clientUserId with spaces, +, &, %, umlauts, an emoji, 200 characters → the same string comes back."""
    for client_user_id in _ODD_IDS:
        stage.add(client_user_id)
        _connect(stage, client_user_id, "Quillstep")
        user = stage.saved(client_user_id)
        check(stage.known_there(user) == client_user_id, f"Human API knows {client_user_id!r}")
    return f"{len(_ODD_IDS)} strings came back unchanged"


def unavailable_twice(stage: Stage) -> str:
    """Tokens answers 503 twice, then 200 → stored, one user, no loss."""
    count = stage.service.count_users()
    stage.choose("tokens-503-twice")
    _connect(stage, _NEW, "Starfleet Medical")
    stage.saved(_NEW)
    attempts = sum(request.path == "/v1/connect/tokens" for request in stage.simulator.requests)
    check(attempts == 3, f"three requests, not {attempts}")
    check(stage.service.count_users() == count, "one user")
    return "stored at the third attempt"


def secret_refused(stage: Stage) -> str:
    """Tokens refuses (401) → pending is visible, the secret can be corrected, retry works."""
    stage.service.set_credentials(Credentials(client_secret="0" * 40, app_key=seeds.APP_KEY))
    _connect(stage, _NEW, "Starfleet Medical")
    stage.outcome()
    stage.finalized()
    check(stage.user(_NEW).state is UserState.ATTENTION, "the row asks for attention")
    check("1 not saved yet" in stage.app.window.pending_text, f"said below: {stage.app.window.pending_text!r}")
    stage.picture("refused")
    told = stage.said.strip()
    stage.person.correct_secret(seeds.CLIENT_SECRET)
    stage.settled(_NEW)
    return told


def wrong_person(stage: Stage) -> str:
    """Answer for a different clientUserId → nothing overwritten, said so."""
    before = stage.user(_CONNECTED)
    stage.choose("wrong-person")
    stage.person.press_row_button(_CONNECTED)
    stage.person.click("Add another source")
    stage.person.click("Quillstep")
    stage.person.click("Allow")
    stage.person.click("Done")
    stage.outcome()
    stage.finalized()
    after = stage.user(_CONNECTED)
    check(
        (after.human_id, after.public_token, after.access_token)
        == (before.human_id, before.public_token, before.access_token),
        "the row's tokens are as they were",
    )
    check("different person" in stage.said, f"it was said: {stage.said!r}")
    stage.picture("said")
    return stage.said.strip()


def polling_stops(stage: Stage) -> str:
    """Polling has stopped after the window went."""
    _connect(stage, _NEW, "Quillstep")
    stage.saved(_NEW)
    before = len(stage.simulator.requests)
    let_pass(1.2)
    after = [request.path for request in stage.simulator.requests[before:]]
    check("/popup/status" not in after, f"no more polling: {after}")
    return "no request in 1.2 s"


STEPS: tuple[Step, ...] = tuple(
    Step(play.__name__.replace("_", "-"), play)
    for play in (
        create,
        restart,
        edit_adds,
        edit_removes,
        close,
        popup_error,
        already_exists,
        lost_token,
        stale_token,
        wrong_password,
        second_window,
        second_frame,
        odd_ids,
        unavailable_twice,
        secret_refused,
        wrong_person,
        polling_stops,
    )
)


def _connect(stage: Stage, client_user_id: str, provider: str) -> None:
    """Create mode, from the row's button to Done."""
    stage.person.press_row_button(client_user_id)
    stage.person.click(provider)
    if provider.startswith("Starfleet"):
        stage.person.log_in()
    else:
        stage.person.click("Allow")
    stage.person.click("Done")


def _edit_after_recovery(stage: Stage, client_user_id: str) -> str:
    stage.person.read("Your connected sources")
    check(stage.user(client_user_id).attention is None, "the row is in order again")
    stage.person.click("Add another source")
    stage.person.click("Quillstep")
    stage.person.click("Allow")
    stage.person.click("Done")
    stage.saved(client_user_id)
    return "recovered, then edited"


def _button(stage: Stage, client_user_id: str) -> str:
    rows = {row[Column.CLIENT_USER_ID]: row[Column.BUTTON] for row in stage.row_texts}
    return rows[client_user_id]
