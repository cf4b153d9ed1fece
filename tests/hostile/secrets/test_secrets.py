"""No secret gets out, whatever happens. The long run, with 20 kills, is ``make soak``."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

from hcdesktop import app as composition
from hcdesktop.core.models import SessionToken
from hcdesktop.core.redact import Redactor
from hcdesktop.ui.web.pages import GuardedPage
from tests.hostile.claims import hold
from tests.hostile.secrets import campaign
from tests.hostile.secrets.canaries import KEY, NEEDLES, PASSPHRASE, RECOVERY_PASSPHRASE, Canaries
from tests.hostile.secrets.needles import _PORTION, Needles, spelled
from tests.hostile.secrets.places import SHARED, Watch, descendants

ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
HEX, ODD = Canaries("hex").token_hex(16), Canaries("odd").token_hex(16)
#: The canaries are new in every run, so tests are named by their kinds.
KINDS = {"hex": HEX, "odd": ODD, "passphrase": PASSPHRASE}
SPELLINGS = [
    pytest.param(secret, name, id=f"{kind}-{name}") for kind, secret in KINDS.items() for name in spelled(secret)
]


# --- the campaign in short --------------------------------------------------------------------------------------------


@pytest.mark.allow_log(".")  # the host fails in forty ways; what the log says of it is looked through, line by line
def test_canaries_at_the_desk(qapp: QApplication) -> None:
    claims = campaign.at_the_desk("odd", step=2)
    hold([*claims, campaign.in_reprs()])
    assert claims[0].tried > 1_000


@ON_LINUX
def test_canaries_in_the_real_app() -> None:
    hold([campaign.in_the_window("hex")])


@ON_LINUX
def test_canaries_in_the_real_app_killed() -> None:
    hold([campaign.killed_in_it("odd", 2)])


# --- a search that finds nothing has to be able to find ---------------------------------------------------------------


@pytest.mark.parametrize(("secret", "spelling"), SPELLINGS)
def test_a_planted_canary_is_found_in_every_spelling(tmp_path: Path, secret: str, spelling: str) -> None:
    form = spelled(secret)[spelling]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/file").write_bytes(b"x" * (_PORTION - len(form) // 2) + form + b"y" * 10)
    [(_folder, nothing), (path, found)] = NEEDLES.below(tmp_path)
    assert (path.name, nothing) == ("file", [])
    assert found
    assert NEEDLES.within(b"in a log: " + form + b"\n")


@pytest.mark.parametrize("half", [slice(None, 16), slice(-16, None)], ids=["beginning", "end"])
@pytest.mark.parametrize("secret", [HEX, ODD], ids=["hex", "odd"])
def test_half_a_canary_is_found(secret: str, half: slice) -> None:
    assert NEEDLES.within(secret[half])


def test_a_canary_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{HEX}.txt").touch()
    assert [found for _path, found in NEEDLES.below(tmp_path) if found]


@pytest.mark.parametrize("secret", [KEY.decode(), PASSPHRASE, RECOVERY_PASSPHRASE, KEY.hex()])
def test_what_is_typed_and_the_key_are_canaries(secret: str) -> None:
    assert NEEDLES.within(secret)


def test_what_is_no_canary_is_not_found() -> None:
    assert NEEDLES.within(os.urandom(1_000_000)) == []
    assert Needles(["secret-1"]).within("secret-2") == []


@ON_LINUX
@pytest.mark.parametrize("place", ["cmdline", "environ", "grandchild", "shared memory"])
def test_a_canary_that_the_machine_shows_is_found(place: str) -> None:
    wait = "import sys; sys.stdin.read()"
    program = [sys.executable, "-c", wait, HEX if place == "cmdline" else ""]
    if place == "grandchild":
        program = ["sh", "-c", f"true; {sys.executable} -c '{wait}' {HEX}; true"]
    environment = {**os.environ, "X": ODD if place == "environ" else ""}
    shared = SHARED[0] / f"canary-{os.getpid()}"
    with subprocess.Popen(program, stdin=subprocess.PIPE, env=environment) as process:
        watch = Watch(process.pid, NEEDLES)
        try:
            if place == "shared memory":
                shared.write_text(ODD)
            while not watch.found:
                assert process.poll() is None
                assert process.pid in descendants(os.getpid())
        finally:
            watch.stop()
            shared.unlink(missing_ok=True)
            process.communicate()
    where = {"grandchild": "cmdline", "shared memory": str(shared)}.get(place, place)
    assert any(where in found for found in watch.found)


@pytest.mark.allow_log(".")
@pytest.mark.parametrize(
    ("owner", "name", "fault"),
    [
        (Redactor, "json", lambda _self, value: value),
        (SessionToken, "__repr__", lambda self: f"SessionToken({self.session_token})"),
        ("hcdesktop.core.errors.HcError", "__str__", lambda self: f"{self.kind} {HEX}"),
        ("hcdesktop.core.people_file", "_cells", lambda user: (user.client_user_id, user.access_token or "")),
        ("hcdesktop.doctor", "report", lambda _desks: {"hcdesktop": HEX}),
    ],
    ids=["timeline in clear", "repr", "exception", "export", "doctor"],
)
def test_a_leak_is_noticed(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, fault: object
) -> None:
    if isinstance(owner, str):
        monkeypatch.setattr(f"{owner}.{name}", fault)
    else:
        monkeypatch.setattr(owner, name, fault)
    assert campaign.at_the_desk("hex", step=20)[0].broken


# --- single doors -----------------------------------------------------------------------------------------------------


def test_what_a_page_writes_on_its_console_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    level = QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel
    with caplog.at_level(logging.DEBUG, "hcdesktop"):
        GuardedPage.javaScriptConsoleMessage(None, level, f"Refused to frame '/?publicToken={ODD}&x=1'", 5, "")  # type: ignore[arg-type]
    assert "Refused to frame" in caplog.text
    assert NEEDLES.within(caplog.text) == []


def test_the_engine_is_not_told_to_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its category switched on it writes each callback to standard error; of two rules the last one counts."""
    monkeypatch.setenv("QT_LOGGING_RULES", "*.debug=true;qt.webengine.webchanneltransport.debug=true")
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--enable-logging --v=9")
    composition.prepare_engine()
    assert os.environ["QT_LOGGING_RULES"].endswith(";qt.webengine*.debug=false")
    assert "logging" not in os.environ["QTWEBENGINE_CHROMIUM_FLAGS"]
    monkeypatch.delenv("QT_LOGGING_RULES")
    composition.prepare_engine()
    assert os.environ["QT_LOGGING_RULES"] == "qt.webengine*.debug=false"
