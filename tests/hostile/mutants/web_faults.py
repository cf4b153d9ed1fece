"""Faults around the popup: the guard in front of it, its profile and pages, and what the window makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineScript

from hcdesktop.ui.instance import FolderLock
from hcdesktop.ui.popups import Popups
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.web import connect_window, pages, policy, profile
from hcdesktop.ui.web.bridge import Bridge
from hcdesktop.ui.web.pages import GuardedPage, HostPage
from hcdesktop.ui.web.profile import Gate, PrivateProfile
from tests.hostile.mutants.ways import Mutant, code, resource, value

if TYPE_CHECKING:
    import pytest

_GUARD = "tests/web/test_guard.py::"
_DENIED = "tests/web/test_denied.py::"
_RELAY = "host/relay.js"


def _one_profile_for_all(patch: pytest.MonkeyPatch) -> None:
    shared: list[QWebEngineProfile] = []

    def the_same() -> QWebEngineProfile:
        if not shared:
            shared.append(QWebEngineProfile())
        return shared[0]

    patch.setattr(profile, "QWebEngineProfile", the_same)
    patch.setattr(PrivateProfile, "close", lambda _self: None)


FAULTS = (
    # --- the guard
    Mutant(
        "guard off",
        f"{_GUARD}test_a_forged_finish_is_dropped[nested frame of another origin-newer]",
        resource(_RELAY, "if (reason === null) {", "if (true) {"),
    ),
    Mutant(
        "source check off",
        f"{_GUARD}test_a_forged_finish_is_dropped[nested frame of the popup's origin-newer]",
        resource(_RELAY, "!event.source || !isPopup(event.source)", "!event.source"),
    ),
    Mutant(
        "origin check off",
        f"{_GUARD}test_a_popup_that_has_gone_elsewhere_is_not_believed",
        resource(_RELAY, "event.origin !== config.messageOrigin", "!event.origin"),
    ),
    Mutant(
        "origin compared by its beginning (startsWith)",
        f"{_GUARD}test_an_origin_that_only_begins_like_the_popups_is_another",
        resource(_RELAY, "event.origin !== config.messageOrigin", "!event.origin.startsWith(config.messageOrigin)"),
    ),
    Mutant(
        "made-up events believed",
        f"{_GUARD}test_a_message_that_a_script_made_up_is_dropped",
        resource(_RELAY, "!event.isTrusted", "false"),
    ),
    Mutant(
        "any address for a provider's frame",
        f"{_GUARD}test_what_is_no_message_of_the_protocol_is_dropped['javascript:top.ran = 1']",
        resource(_RELAY, "!isWebAddress(message.url)", "!message.url"),
    ),
    Mutant(
        "bridge in the page's own world",
        f"{_GUARD}test_no_page_can_reach_the_bridge",
        value(pages, "_ISOLATED", QWebEngineScript.ScriptWorldId.MainWorld),
    ),
    Mutant(
        "quota off",
        f"{_GUARD}test_a_launch_may_say_so_much_and_no_more",
        code(Bridge.post, "if self._left > 0:", "if self._handler:"),
    ),
    Mutant(
        "the event's name left in the page",
        f"{_GUARD}test_the_host_page_keeps_the_events_name_to_itself",
        resource("host/host.js", "element.remove();", ""),
    ),
    # --- the private profile
    Mutant(
        "profile shared between launches",
        "tests/web/test_privacy.py::test_two_launches_share_nothing",
        _one_profile_for_all,
    ),
    Mutant(
        "profile on the disk",
        "tests/web/test_privacy.py::test_nothing_of_a_launch_is_on_the_disk",
        value(profile, "QWebEngineProfile", lambda: QWebEngineProfile("launches")),
    ),
    Mutant(
        "certificate errors accepted",
        "tests/web/test_certificates.py::test_a_certificate_that_nobody_vouches_for_is_refused",
        value(pages, "_reject", lambda error: error.acceptCertificate()),
    ),
    Mutant(
        "permissions granted",
        f"{_DENIED}test_permissions_are_denied",
        value(pages, "_deny", lambda permission: permission.grant()),
    ),
    Mutant(
        "downloads allowed",
        f"{_DENIED}test_downloads_leave_no_file[attachment]",
        value(profile, "_cancel", lambda download: download.accept()),
    ),
    Mutant(
        "files handed out",
        f"{_DENIED}test_a_page_gets_no_file",
        value(GuardedPage, "chooseFiles", lambda *_arguments: ["/etc/hostname"]),
    ),
    Mutant(
        "gate open",
        f"{_DENIED}test_the_gate_stops_what_no_page_decides_on",
        code(Gate.interceptRequest, "case Verdict.BLOCK:", "case Verdict.BLOCK if not url.scheme():"),
    ),
    # --- addresses
    Mutant(
        "plain http to anywhere from a page",
        "tests/web/test_policy.py::test_a_live_environments_requests",
        code(policy.Policy.request, "if self.plain_http and is_loopback(url.host()) else", "if url.host() else"),
    ),
    Mutant(
        "this computer in reach of a live page",
        "tests/web/test_policy.py::test_a_live_environments_requests",
        code(policy.Policy.request, "if self.plain_http or not is_loopback(url.host()) else", "if url.host() else"),
    ),
    Mutant(
        "markers compared by their beginning (startsWith)",
        "tests/web/test_policy.py::test_markers",
        code(policy.marker, 'url.host() == "close-popup":', 'url.host().startswith("close-popup"):'),
    ),
    Mutant(
        "host page can be left",
        f"{_DENIED}test_the_host_page_cannot_be_left",
        code(HostPage.acceptNavigationRequest, "return first", "return True"),
    ),
    Mutant(
        "windows without end",
        f"{_DENIED}test_a_storm_of_windows_opens_four",
        value(connect_window, "_MAX_PROVIDER_WINDOWS", 99),
    ),
    # --- what comes of it
    Mutant(
        "the page lives on after its outcome",
        "tests/web/test_journeys.py::test_polling_stops_with_the_window",
        code(
            Popups._finish_launch,
            "launch.window.tear_down()",
            "self.__dict__.setdefault('left', []).append(launch)",
        ),
    ),
    Mutant(
        "a finish kept after the callback's turn",
        "tests/ui/test_controller.py::test_a_finish_that_has_just_come_survives_the_end_of_the_window",
        code(
            Popups._on_outcome,
            "finish = self._keep(launch.desk, launch.request, outcome.session, said) if outcome.session else None",
            "finish = None\n"
            "    QTimer.singleShot(0, self, lambda: outcome.session and"
            " self._keep(launch.desk, launch.request, outcome.session, said))",
        ),
    ),
    Mutant(
        "an unwritten finish dropped",
        "tests/ui/test_saver.py::test_what_cannot_be_written_is_said_and_tried_again_until_it_is_saved",
        code(Saver.keep, "self._in_memory.append((desk, request, session, callback))", "pass"),
    ),
    Mutant(
        "two processes on one folder",
        "tests/ui/test_instance.py::test_one_at_a_time",
        code(FolderLock.acquire, "if self._lock.tryLock(0):", "if True:"),
    ),
)
