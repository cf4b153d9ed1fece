"""What strangers say (a page, a host, a file), as something that can be kept, compared and shown."""

from __future__ import annotations

import re
from typing import TypeGuard

#: Control characters, halves of a character, and what turns the direction of the text around it.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def is_identifier(value: object) -> TypeGuard[str]:
    """Whether this can be a token or an id (section 2): text that can be seen whole, without a blank in it."""
    return isinstance(value, str) and value != "" and value.isprintable() and " " not in value


def shown(value: object, *, limit: int) -> str:
    """A text or number as one line of at most ``limit`` characters; ``''`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _UNSEEN.sub(" ", str(value))[:limit].strip()
