"""A person as text for somebody else's code: never a secret, only the name of the variable that holds it."""

from __future__ import annotations

import json
import shlex

from hcdesktop.core import resources
from hcdesktop.core.models import Environment, Mode, User
from hcdesktop.ui.web.host_page import fill_json

PUBLIC_TOKEN = "$PUBLIC_TOKEN"  # noqa: S105  # a name


def as_open_call(user: User, environment: Environment) -> str:
    """The call that opens the popup for this person on a web page (section 3); safe to paste into a script element."""
    return fill_json(
        resources.text("copy/open.js"),
        client_id=environment.client_id,
        client_user_id=user.client_user_id,
        public_token=PUBLIC_TOKEN if user.mode is Mode.EDIT else "",
        language=environment.language,
        tokens_url=f"{environment.hosts.user_url}/v1/connect/tokens",
    )


def as_curl(user: User, environment: Environment) -> str:
    """The POST that finalizes this person's session (section 4), for a shell that has the secrets in variables."""
    fields = (
        ("humanId", _variable("HUMAN_ID") if user.human_id is None else _literal(user.human_id)),
        ("clientId", _literal(environment.client_id)),
        ("sessionToken", _variable("SESSION_TOKEN")),
        ("clientSecret", _variable("CLIENT_SECRET")),
    )
    body = ", ".join(f'"{name}": {value}' for name, value in fields)
    url = shlex.quote(f"{environment.hosts.user_url}/v1/connect/tokens")
    lines = (f"curl --request POST {url}", "--header 'Content-Type: application/json'", f"--data '{{{body}}}'")
    return " \\\n  ".join(lines)


def _literal(value: str) -> str:
    """A JSON string, inside of single quotes."""
    return json.dumps(value).replace("'", """'"'"'""")


def _variable(name: str) -> str:
    """A JSON string of what a variable holds; it steps out of the single quotes."""
    return f"""\"'"${name}"'\""""
