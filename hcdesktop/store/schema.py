"""What every file of the store looks like: its tables, views and migrations as data; ``database`` carries them out.

A step is never edited once it has been released: a change to the tables is a new step.
"""

from __future__ import annotations

from typing import NamedTuple

#: "HCDT" in ASCII: what tells our file from another SQLCipher file that happens to open with the same key.
APPLICATION_ID = 0x48434454


class Step(NamedTuple):
    """What brings a file from the version before to ``version`` (its ``user_version``)."""

    version: int
    statements: tuple[str, ...]


_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        client_user_id TEXT NOT NULL UNIQUE,
        label TEXT NOT NULL,
        sort_name TEXT NOT NULL,                       -- case folded label, else clientUserId
        human_id TEXT,
        public_token TEXT,
        access_token TEXT,
        attention TEXT,
        sources TEXT NOT NULL DEFAULT '[]',            -- JSON array of names
        token_launch_id INTEGER NOT NULL DEFAULT 0,    -- the launch whose answer the tokens are
        changed_at REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX users_by_name ON users (sort_name, id)",
    "CREATE INDEX users_by_human ON users (human_id) WHERE human_id IS NOT NULL",
    # AUTOINCREMENT: answers are ordered by this id, so none may ever be given twice.
    """
    CREATE TABLE launches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id INTEGER NOT NULL REFERENCES users (id),
        mode TEXT NOT NULL,
        begun_at REAL NOT NULL,
        ended_at REAL,
        outcome TEXT,
        problem TEXT,                                  -- JSON object
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    # A finish is pending while it has a session. Its row outlives it, so that a repeated finish is recognised.
    """
    CREATE TABLE finishes (
        id INTEGER PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES users (id),
        launch_id INTEGER NOT NULL REFERENCES launches (id),
        token_hash BLOB NOT NULL UNIQUE,               -- SHA-256 of the sessionToken
        session TEXT,                                  -- JSON object
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        maybe_delivered INTEGER NOT NULL DEFAULT 0,
        next_try_at REAL NOT NULL DEFAULT 0,
        claimed_until REAL NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        kept_at REAL NOT NULL,
        ended_at REAL
    ) STRICT
    """,
    "CREATE INDEX finishes_by_user ON finishes (user_id, state) WHERE session IS NOT NULL",
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        user_id INTEGER REFERENCES users (id),
        launch_id INTEGER,
        kind TEXT NOT NULL,
        detail TEXT NOT NULL                           -- JSON object, redacted
    ) STRICT
    """,
    "CREATE INDEX events_by_user ON events (user_id, id)",
    "CREATE TRIGGER events_unchanged BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER events_undeleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    """
    CREATE TABLE credentials (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        client_secret TEXT,
        app_key TEXT
    ) STRICT
    """,
    """
    CREATE VIEW user_rows AS
    SELECT users.*,
        (SELECT count(*) FROM finishes
            WHERE user_id = users.id AND session IS NOT NULL AND state = 'waiting') AS waiting,
        (SELECT count(*) FROM finishes
            WHERE user_id = users.id AND session IS NOT NULL AND state IN ('parked', 'quarantined')) AS stuck
    FROM users
    """,
)

#: The trail of ``audit``. Numbers follow each other without a gap, so one that is missing was taken away.
AUDIT = (
    """
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        actor TEXT NOT NULL,                           -- the account at this computer
        action TEXT NOT NULL,
        user_id INTEGER,                               -- as it was then: no reference
        client_user_id TEXT,
        outcome TEXT NOT NULL,
        mac BLOB NOT NULL                              -- over this entry and the mac before it
    ) STRICT
    """,
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    # INSERT OR REPLACE fires no trigger for what it deletes.
    "CREATE TRIGGER audit_in_order BEFORE INSERT ON audit"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit)"
    " BEGIN SELECT RAISE(ABORT, 'append-only'); END",
)

#: What a row is by itself; ``store.listing`` lays the pending finishes over it. 0 new, 1 connected, 2 the publicToken
#: is missing, 3 waits for a person (button: Edit), 4 the same (button: Connect): as ``User.state`` and ``mode`` say.
#: The index is of use only to a question with this very text.
STANDING = (
    "(CASE WHEN attention = 'needs_edit' AND human_id IS NULL AND public_token IS NULL THEN 4"
    " WHEN attention IS NOT NULL THEN 3 WHEN public_token IS NOT NULL THEN 1 WHEN human_id IS NOT NULL THEN 2"
    " ELSE 0 END)"
)
#: What the list is sorted by for the column of sources.
FIRST_SOURCE = "lower(json_extract(sources, '$[0]'))"

# The list: what the desk writes down about a person, deleting that can be undone, filtering and sorting. A scan of
# the encrypted table takes 0.45 s for 100,000 users; hence an index for each order, and one for text.
_LIST = (
    "ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE users ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE users ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",  # JSON array
    "ALTER TABLE users ADD COLUMN marked INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE users ADD COLUMN deleted_at REAL",  # 0: purged, nothing of the person is left in the row
    "ALTER TABLE users ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",  # `rows.search_text`
    f"CREATE INDEX users_by_standing ON users ({STANDING})",
    f"CREATE INDEX users_by_source ON users ({FIRST_SOURCE})",
    "CREATE INDEX users_by_change ON users (changed_at)",
    "CREATE INDEX users_marked ON users (marked) WHERE marked",
    "CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL",
    """
    CREATE VIRTUAL TABLE user_search USING fts5 (
        search_text, content = 'users', content_rowid = 'id', columnsize = 0, tokenize = 'trigram case_sensitive 1'
    )
    """,
    # Else the words of a deleted person would stay in the index until it happens to be merged.
    "INSERT INTO user_search (user_search, rank) VALUES ('secure-delete', 1)",
    """
    CREATE TRIGGER users_search_added AFTER INSERT ON users BEGIN
        INSERT INTO user_search (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER users_search_changed AFTER UPDATE OF search_text ON users
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO user_search (user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO user_search (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    "INSERT INTO user_search (user_search) VALUES ('rebuild')",
    "UPDATE users SET search_text = search_text(client_user_id, label, '', '', '[]')",
)

STEPS = (Step(1, _FIRST), Step(2, AUDIT), Step(3, _LIST))

#: Tables from which no row is ever taken away: by their lengths a copy is compared with its original.
GROWING = ("users", "launches", "finishes", "events")
