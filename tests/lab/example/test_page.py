"""The page of ``app.py`` in a real browser engine: the button is pressed, the popup opens, the back end finalizes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from app import User, create_app  # type: ignore[import-not-found]  # beside this file, where pytest puts the path
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from hcdesktop.lab.connect_page import ConnectPage
    from hcdesktop.lab.human_api import HumanApi


@pytest.fixture
def app(human_api: HumanApi) -> Flask:
    made: Flask = create_app(client_id=human_api.client_id, client_secret=human_api.client_secret)
    return made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app, served on this computer."""
    with make_server("127.0.0.1", 0, app, threaded=True) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_connect_and_edit(human_api: HumanApi, connect_page: ConnectPage, app: Flask, address: str) -> None:
    user: User = app.extensions["user"]
    played = connect_page(address)
    assert played.outcome == "finish"
    assert "Edit connections" in played.text
    human_api.assert_finalized_once(user.id)
    first = user.public_token

    assert connect_page(address, sources=["Quillstep"]).outcome == "finish"
    assert user.public_token not in ("", first)
    assert human_api.users[user.id].sources == ("Starfleet Medical", "Quillstep")


@pytest.mark.human_connect(scenario="popup-error")
def test_error_is_shown(human_api: HumanApi, connect_page: ConnectPage, address: str) -> None:
    played = connect_page(address)
    assert played.outcome == "error"
    assert "That did not work" in played.text
    assert len(human_api.requests.to("/v1/connect/tokens")) == 0


@pytest.mark.human_connect(scenario="tokens-500")
def test_failure_is_said(connect_page: ConnectPage, app: Flask, address: str) -> None:
    played = connect_page(address)
    assert played.outcome == "finish"
    assert "Please try again" in played.text
    assert app.extensions["user"].unsaved
