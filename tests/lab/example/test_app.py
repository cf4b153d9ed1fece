"""The back end of ``app.py``, tested against a simulated Human API: no browser, no network, no account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from app import User, create_app  # type: ignore[import-not-found]  # beside this file, where pytest puts the path

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from hcdesktop.lab.human_api import HumanApi


@pytest.fixture
def app(human_api: HumanApi) -> Flask:
    made: Flask = create_app(client_id=human_api.client_id, client_secret=human_api.client_secret)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def user(app: Flask) -> User:
    return app.extensions["user"]


def test_tokens_are_stored(human_api: HumanApi, client: FlaskClient, user: User) -> None:
    session = human_api.connect(user.id)
    assert client.post("/human/finish", json=session).status_code == 200
    human_api.assert_finalized_once(user.id)
    known = human_api.users[user.id]
    assert (user.human_id, user.public_token, user.access_token) == (
        known.human_id,
        known.public_token,
        known.access_token,
    )


def test_whole_session_and_the_secret_are_sent(human_api: HumanApi, client: FlaskClient, user: User) -> None:
    session = human_api.connect(user.id)
    client.post("/human/finish", json=session)
    assert human_api.requests[0].json == {**session, "clientSecret": human_api.client_secret}


def test_each_edit_brings_new_tokens(human_api: HumanApi, client: FlaskClient, user: User) -> None:
    seen = set()
    for _ in range(3):
        client.post("/human/finish", json=human_api.connect(user.id))
        seen.add(user.public_token)
    assert len(seen) == 3
    assert "Edit connections" in client.get("/").text


@pytest.mark.human_connect(scenario="tokens-503-twice")
def test_failure_is_tried_again_without_linking_again(human_api: HumanApi, client: FlaskClient, user: User) -> None:
    assert client.post("/human/finish", json=human_api.connect(user.id)).status_code == 502
    assert user.access_token == ""
    human_api.assert_not_finalized(user.id)
    assert client.post("/human/retry").status_code == 502
    assert client.post("/human/retry").status_code == 200
    human_api.assert_finalized_once(user.id)
    assert [sent.status for sent in human_api.requests] == [503, 503, 201]


@pytest.mark.parametrize("name", ["tokens-never", "tokens-dropped", "tokens-garbage", "tokens-401", "wrong-person"])
def test_no_failure_writes_a_token(human_api: HumanApi, client: FlaskClient, user: User, name: str) -> None:
    human_api.scenario(name)
    assert client.post("/human/finish", json=human_api.connect(user.id)).status_code == 502
    assert (user.human_id, user.public_token, user.access_token) == ("", "", "")


def test_page_has_no_secret(human_api: HumanApi, client: FlaskClient) -> None:
    page = client.get("/").text
    assert human_api.client_id in page
    assert human_api.client_secret not in page
