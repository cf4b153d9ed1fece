"""The stand: somebody's page in the real engine, with the simulated Human API behind the real addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.app import load_engine
from hcdesktop.lab.record import Asked, Called, Finalized, Kept, Opened, Sent, Went
from hcdesktop.lab.stand import TRICKY, NoPage, stand
from hcdesktop.simulator.shelf import scenario

PAGES = Path(__file__).with_name("pages")


def test_page_is_played_and_written_down(qapp: QApplication) -> None:
    load_engine()
    with stand(PAGES / "good.html", scenario("normal")) as opened:
        opened.load()
        assert "Nothing is connected yet." in opened.look("start").text
        assert opened.press()
        assert opened.perform()
        assert opened.wait_for_callback("finish")
        opened.settle()
        end = opened.look("end", picture=True)
        record = opened.record()
    assert "Your records are connected." in end.text
    assert end.picture.startswith(b"\x89PNG")
    assert [event.activated for event in record.of(Opened)] == [True]
    assert record.of(Opened)[0].options["clientUserId"] == "a%2Bb%20c%40x.de"
    assert record.client_user_id == TRICKY
    assert [event.name for event in record.of(Called)] == ["finish"]
    posts = [event for event in record.of(Sent) if event.method == "POST"]
    assert [(post.how, post.status) for post in posts] == [("fetch", 200)]
    assert posts[0].headers["content-type"] == "application/json"
    assert [event.status for event in record.of(Finalized)] == [201]
    assert [event.endpoint for event in record.of(Kept)] == ["tokens"]
    assert {event.document for event in record.of(Went)} >= {1, 2}  # the page came anew
    assert {event.verdict for event in record.of(Asked)} == {"allow", "simulate"}


@pytest.mark.parametrize("page", ["none.html", "https://example.org/", "."])
def test_page_that_is_not_there_is_refused(page: str, tmp_path: Path) -> None:
    address = page if page.startswith("https:") else tmp_path / page
    with pytest.raises(NoPage), stand(address, scenario("normal")):
        pass


@pytest.mark.parametrize("endpoint", ["https://example.org/finish", "file:///finish", "http://127.0.0.1.example.org/"])
def test_no_finish_goes_to_another_computer(endpoint: str) -> None:
    page = PAGES / "good.html"
    with pytest.raises(NoPage, match=re.escape(endpoint)), stand(page, scenario("normal"), endpoint=endpoint):
        pass


def test_page_reaches_nothing_but_this_computer_and_human_api(qapp: QApplication, tmp_path: Path) -> None:
    load_engine()
    away = "https://elsewhere.example/a.js"
    (tmp_path / "index.html").write_text(f'<img src="own.svg"><script src="{away}"></script><p>Here')
    with stand(tmp_path, scenario("normal")) as opened:
        opened.load()
        assert not opened.press(seconds=0)
        asked = {event.url: event.verdict for event in opened.record().of(Asked)}
    assert asked[away] == "block"
    assert [verdict for url, verdict in asked.items() if url.endswith("/own.svg")] == ["allow"]
