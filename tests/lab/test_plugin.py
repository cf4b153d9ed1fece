"""The pytest plugin, as the tests of somebody else's integration meet it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
import requests

from hcdesktop.core.models import Hosts
from hcdesktop.lab import pytest_plugin
from hcdesktop.lab.human_api import HumanApi, NotConnected
from hcdesktop.simulator.scenario_file import ScenarioMistakes

ROOT = Path(__file__).parents[2]
ADA = "ada@example.org"
ROBIN = "robin.hartwell@example.org"
TOKENS = "https://user.humanapi.co/v1/connect/tokens"


def finalize(human_api: HumanApi, session: dict[str, object], *, timeout: float = 5) -> requests.Response:
    """What a back end does."""
    return requests.post(TOKENS, json={**session, "clientSecret": human_api.client_secret}, timeout=timeout)


# --- who is known, and what goes wrong --------------------------------------------------------------------------------


def test_create_then_edit(human_api: HumanApi) -> None:
    tokens = finalize(human_api, human_api.connect(ADA)).json()
    known = human_api.users[ADA]
    assert (known.public_token, known.access_token) == (tokens["publicToken"], tokens["accessToken"])
    assert known.sources == ("Starfleet Medical",)
    again = finalize(human_api, human_api.connect(known)).json()
    assert again["humanId"] == tokens["humanId"]
    assert again["publicToken"] != tokens["publicToken"]
    assert human_api.users[ADA].sources == ("Starfleet Medical", "Starfleet Pharma")


def test_sources_are_chosen(human_api: HumanApi) -> None:
    human_api.users.add(ADA, sources=("Quillstep", "Fernscale"))
    human_api.connect(ADA, sources=("Velodrift",), remove=("Quillstep",))
    assert human_api.users[ADA].sources == ("Fernscale", "Velodrift")
    with pytest.raises(LookupError, match="no source is called 'Fitbit'; there is Starfleet Medical"):
        human_api.connect(ADA, sources=("Fitbit",))


def test_each_test_has_its_own(human_api: HumanApi) -> None:
    assert ADA not in human_api.users
    assert list(human_api.requests) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("popup-error", "told an error"),
        ("already-exists", "USER_ALREADY_EXISTS"),
        ("session-expired", "SESSION_EXPIRED"),
        ("closed-by-person", "was closed"),
        ("closed-at-once", "was closed"),
        ("script-missing", "did not load: not loaded"),
        ("script-garbage", "HumanConnect.open is not defined"),
        ("popup-crashes", "broke down"),
        ("popup-hangs", "never answered"),
        ("finish-never", "called no finish"),
        ("nothing-done", "called no finish"),
    ],
)
def test_other_ends_of_the_popup_are_told(human_api: HumanApi, name: str, said: str) -> None:
    human_api.scenario(name)
    with pytest.raises(NotConnected, match=said):
        human_api.connect()


def test_scenario_from_a_file_and_from_a_dict(human_api: HumanApi, tmp_path: Path) -> None:
    content = {"title": "Tea", "stage": "tokens", "ends": "saved", "wrong": {"tokens": [418]}}
    file = tmp_path / "tea.json"
    file.write_text(json.dumps(content))
    for given in (content, file, str(file)):
        person = human_api.scenario(given)
        assert finalize(human_api, human_api.connect(person)).status_code == 418


def test_mistaken_scenario_is_told(human_api: HumanApi) -> None:
    with pytest.raises(LookupError, match="'token-503-twice'; there is tokens-503-twice"):
        human_api.scenario("token-503-twice")
    with pytest.raises(ScenarioMistakes, match=r"2:2: .*titel"):
        human_api.scenario({"titel": "x"})


# --- what is diverted -------------------------------------------------------------------------------------------------


def test_sessions_of_all_kinds_are_diverted(human_api: HumanApi) -> None:
    before = requests.Session()
    before.mount("https://user.humanapi.co/", requests.adapters.HTTPAdapter())
    with before:
        assert before.post(TOKENS, json={}, timeout=1).status_code == 401
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(requests.post(TOKENS, json={}, timeout=1).status_code))
    thread.start()
    thread.join()
    assert seen == [401]
    assert "HumanConnect" in requests.get(f"{Hosts().connect_url}/connect.js", timeout=1).text


@pytest.mark.parametrize(
    "address",
    [
        "http://user.humanapi.co/v1/connect/tokens",
        "https://user.humanapi.co:8443/v1/connect/tokens",
        "https://humanapi.co/",
        "https://hapi-connect.humanapi.co/",
    ],
)
def test_nothing_leaves_for_human_api(human_api: HumanApi, address: str) -> None:
    with pytest.raises(requests.ConnectionError, match="nothing leave this computer"):
        requests.post(address, timeout=1)
    assert list(human_api.requests) == []


def test_other_hosts_are_none_of_our_business(human_api: HumanApi) -> None:
    with pytest.raises(requests.ConnectionError, match="Connection refused"):
        requests.get("http://127.0.0.1:9/", timeout=1)


def test_afterwards_requests_is_as_it_was() -> None:
    usual = requests.Session.get_adapter
    api = HumanApi()
    assert requests.Session.get_adapter is not usual
    api.close()
    assert requests.Session.get_adapter is usual


@pytest.mark.human_connect(scenario="tokens-never")
def test_no_test_waits_for_what_never_comes(human_api: HumanApi) -> None:
    with pytest.raises(requests.ReadTimeout):
        finalize(human_api, human_api.connect(), timeout=600)
    assert human_api.requests[0].status == 0


@pytest.mark.human_connect(
    takes_time=True,
    scenario={
        "title": "Late",
        "stage": "tokens",
        "ends": "saved",
        "wrong": {"tokens": [{"status": 200, "delay": 0.2}]},
    },
)
def test_time_is_taken_where_it_is_wanted(human_api: HumanApi) -> None:
    with pytest.raises(requests.ReadTimeout):
        finalize(human_api, human_api.connect(), timeout=0.1)
    human_api.assert_finalized_once(ROBIN)


# --- over HTTP --------------------------------------------------------------------------------------------------------


def test_served_over_http(human_api_server: HumanApi) -> None:
    addresses = human_api_server.addresses
    assert human_api_server.serve() == addresses
    session = human_api_server.connect(ADA)
    body = {**session, "clientSecret": human_api_server.client_secret}
    assert requests.post(f"{addresses['user_url']}/v1/connect/tokens", json=body, timeout=5).ok
    human_api_server.assert_finalized_once(ADA)
    assert requests.get(f"{addresses['control_url']}/scenario", timeout=5).json()["name"] == "normal"
    # ... and what goes to the real addresses reaches the same.
    assert "HumanConnect" in requests.get(f"{Hosts().connect_url}/connect.js", timeout=5).text
    assert finalize(human_api_server, human_api_server.connect(ADA)).ok
    assert len(human_api_server.finalized(ADA)) == 2


def test_served_late_keeps_who_is_known(human_api: HumanApi) -> None:
    human_api.users.add(ADA)
    human_api.scenario("tokens-401")
    assert human_api.addresses["user_url"] == Hosts().user_url
    human_api.serve()
    assert ADA in human_api.users
    assert finalize(human_api, human_api.connect(ADA)).status_code == 401


def test_finalized_twice_is_not_once(human_api: HumanApi) -> None:
    human_api.assert_not_finalized(ADA)
    for _ in range(2):
        finalize(human_api, human_api.connect(ADA))
    with pytest.raises(AssertionError, match=f"{ADA} was finalized twice, not once"):
        human_api.assert_finalized_once(ADA)
    with pytest.raises(AssertionError, match="should not have been"):
        human_api.assert_not_finalized(ADA)


# --- what a failing test says -----------------------------------------------------------------------------------------


def inside(pytester: pytest.Pytester, code: str) -> pytest.RunResult:
    """Runs a test of somebody else's."""
    pytester.makepyfile(f"import pytest\nimport requests\n\nADA, TOKENS = {ADA!r}, {TOKENS!r}\n\n{code}")
    plugins = ("no:pytest-qt", "no:cacheprovider", "no:xdist", "hcdesktop.lab.pytest_plugin")
    options = [part for name in plugins for part in ("-p", name)]
    return pytester.runpytest_inprocess("--strict-markers", *options)


def test_failed_assertion_tells_what_happened_without_a_secret(pytester: pytest.Pytester) -> None:
    result = inside(
        pytester,
        """
def test_it(human_api):
    session = human_api.connect(ADA)
    body = {**session, "clientSecret": human_api.client_secret}
    for _ in range(2):
        requests.post(TOKENS, json=body, timeout=1)
    human_api.users.add("b@example.org")
    human_api.assert_finalized_once("b@example.org")

def test_other(human_api):
    session = human_api.connect(ADA)
    requests.post(TOKENS, json=session, timeout=1)
    assert human_api.requests[0].ok
""",
    )
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "*b@example.org was finalized not at all, not once.",
            "*1. POST user.humanapi.co/v1/connect/tokens {*sessionToken*} → 201",
            "*2. POST user.humanapi.co/v1/connect/tokens {*clientSecret*} → 400",
            "*simulated Human API*",
            "*1. POST user.humanapi.co/v1/connect/tokens {*sessionToken*} → 401",
        ]
    )
    assert "human_api.py" not in result.stdout.str()
    secrets = [HumanApi.client_secret, HumanApi.app_key]
    assert not [secret for secret in secrets if secret in result.stdout.str()]
    assert not [line for line in result.outlines if "#" not in line and "sessionToken" in line and "•" not in line]


def test_marks_are_checked(pytester: pytest.Pytester) -> None:
    result = inside(
        pytester,
        """
pytestmark = pytest.mark.human_connect(scenario="tokens-503-twice")

def test_of_the_module(human_api):
    assert requests.post(TOKENS, timeout=1).status_code == 503

@pytest.mark.human_connect(scenario="tokens-500")
def test_nearest_wins(human_api):
    assert requests.post(TOKENS, timeout=1).status_code == 500

@pytest.mark.human_connect(scenari="x")
def test_misspelt(human_api):
    pass

@pytest.mark.human_connect("tokens-500")
def test_without_name(human_api):
    pass
""",
    )
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*human_connect takes scenario and takes_time, by name*"])


def test_fixtures_are_listed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("")
    result = pytester.runpytest_inprocess("-p", "hcdesktop.lab.pytest_plugin", "-p", "no:pytest-qt", "--fixtures")
    result.stdout.fnmatch_lines(["human_api -- *", "human_api_server -- *"])


def test_plugin_is_found_where_hcdesktop_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # One name for both, or pytest would refuse it as registered twice where `-p` names it as well.
    assert project["entry-points"]["pytest11"] == {pytest_plugin.__name__: pytest_plugin.__name__}


def test_nothing_is_loaded_until_it_is_wanted() -> None:
    code = (
        "import sys, hcdesktop.lab.pytest_plugin\n"
        "slow = {'PySide6', 'requests', 'sqlcipher3', 'keyring'} & sys.modules.keys()\n"
        "ours = [name for name in sys.modules if name.startswith('hcdesktop')]\n"
        "print(sorted(slow), sorted(ours))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['hcdesktop', 'hcdesktop.lab', 'hcdesktop.lab.pytest_plugin']"


def test_simulated_api_needs_no_qt() -> None:
    code = (
        "import sys\nfrom hcdesktop.lab.human_api import HumanApi\napi = HumanApi()\napi.connect('x')\n"
        "print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
