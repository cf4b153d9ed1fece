"""An app with a Connect button, to copy from: one page, one endpoint that finalizes, and tests without a network.

    pip install hcdesktop flask pytest
    pytest                         # test_app.py: the back end; test_page.py: the page, in a real browser engine
    flask run                      # the app itself, with HUMAN_CLIENT_ID and HUMAN_CLIENT_SECRET set

The page hands the whole sessionTokenObject of ``finish`` to ``/human/finish``. It is short-lived and comes only once,
so it is kept until Human API has given tokens for it: a failure is tried again, and nobody has to link again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import requests
from flask import Flask, Response, jsonify, render_template, request


@dataclass
class User:
    """A real app has a database."""

    id: str
    human_id: str = ""
    public_token: str = ""
    access_token: str = field(default="", repr=False)
    unsaved: dict[str, Any] | None = field(default=None, repr=False)  # a sessionTokenObject without tokens yet


def create_app(**settings: str) -> Flask:
    """``settings``: what the environment says otherwise."""
    app = Flask(__name__)
    app.config["HUMAN"] = {
        "connect_url": "https://connect.humanapi.co",
        "user_url": "https://user.humanapi.co",
        "client_id": os.environ.get("HUMAN_CLIENT_ID", ""),
        "client_secret": os.environ.get("HUMAN_CLIENT_SECRET", ""),
        **settings,
    }
    user = User(id="robin.hartwell@example.org")  # whoever has logged in
    app.extensions["user"] = user

    @app.get("/")
    def page() -> str:
        return render_template("page.html", user=user, human=app.config["HUMAN"])

    @app.post("/human/finish")
    def finish() -> tuple[Response, int]:
        user.unsaved = request.get_json()
        return _finalize(user, app.config["HUMAN"])

    @app.post("/human/retry")
    def retry() -> tuple[Response, int]:
        return _finalize(user, app.config["HUMAN"])

    return app


def _finalize(user: User, human: dict[str, str]) -> tuple[Response, int]:
    if user.unsaved is None:
        return jsonify(saved=True), 200
    try:
        body = {**user.unsaved, "clientSecret": human["client_secret"]}
        answer = requests.post(f"{human['user_url']}/v1/connect/tokens", json=body, timeout=10)
        answer.raise_for_status()
        tokens = answer.json()
        if tokens["clientUserId"] != user.id:
            return jsonify(saved=False, why="The answer is for somebody else."), 502
        new = tokens["humanId"], tokens["publicToken"], tokens["accessToken"]
    except (requests.RequestException, KeyError):
        return jsonify(saved=False, why="It is not saved yet. Please try again."), 502
    (user.human_id, user.public_token, user.access_token), user.unsaved = new, None
    return jsonify(saved=True), 200
