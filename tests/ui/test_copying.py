"""What is copied for developers runs as it is: in a JavaScript engine and in a shell, whatever the ids hold."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PySide6.QtQml import QJSEngine

from hcdesktop.core.models import Environment, Hosts, User
from hcdesktop.ui import copying

ODD = [
    "ada@example.org",
    "O'Brien",
    'say "hi"',
    "a\nb",
    "back\\slash",
    "$(touch pwned)`touch pwned`",
    "$CLIENT_SECRET",
    "${HOME} !! %s {0} {{public_token}}",
    "</script><script>alert(1)</script>",
    "\u2028\u2029",
    "😀 Zoë 山田",
    "'; rm -rf / #",
    "*/ alert(1) /*",
]
HOSTS = Hosts(user_url="https://user.example")
SECRETS = {"SESSION_TOKEN": "s 'e\"s", "CLIENT_SECRET": "c", "HUMAN_ID": "from the variable"}


def environment(client_id: str) -> Environment:
    return Environment(name="Test", client_id=client_id, hosts=HOSTS, language="de")


def person(client_user_id: str, human_id: str | None = None) -> User:
    return User(
        id=1, client_user_id=client_user_id, human_id=human_id, public_token="tok-public", access_token="tok-access"
    )


@pytest.mark.parametrize("odd", ODD)
def test_the_call_opens_the_popup_for_this_person(qapp: object, odd: str) -> None:
    engine = QJSEngine()
    code = copying.as_open_call(person(odd), environment(odd))
    options: Any = engine.evaluate(
        "var options = null; var HumanConnect = {open: function (o) { options = o; }};" + code + "; options"
    )
    assert not options.isError(), options.toString()
    assert options.property("clientUserId").toString() == quote(odd, safe="!'()*-._~")  # the client pastes it as it is
    assert options.property("clientId").toString() == odd
    assert options.property("publicToken").toString() == "$PUBLIC_TOKEN"
    assert options.property("language").toString() == "de"
    for callback in ("finish", "close", "error"):
        assert options.property(callback).isCallable()
    assert "</script" not in code
    assert "tok-" not in code


def test_somebody_new_is_opened_without_a_token(qapp: object) -> None:
    code = copying.as_open_call(User(id=1, client_user_id="x"), environment("c"))
    assert 'publicToken: ""' in code


def run_in_shell(code: str, folder: Path) -> list[str]:
    """What ``curl`` would be given."""
    script = f'curl() {{ for part in "$@"; do printf \'%s\\0\' "$part"; done; }}\n{code}\n'
    done = subprocess.run(
        ["sh", "-eu", "-c", script], cwd=folder, env=SECRETS, capture_output=True, check=True, timeout=20
    )
    assert done.stderr == b""
    assert list(folder.iterdir()) == []
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("odd", ODD)
def test_the_curl_line_posts_what_finalizes(odd: str, tmp_path: Path) -> None:
    code = copying.as_curl(person("whoever", odd), environment(odd))
    arguments = run_in_shell(code, tmp_path)
    assert arguments[:3] == ["--request", "POST", "https://user.example/v1/connect/tokens"]
    assert arguments[3:5] == ["--header", "Content-Type: application/json"]
    assert arguments[5] == "--data"
    body = arguments[6].replace(SECRETS["SESSION_TOKEN"], "s")  # a real one has no quotes
    assert json.loads(body) == {"humanId": odd, "clientId": odd, "sessionToken": "s", "clientSecret": "c"}
    assert "tok-" not in code


def test_an_unknown_human_id_is_a_variable(tmp_path: Path) -> None:
    code = copying.as_curl(person("x"), environment("c"))
    assert json.loads(run_in_shell(code, tmp_path)[6].replace(SECRETS["SESSION_TOKEN"], "s"))["humanId"] == (
        "from the variable"
    )


def test_an_address_with_odd_characters_stays_one_word(tmp_path: Path) -> None:
    hosts = Hosts(user_url="https://u.example/$(id)?a='b'&c")
    code = copying.as_curl(person("x", "h"), Environment(name="T", client_id="c", hosts=hosts))
    assert run_in_shell(code, tmp_path)[2] == f"{hosts.user_url}/v1/connect/tokens"
