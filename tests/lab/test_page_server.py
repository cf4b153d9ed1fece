"""The server that a page under test gets: its files, to its own name, and none that are hidden."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hcdesktop.core.models import Hosts
from hcdesktop.lab.lent_server import LentServer
from hcdesktop.lab.page_server import Place, page_served
from hcdesktop.lab.world import World
from hcdesktop.simulator import seeds
from hcdesktop.simulator.scenario import NORMAL


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A page in a folder, with what lies beside and around it."""
    folder = tmp_path / "site"
    (folder / ".git").mkdir(parents=True)
    for path in (folder / "page.html", folder / ".env", folder / ".git/config", tmp_path / "outside.txt"):
        path.write_text(path.name, encoding="utf-8")
    world = World(NORMAL, hosts=Hosts())
    lent = LentServer(world.answer, world.person, client_id=seeds.CLIENT_ID)
    with page_served(Place.of(folder / "page.html"), lent) as served:
        yield served


def get(address: str, path: str, *, host: str = "") -> tuple[int, str]:
    where = urlsplit(address).netloc
    connection = HTTPConnection(where, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host or where, "Sec-Fetch-Dest": "document"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_page_is_served(address: str) -> None:
    assert get(address, "/page.html") == (200, "page.html")


@pytest.mark.parametrize(
    "path", ["/.env", "/%2eenv", "/.git/config", "/../outside.txt", "/..%2foutside.txt", "/x/../.env"]
)
def test_nothing_hidden_and_nothing_outside_is(address: str, path: str) -> None:
    status, body = get(address, path)
    assert status == 404
    assert body not in (".env", "config", "outside.txt")


def test_another_name_that_leads_here_gets_nothing(address: str) -> None:
    port = urlsplit(address).port
    status, body = get(address, "/page.html", host=f"evil.test:{port}")
    assert status == 421
    assert body != "page.html"
