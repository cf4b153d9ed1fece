"""What has to be known of the Simulator before anybody asks it anything. Nothing here is real."""

from __future__ import annotations

CLIENT_ID = "51a10000c11e0000c11e0000c11e0000c11e0001"
CLIENT_SECRET = "51a100005ec700005ec700005ec700005ec70002"  # noqa: S105  # fictional
APP_KEY = "51a10000a99000000a9900000a9900000a990003"

#: How many people the desk's own list starts with.
PEOPLE = 6
#: What a launch is called in which nothing goes wrong, and the sentence of it.
NORMAL_NAME = "normal"
NORMAL_TITLE = "Everything works"
