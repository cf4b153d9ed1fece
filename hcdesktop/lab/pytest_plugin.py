"""The pytest plugin: a simulated Human API for the tests of an integration.

    def test_finalizes(human_api, client):          # client: a Flask test client, say
        session = human_api.connect("ada@example.org")       # what the page's finish() is handed
        client.post("/human/finish", json=session)           # the code under test, which posts with requests
        human_api.assert_finalized_once("ada@example.org")

    @pytest.mark.human_connect(scenario="tokens-503-twice")
    def test_tries_again(human_api, client): ...

Importing this module costs nothing: neither Qt nor ``requests`` is loaded before a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from hcdesktop.lab.connect_page import ConnectPage
    from hcdesktop.lab.human_api import HumanApi

_MARK = "human_connect"
_OPTIONS = frozenset({"scenario", "takes_time"})


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line(
        "markers",
        f"{_MARK}(scenario=NAME|PATH|dict, takes_time=False): what goes wrong in this test's simulated Human API, and "
        "whether its late answers take their time",
    )


@pytest.fixture
def human_api(request: pytest.FixtureRequest) -> Iterator[HumanApi]:
    """A fresh simulated Human API; ``requests`` is routed to it while the test runs."""
    from hcdesktop.lab.human_api import HumanApi

    options = _options(request.node)
    api = HumanApi(takes_time=bool(options.get("takes_time", False)))
    try:
        if "scenario" in options:
            api.scenario(options["scenario"])
        yield api
    finally:
        api.close()


@pytest.fixture
def human_api_server(human_api: HumanApi) -> HumanApi:
    """The same, served over HTTP as well: ``human_api_server.addresses`` says where."""
    human_api.serve()
    return human_api


@pytest.fixture
def connect_page(human_api: HumanApi) -> Iterator[ConnectPage]:
    """Plays a page in the real engine: ``connect_page("index.html").outcome == "finish"``. Its requests to Human API
    reach ``human_api``; those to this computer pass, all others are refused."""
    from hcdesktop.lab import connect_page as played

    with played.connect_page(human_api) as page:
        yield page


@pytest.hookimpl(hookwrapper=True)  # the older way of wrapping: pytest 7, which somebody may have, knows no other
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """A test that fails tells what had reached Human API by then."""
    made = yield
    report: pytest.TestReport = made.get_result()
    api = getattr(item, "funcargs", {}).get("human_api")
    if report.when == "call" and report.failed and api is not None:
        report.sections.append(("simulated Human API", api.story()))


def _options(node: pytest.Item) -> Mapping[str, Any]:
    """What the marks say, the nearest one first."""
    options: dict[str, Any] = {}
    for mark in reversed(list(node.iter_markers(_MARK))):
        if mark.args or not _OPTIONS.issuperset(mark.kwargs):
            pytest.fail(f"{_MARK} takes {' and '.join(sorted(_OPTIONS))}, by name: {mark}", pytrace=False)
        options |= mark.kwargs
    return options
