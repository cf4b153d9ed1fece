"""A file of yesterday's version is opened by tomorrow's program."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hcdesktop.core.models import Mode, SessionToken
from hcdesktop.store.database import Database
from hcdesktop.store.local import LocalStore
from hcdesktop.store.schema import STEPS, Step
from tests.crowd import add_users

KEY = bytes(range(32))
PEOPLE = 20
_LATEST = STEPS[-1].version
#: What tomorrow's program does to the file.
TOMORROW = (
    *STEPS,
    Step(
        _LATEST + 1,
        (
            "ALTER TABLE users ADD COLUMN to_come TEXT NOT NULL DEFAULT 'none'",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT) STRICT",
            "INSERT INTO notes (text) SELECT client_user_id FROM users",
            "UPDATE users SET to_come = 'asked'",
        ),
    ),
    Step(_LATEST + 2, ("DROP TABLE notes",)),
)


def file_of(folder: Path) -> Path:
    return folder / "environments" / "clinic.db"


def prepare(folder: Path) -> None:
    """A file with people and one kept finish."""
    store = LocalStore(file_of(folder), KEY)
    add_users(store, [(f"person-{number}", "x" * 50) for number in range(PEOPLE)], at=1.0)
    launch_id = store.begin_launch(1, Mode.CREATE, at=1.0)
    store.keep_finish(user_id=1, launch_id=launch_id, session=SessionToken(session_token="kept"), at=2.0)
    store.close()


def task(folder: Path) -> None:
    Database(file_of(folder), KEY, busy_timeout=1.0, steps=TOMORROW, copies=folder / "backups").close()


def look(folder: Path) -> str:
    """Opened once more, everything is there; and so it is in every copy that was made."""
    task(folder)
    for path in (file_of(folder), *sorted((folder / "backups").glob("*.db"))):
        with closing(Database(path, KEY, busy_timeout=1.0, steps=TOMORROW, copies=folder / "more")) as opened:
            complaint = _contents(opened)
        if complaint:
            return f"{path.name}: {complaint}"
    return "" if list((folder / "backups").glob(f"*.v{_LATEST}.db")) else "no copy was made"


def _contents(opened: Database) -> str:
    with opened.connection() as connection:
        people = connection.execute("SELECT count(*) FROM users WHERE to_come = 'asked'").fetchone()[0]
        kept = connection.execute("SELECT count(*) FROM finishes WHERE session IS NOT NULL").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    found = (people, kept, version)
    return "" if found == (PEOPLE, 1, TOMORROW[-1].version) else str(found)
