"""Step 3 of the flow: the page around the popup and the script in the isolated world, from their files."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field

from PySide6.QtCore import QFile, QIODevice

from hcdesktop.core import resources
from hcdesktop.ui.web.bridge import QUOTA
from hcdesktop.ui.web.policy import SIMULATOR_SCHEME, Policy

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class HostPage:
    """The text of both, for one launch; they share the names of two events that nobody else can know."""

    html: str = field(repr=False)
    isolated_script: str = field(repr=False)


def build(policy: Policy, *, language: str) -> HostPage:
    """The host page of one launch; whose it is, it is told when somebody comes for it."""
    begin, event = (f"e{secrets.token_hex(16)}" for _ in range(2))
    nonce = secrets.token_urlsafe(16)
    launch = {"begin": begin, "event": event, "script": f"{policy.connect.toString()}/connect.js"}
    config = {
        "begin": begin,
        "event": event,
        "frameOrigin": policy.frame_origin,
        "messageOrigin": policy.message_origin,
        "plainHttp": policy.plain_http,
        "quota": QUOTA,
    }
    html = _fill(
        resources.text("host/host.html"),
        language=language if language.isalpha() else "en",
        policy=_content_security_policy(policy, nonce),
        nonce=nonce,
        style=resources.text("host/host.css"),
        launch=as_json(launch),
        script=resources.text("host/host.js"),
    )
    relay = fill_json(resources.text("host/relay.js"), config=config)
    return HostPage(html, f"{_web_channel_script()}\n{relay}")


def as_json(value: object) -> str:
    """The one way for a value into a page: JSON that cannot end a script element or a line of script."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def fill_json(template: str, **values: object) -> str:
    """A script with these values in the places of its placeholders."""
    return _fill(template, **{name: as_json(value) for name, value in values.items()})


def _fill(template: str, **values: str) -> str:
    # In one pass: a value that looks like a placeholder stays as it is.
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)


def _content_security_policy(policy: Policy, nonce: str) -> str:
    """Nothing but the connect host's script; frames and pictures from where the older client takes them.

    A redirected request is checked at both ends, hence the Simulator's scheme beside the address.
    """
    connect = policy.frame_origin
    behind = f" {SIMULATOR_SCHEME}:" if policy.simulated_hosts else ""
    frames = ("https:" + (" http:" if policy.plain_http else "")) if not policy.simulated_hosts else connect + behind
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' {connect}{behind}",
            # The older client writes style attributes.
            f"style-src 'unsafe-inline' {connect}{behind}",
            f"img-src {connect}{behind} data:",
            f"connect-src {connect}{behind}",
            f"frame-src {frames}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _web_channel_script() -> str:
    file = QFile(":/qtwebchannel/qwebchannel.js")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):  # pragma: no cover  # part of PySide6 itself
        raise FileNotFoundError(file.fileName())
    return file.readAll().toStdString()
