"""What somebody may do to a trail who gets at the files, and even at the open database, but not at the mac's key."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.hostile.audit.places import Place

if TYPE_CHECKING:
    import random
    from sqlite3 import Connection

_COLUMNS = "number, at, actor, action, user_id, client_user_id, outcome, mac"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a forger finds, and what he has put aside: copies of the file and its anchor from ``before`` the last
    opening, the same file continued otherwise (``fork``), and another environment's (``other``)."""

    place: Place
    before: Place
    fork: Place
    other: Place
    dice: random.Random

    @property
    def number(self) -> int:
        """One of the entries."""
        return self.dice.randrange(1, self.count + 1)

    @property
    def count(self) -> int:
        """How many entries there are."""
        with self.place.shell() as connection:
            count: int = connection.execute("SELECT max(number) FROM audit").fetchone()[0]
        return count


Tampering = Callable[[Scene], None]


def _set(column: str, new: str) -> Tampering:
    """One value of one entry becomes another one; ``new`` is SQL."""

    def tamper(scene: Scene) -> None:
        number = scene.number
        with scene.place.forced() as connection:
            connection.execute(f"UPDATE audit SET {column} = {new} WHERE number = ?", (number,))

    return tamper


def _delete(condition: str) -> Tampering:
    def tamper(scene: Scene) -> None:
        place = {"n": scene.dice.randrange(2, scene.count), "last": scene.count, "few": scene.dice.randrange(1, 9)}
        with scene.place.forced() as connection:
            assert connection.execute(f"DELETE FROM audit WHERE {condition}", place).rowcount

    return tamper


def _two(scene: Scene, connection: Connection) -> tuple[tuple[object, ...], tuple[object, ...]]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY number").fetchall()
    one, other = scene.dice.sample(rows, 2)
    return tuple(one), tuple(other)


def _swap_entries(scene: Scene) -> None:
    with scene.place.forced() as connection:
        one, other = _two(scene, connection)
        for number, content in ((one[0], other[1:]), (other[0], one[1:])):
            _replace(connection, (number, *content))


def _swap_macs(scene: Scene) -> None:
    with scene.place.forced() as connection:
        one, other = _two(scene, connection)
        _replace(connection, (*one[:-1], other[-1]))
        _replace(connection, (*other[:-1], one[-1]))


def _close_the_gap(scene: Scene) -> None:
    number = scene.dice.randrange(1, scene.count)
    with scene.place.forced() as connection:
        connection.execute("DELETE FROM audit WHERE number = ?", (number,))
        rows = connection.execute("SELECT number FROM audit WHERE number > ? ORDER BY number", (number,)).fetchall()
        for (later,) in rows:
            connection.execute("UPDATE audit SET number = ? WHERE number = ?", (later - 1, later))


def _make_room(scene: Scene) -> None:
    """An entry that was never written, between two that were."""
    number = scene.number
    with scene.place.forced() as connection:
        rows = connection.execute("SELECT number FROM audit WHERE number >= ? ORDER BY number DESC", (number,))
        for (later,) in rows.fetchall():
            connection.execute("UPDATE audit SET number = ? WHERE number = ?", (later + 1, later))
        _insert(connection, number, scene.dice.randbytes(32))


def _append(mac: Callable[[Scene, Connection], bytes]) -> Tampering:
    def tamper(scene: Scene) -> None:
        last = scene.count
        with scene.place.forced() as connection:
            _insert(connection, last + 1, mac(scene, connection))

    return tamper


def _before_the_first(scene: Scene) -> None:
    with scene.place.forced() as connection:
        _insert(connection, scene.dice.choice([0, -1, -(2**62)]), scene.dice.randbytes(32))


def _replay(scene: Scene) -> None:
    with scene.place.forced() as connection:
        one, _other = _two(scene, connection)
        last = connection.execute("SELECT max(number) FROM audit").fetchone()[0]
        _replace(connection, (last + 1, *one[1:]))


def _splice(*, whole: bool) -> Tampering:
    """What was written elsewhere, with true macs, in the place of what was written here."""

    def tamper(scene: Scene) -> None:
        with scene.before.shell() as connection:
            common = connection.execute("SELECT max(number) FROM audit").fetchone()[0]
        with scene.fork.shell() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM audit WHERE number > ?", (common,)).fetchall()
        with scene.place.forced() as connection:
            for row in rows if whole else [scene.dice.choice(rows)]:
                _replace(connection, tuple(row))

    return tamper


def _recompute(key: bytes) -> Tampering:
    """An entry is changed, and every mac from there on made anew with the best key that can be guessed."""

    def tamper(scene: Scene) -> None:
        number = scene.number
        with scene.place.forced() as connection:
            connection.execute("UPDATE audit SET actor = 'nobody' WHERE number = ?", (number,))
            rows = connection.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY number").fetchall()
            before = bytes(32)
            for row in rows:
                entry, mac = tuple(row[:-1]), row[-1]
                if entry[0] >= number:
                    mac = hmac.digest(key, before + json.dumps(entry).encode(), "sha256")
                    connection.execute("UPDATE audit SET mac = ? WHERE number = ?", (mac, entry[0]))
                before = mac

    return tamper


def _put_back(what: Callable[[Scene], Place]) -> Tampering:
    """Another copy of the file in the place of this one; the anchor stays."""

    def tamper(scene: Scene) -> None:
        shutil.copy(what(scene).file, scene.place.file)

    return tamper


def _other_anchor(what: Callable[[Scene], Place]) -> Tampering:
    def tamper(scene: Scene) -> None:
        shutil.copy(what(scene).anchor, scene.place.anchor)

    return tamper


def _write_anchor(text: Callable[[dict[str, object], Scene], str]) -> Tampering:
    def tamper(scene: Scene) -> None:
        scene.place.anchor.write_text(text(json.loads(scene.place.anchor.read_text()), scene))

    return tamper


def _anchored_lower(content: dict[str, object], scene: Scene) -> str:
    """The anchor of an entry further up, its true mac in it, sealed with a guessed key."""
    number = scene.dice.randrange(1, scene.count)
    with scene.place.shell() as connection:
        mac = connection.execute("SELECT mac FROM audit WHERE number = ?", (number,)).fetchone()[0].hex()
    seal = hmac.digest(bytes(32), json.dumps([number, mac]).encode(), "sha256").hex()
    return json.dumps({**content, "number": number, "mac": mac, "seal": seal})


def _cut_and_forge_the_anchor(scene: Scene) -> None:
    scene.place.anchor.write_text(_anchored_lower(json.loads(scene.place.anchor.read_text()), scene))
    number = json.loads(scene.place.anchor.read_text())["number"]
    with scene.place.forced() as connection:
        connection.execute("DELETE FROM audit WHERE number > ?", (number,))


def _cut_and_take_the_anchor(scene: Scene) -> None:
    _delete("number > :n")(scene)
    scene.place.anchor.unlink()


def _make_anew(definition: str) -> Tampering:
    """The table without what keeps it in order; the rows are the same."""

    def tamper(scene: Scene) -> None:
        with scene.place.forced() as connection:
            connection.execute("ALTER TABLE audit RENAME TO former")
            connection.execute(f"CREATE TABLE audit {definition}")
            connection.execute(f"INSERT INTO audit SELECT {_COLUMNS} FROM former")
            connection.execute("DROP TABLE former")

    return tamper


def _run(*statements: str) -> Tampering:
    """Statements after which table and guards are as they leave them."""

    def tamper(scene: Scene) -> None:
        with scene.place.shell() as connection:
            for statement in statements:
                connection.execute(statement)

    return tamper


def _insert(connection: Connection, number: int, mac: bytes) -> None:
    _replace(connection, (number, 5.0, "nobody", "user_added", 1, "ada@example.org", "", mac))


def _replace(connection: Connection, row: tuple[object, ...]) -> None:
    connection.execute("DELETE FROM audit WHERE number = ?", row[:1])
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _copied_mac(_scene: Scene, connection: Connection) -> bytes:
    mac: bytes = connection.execute("SELECT mac FROM audit ORDER BY number DESC").fetchone()[0]
    return mac


#: What is done, in words → how.
TAMPERINGS: dict[str, Tampering] = {
    "another time": _set("at", "at + 1"),
    "another time by a hair": _set("at", "at + 0.000001"),
    "another account": _set("actor", "actor || 'x'"),
    "no account": _set("actor", "''"),
    "another action": _set("action", "CASE action WHEN 'locked' THEN 'unlocked' ELSE 'locked' END"),
    "another user": _set("user_id", "coalesce(user_id, 0) + 1"),
    "another clientUserId": _set("client_user_id", "coalesce(client_user_id, '') || 'x'"),
    "another outcome": _set("outcome", "outcome || ' '"),
    "a text that is no text": _set("outcome", "CAST(x'ff' AS TEXT)"),
    "another number": _set("number", "1000000"),
    "another mac": _set("mac", "randomblob(32)"),
    "no mac": _set("mac", "x''"),
    "one taken out": _delete("number = :n"),
    "the first taken out": _delete("number = 1"),
    "the first few taken out": _delete("number <= :few"),
    "some taken out": _delete("number BETWEEN :n - :few AND :n AND number < :last"),
    "the last taken out": _delete("number = :last"),
    "the end cut off": _delete("number >= :n"),
    "all taken out": _delete("number > 0"),
    "one taken out, the gap closed": _close_the_gap,
    "two swapped": _swap_entries,
    "two macs swapped": _swap_macs,
    "one put in between": _make_room,
    "one put at the end, its mac random": _append(lambda scene, _connection: scene.dice.randbytes(32)),
    "one put at the end, its mac copied": _append(_copied_mac),
    "one put before the first": _before_the_first,
    "one written again at the end": _replay,
    "macs made anew with no key": _recompute(b""),
    "macs made anew with the file's key": _recompute(bytes(range(32))),
    "macs made anew with a hash of the file's key": _recompute(hashlib.sha256(bytes(range(32))).digest()),
    "an older copy of the file": _put_back(lambda scene: scene.before),
    "the file as it went on elsewhere": _put_back(lambda scene: scene.fork),
    "one entry as it was written elsewhere": _splice(whole=False),
    "some entries as they were written elsewhere": _splice(whole=True),
    "an older anchor": _other_anchor(lambda scene: scene.before),
    "another environment's anchor": _other_anchor(lambda scene: scene.other),
    "the anchor as it went on elsewhere": _other_anchor(lambda scene: scene.fork),
    "no anchor": lambda scene: scene.place.anchor.unlink(),
    "an empty anchor": _write_anchor(lambda _content, _scene: ""),
    "an anchor that is no object": _write_anchor(lambda _content, _scene: "[1, 2]"),
    "an anchor that is nested": _write_anchor(lambda _content, _scene: "[" * 4000),
    "an anchor with another number": _write_anchor(
        lambda content, scene: json.dumps({**content, "number": scene.dice.randrange(scene.count)})
    ),
    "an anchor with another mac": _write_anchor(lambda content, _scene: json.dumps({**content, "mac": "00" * 32})),
    "an anchor without a seal": _write_anchor(lambda content, _scene: json.dumps({**content, "seal": ""})),
    "an anchor for less, sealed with a guess": _write_anchor(_anchored_lower),
    "the end cut off, the anchor forged": _cut_and_forge_the_anchor,
    "the end cut off, the anchor taken away": _cut_and_take_the_anchor,
    "the guards taken away": _run("DROP TRIGGER audit_unchanged"),
    "a guard made harmless": _run(
        "DROP TRIGGER audit_undeleted",
        "CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN SELECT 1; END",
    ),
    "the table taken away": _run("DROP TABLE audit"),
    "the table made anew, not strict": _make_anew(
        "(number INTEGER PRIMARY KEY, at REAL, actor TEXT, action TEXT, user_id, client_user_id, outcome, mac)"
    ),
    "the table made anew, without a key": _make_anew(
        "(number, at, actor, action, user_id, client_user_id, outcome, mac)"
    ),
}
