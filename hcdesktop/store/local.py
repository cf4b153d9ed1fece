"""The store of one environment: everything ``core`` keeps, in one encrypted file (decision 7)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.models import Credentials, Mode, Outcome
from hcdesktop.store.arrivals import Arrivals
from hcdesktop.store.audit import Trail, os_user
from hcdesktop.store.database import Database, check
from hcdesktop.store.deletions import Deletions
from hcdesktop.store.finishes import Finishes
from hcdesktop.store.listing import Listings
from hcdesktop.store.log import Log
from hcdesktop.store.orders import Orders
from hcdesktop.store.rows import object_to_text, session_from_text, storable
from hcdesktop.store.users import Users, read_user


class LocalStore(Users, Arrivals, Listings, Deletions, Finishes, Log):
    """``core.ports.Store`` over a file: every method is one transaction and may be called from any thread.

    Raises ``StoreError`` (or ``InvalidInput`` where the port says so) if and only if it did not happen.
    """

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        busy_timeout: float = 5.0,
        copies: Path | None = None,
        actor: str | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Opens the file, or makes it (mode 0600, its folder 0700); ``key`` has 32 bytes and no passphrase behind it.

        ``busy_timeout``: seconds to wait for another process's transaction; ``copies``: the folder for a copy before an
        upgrade; ``actor`` and ``now``: who and when it is in the audit trail (the account that the process runs as,
        unless told). Raises ``StoreError``: ``STORE_UNREADABLE`` for another key or a damaged file, ``STORE_MISSING``
        for one of which only the log is left, ``STORE_NEWER``, ``STORE_LOCKED``, ``STORE_FULL``, ``STORE_READ_ONLY``.
        """
        database = Database(path, key, busy_timeout=busy_timeout, copies=copies)
        trail = Trail(database, path, key, actor=os_user() if actor is None else actor, now=now, timeout=busy_timeout)
        super().__init__(database, trail)
        self._orders = Orders()
        try:
            trail.begin()
        except BaseException:
            self.close()
            raise

    @property
    def put_aside(self) -> tuple[Path, ...]:
        """What a crash had left damaged when the file was opened, under the name by which it is kept."""
        return self._database.put_aside

    def together(self) -> AbstractContextManager[None]:
        """What is called in this block, on this thread, is one transaction."""
        return self._database.together()

    def afterwards(self, step: Callable[[], None]) -> None:
        """Calls this when what was called before is on disk."""
        self._database.afterwards(step)

    def check(self) -> None:
        """Reads every page, some 0.3 s for 100 MB. Raises ``StoreError`` (``STORE_UNREADABLE``) for a damaged one."""
        with self._database.connection() as connection:
            check(connection)

    def copy_to(self, target: Path) -> None:
        """An encrypted copy under the same key, see ``Database.copy_to``."""
        self._database.copy_to(target)

    def hand_key_to(self, keep: Callable[[bytes], None]) -> None:
        """For those who keep the key in another place as well."""
        self._database.hand_key_to(keep)

    # --- launches

    def begin_launch(self, user_id: int, mode: Mode, *, at: float) -> int:
        """A new launch of this user. Raises ``InvalidInput`` (``UNKNOWN_USER``)."""
        with self._trail.transaction() as connection:
            read_user(connection, user_id)
            row = connection.execute(
                "INSERT INTO launches (user_id, mode, begun_at) VALUES (?, ?, ?) RETURNING id", (user_id, mode, at)
            ).fetchone()
            self._trail.add(connection, AuditAction.LAUNCH_BEGUN, user_id=user_id, outcome=mode)
        launch_id: int = row["id"]
        return launch_id

    def end_launch(self, launch_id: int, outcome: Outcome, *, at: float) -> None:
        """The first outcome of a launch; its session is kept by ``keep_finish``, not here."""
        problem = None if outcome.problem is None else object_to_text(asdict(outcome.problem))
        with self._trail.transaction() as connection:
            row = connection.execute(
                "UPDATE launches SET outcome = ?, problem = ?, detail = ?, ended_at = ?"
                " WHERE id = ? AND outcome IS NULL RETURNING user_id",
                (outcome.kind, problem, storable(outcome.detail), at, launch_id),
            ).fetchone()
            if row is not None:
                self._trail.add(connection, AuditAction.LAUNCH_ENDED, user_id=row[0], outcome=outcome.kind)

    # --- credentials

    def credentials(self) -> Credentials:
        """The environment's secrets; none before they are set."""
        with self._database.connection(brief=True) as connection:
            row = connection.execute("SELECT client_secret, app_key FROM credentials").fetchone()
        return Credentials() if row is None else Credentials(client_secret=row[0], app_key=row[1])

    def set_credentials(self, credentials: Credentials) -> None:
        """Replaces both."""
        with self._trail.transaction() as connection:
            before = connection.execute("SELECT client_secret, app_key FROM credentials").fetchone() or (None, None)
            connection.execute(
                "INSERT OR REPLACE INTO credentials (id, client_secret, app_key) VALUES (1, ?, ?)",
                (credentials.client_secret, credentials.app_key),
            )
            pairs = zip(
                before, (credentials.client_secret, credentials.app_key), ("clientSecret", "appKey"), strict=True
            )
            changed = [name for old, new, name in pairs if old != new]
            self._trail.add(connection, AuditAction.CREDENTIALS_CHANGED, outcome=" ".join(changed) or "the same")

    def secrets(self) -> frozenset[str]:
        """What the redactor must never let through."""
        # The finishes first: one that is finalized in between is then there twice, as session and as tokens.
        with self._database.connection() as connection:
            sessions = {
                session_from_text(row[0]).session_token
                for row in connection.execute("SELECT session FROM finishes WHERE session IS NOT NULL").fetchall()
            }
        with self._database.connection() as connection:
            values = connection.execute(
                "SELECT client_secret FROM credentials UNION SELECT app_key FROM credentials"
                " UNION SELECT access_token FROM users UNION SELECT public_token FROM users"
            ).fetchall()
        return frozenset(sessions | {value for (value,) in values if value})

    def close(self) -> None:
        """Closes the file, once nothing uses it any more."""
        self._trail.close()
        self._database.close()
