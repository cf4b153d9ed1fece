"""The Web Guide's promises as data: what each asks of a page, how it is seen, and how to mend what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hcdesktop.lab import judging_finish, judging_opening, judging_secrets
from hcdesktop.lab.record import Record

#: ``None``: it says nothing in this run. ``""``: it held. Else what was seen of its breach, without a secret.
Judgement: TypeAlias = str | None


class Severity(StrEnum):
    """What a breach costs: health data in the wrong hands or lost links; people who get stuck; what may go wrong."""

    GRAVE = "grave"
    BAD = "bad"
    POOR = "poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``section`` is the one of ``human-connect.md``, and so of the Web Guide's facts."""

    id: str
    section: int
    severity: Severity
    title: str
    seen: str
    mend: str
    judge: Callable[[Record], Judgement]
    server: bool = False  # about their server, not about their page


def _rule(  # one line each in the list below
    name: str, section: int, severity: Severity, title: str, seen: str, mend: str, judge: Callable[[Record], Judgement]
) -> Rule:
    return Rule(
        id=name,
        section=section,
        severity=severity,
        title=title,
        seen=seen,
        mend=mend,
        judge=judge,
        server=name.startswith("server-"),
    )


_G, _B, _P = Severity.GRAVE, Severity.BAD, Severity.POOR
_o, _f, _s = judging_opening, judging_finish, judging_secrets

RULES: tuple[Rule, ...] = (
    # --- the script and the button
    _rule("script-address", 3, _G, "connect.js is loaded from Human API's own address, over https",
          "the addresses of the scripts that the page loads",
          "Load https://connect.humanapi.co/connect.js; keep no copy.", _o.script_address),
    _rule("script-once", 3, _P, "connect.js is loaded once",
          "the script elements of the page",
          "Keep one script element for connect.js.", _o.script_once),
    _rule("script-missing-told", 3, _B, "When connect.js does not come, the person is told",
          "the page's words after a press, with the script blocked",
          "Look whether window.HumanConnect is there before you call it, and say so when it is not.",
          _o.script_missing_told),
    _rule("button-opens", 3, _B, "One press on the button opens one popup",
          "presses of the button, and calls of HumanConnect.open",
          "Call HumanConnect.open once in the button's click handler; register the handler once.", _o.button_opens),
    _rule("open-from-click", 3, _B, "HumanConnect.open is called from a click",
          "whether a person's click stood behind each call",
          "Call HumanConnect.open in the click handler itself, never at load or after a long wait.",
          _o.open_from_click),
    _rule("client-id", 3, _G, "clientId is given", "the options of HumanConnect.open",
          "Pass your app's clientId (40 hex digits).", _o.client_id),
    _rule("user-id", 3, _G, "clientUserId is given", "the options of HumanConnect.open",
          "Pass the id by which you know the person.", _o.user_id),
    _rule("user-id-encoded", 3, _G, "clientUserId is percent-encoded exactly once",
          "the clientUserId of somebody called “a+b c@x.de”",
          "Pass encodeURIComponent(id), once: the client pastes it into an address as it is.", _o.user_id_encoded),
    _rule("finish-given", 3, _G, "A finish callback is given", "the options of HumanConnect.open",
          "Pass finish(err, sessionTokenObject): nothing else hands you the session token.", _o.given("finish")),
    _rule("close-given", 3, _P, "A close callback is given", "the options of HumanConnect.open",
          "Pass close(), so that the page knows when nothing was connected.", _o.given("close")),
    _rule("error-given", 3, _B, "An error callback is given", "the options of HumanConnect.open",
          "Pass error(err), or the person looks at a popup that failed to load and learns nothing.",
          _o.given("error")),
    _rule("create-empty", 3, _B, "Create mode sends an empty publicToken",
          "the publicToken for somebody who has none", "Pass publicToken: '' for a new user.", _o.create_empty),
    _rule("edit-stored", 3, _G, "Edit mode sends the publicToken that is stored",
          "the publicToken for somebody whom the server has one of",
          "Store the publicToken with the user and pass it.", _o.edit_stored),
    _rule("edit-new", 2, _G, "After finish the button opens Edit mode with the new publicToken",
          "the next call of HumanConnect.open after a finish that was saved",
          "Take the publicToken out of the answer of the tokens endpoint, every time.", _o.edit_new),
    _rule("rotation-kept", 2, _G, "The publicToken is the latest one over three Edits",
          "the calls of HumanConnect.open after two and more finishes",
          "Replace the stored publicToken after every finish, not after the first one alone.", _o.rotation_kept),
    _rule("popup-usable", 3, _B, "The person can use the popup to the end",
          "a person's presses in the popup",
          "Leave the popup its place on top of the page until it calls back.", _o.popup_usable),
    # --- the callbacks
    _rule("finish-whole", 4, _G, "The whole sessionTokenObject is posted to the page's own server",
          "the body that the page posts after finish",
          "Post the object as you were given it, with every key, also those that you do not know.",
          _f.finish_whole),
    _rule("finish-json", 4, _P, "It is posted as JSON", "the Content-Type and the body",
          "Send Content-Type: application/json and JSON.stringify(sessionTokenObject).", _f.finish_json),
    _rule("finish-once", 4, _B, "It is posted once", "the requests with the session token in them",
          "Post it in finish and nowhere else: the session token can be used once.", _f.finish_once),
    _rule("second-finish", 3, _B, "A second finish with the same session is not posted again",
          "the requests after a popup called finish twice",
          "Remember that a finish is on its way, and ignore another one.", _f.second_finish),
    _rule("finish-own-server", 4, _G, "The session token goes to the page's own server and nowhere else",
          "the requests with the session token in them",
          "Post it to your own server alone: no analytics, no log service.", _f.finish_own_server),
    _rule("finish-error", 3, _B, "finish handles its err", "the page's words after a finish with an error",
          "Look at the first argument of finish and tell the person.", _f.finish_error),
    _rule("refreshes", 3, _P, "After finish the page refreshes or navigates",
          "whether a new page came after the finish was saved",
          "Reload or navigate when your server has answered: the hidden popup polls until then.", _f.refreshes),
    _rule("failure-told", 9, _B, "When saving fails, the person is told",
          "the page's words after its server answered with an error",
          "Look at the status of the answer, and say when it is not 2xx.", _f.failure_told),
    _rule("retry", 9, _G, "A finish that could not be saved can be sent again without linking again",
          "a button to try again, or a second attempt",
          "Keep the sessionTokenObject until it is saved, and post the same one again.", _f.retry),
    _rule("error-shown", 3, _B, "error is shown to the person", "the page's words after an error of the popup",
          "Show err.message in the error callback.", _f.error_shown),
    _rule("exists-recovered", 5, _B, "“User Already Exists” leads to a recovery, and not to a dead end",
          "the next call of HumanConnect.open after that error",
          "Have your server get the publicToken back (POST /v1/connect/publictokens) and open with it.",
          _f.exists_recovered),
    _rule("close-harmless", 3, _B, "close changes nothing", "what the page posts after close",
          "Post nothing in close: nobody connected anything.", _f.close_harmless),
    _rule("close-reopens", 3, _B, "After close the button works again", "a press of the button after close",
          "Enable the button again in close.", _f.close_reopens),
    _rule("callbacks-sound", 3, _B, "No callback throws", "what the callbacks throw; the client swallows it",
          "Mend the mistake; nobody else will tell you of it.", _f.callbacks_sound),
    # --- secrets
    _rule("secret-absent", 2, _G, "The clientSecret is nowhere in the page, its scripts and its requests",
          "the page's text and the bodies that it posts",
          "Keep the clientSecret on the server, and make a new one: this one is known.", _s.secret_absent),
    _rule("services-not-asked", 4, _G, "The page does not ask the user, API and auth hosts itself",
          "the requests of the page",
          "Let your server ask them: each wants a secret that no page may have.", _s.services_not_asked),
    _rule("storage-clean", 2, _B, "No token is kept in localStorage, sessionStorage or a cookie",
          "what the page keeps", "Keep tokens on the server; a page has them in its memory while it needs them.",
          _s.storage_clean),
    _rule("console-clean", 9, _B, "No token is written to the console", "the lines of the console",
          "Log nothing of a sessionTokenObject.", _s.console_clean),
    _rule("address-clean", 2, _B, "No token stands in an address", "the addresses of pages and requests",
          "Post tokens in a body: addresses end up in histories and logs.", _s.address_clean),
    _rule("scripts-sound", 3, _P, "No script of the page fails", "errors that nobody caught",
          "Mend the mistake that the console tells.", _s.scripts_sound),
    # --- their server
    _rule("server-whole", 4, _G, "The server posts the whole sessionTokenObject with the clientSecret",
          "the body that arrives at the tokens endpoint",
          "Add clientSecret to the object as the page sent it, and post all of it.", _s.server_whole),
    _rule("server-json", 4, _B, "The server posts JSON", "the Content-Type at the tokens endpoint",
          "Send Content-Type: application/json.", _s.server_json),
    _rule("server-once", 4, _B, "The server finalizes a session once", "the requests at the tokens endpoint",
          "Do not post a session again that was answered with 2xx.", _s.server_once),
)  # fmt: skip
