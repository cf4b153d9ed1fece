"""The durable finish (decision 5): kept before anything is sent, gone in the transaction that stores the tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hcdesktop.core.audit import AuditAction
from hcdesktop.core.errors import ErrorKind, StoreError
from hcdesktop.core.models import Attention, FinishState, PendingFinish, SessionToken, Tokens, User
from hcdesktop.store.audit import Audited
from hcdesktop.store.rows import finish_from_row, session_to_text, token_hash
from hcdesktop.store.users import forget_human_id, learn_human_id, read_user, write_tokens

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Those of the deleted rest until they are brought back.
_LISTED = "user_id NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)"


class Finishes(Audited):
    """The part of the store that loses no finish; the contract of every method is in ``core.ports.Store``."""

    def keep_finish(self, *, user_id: int, launch_id: int, session: SessionToken, at: float) -> PendingFinish | None:
        """Writes a finish down, once."""
        digest = token_hash(session.session_token)
        with self._trail.transaction() as connection:
            added = connection.execute(
                "INSERT INTO finishes (user_id, launch_id, token_hash, session, state, kept_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token_hash) DO NOTHING",
                (user_id, launch_id, digest, session_to_text(session), FinishState.WAITING, at),
            )
            if added.rowcount and session.human_id is not None:
                learn_human_id(connection, user_id, session.human_id, at=at)
            if added.rowcount:
                self._trail.add(connection, AuditAction.FINISH_KEPT, user_id=user_id)
            row = connection.execute(
                "SELECT * FROM finishes WHERE token_hash = ? AND session IS NOT NULL", (digest,)
            ).fetchone()
        return None if row is None else finish_from_row(row)

    def finish(self, finish_id: int) -> PendingFinish | None:
        """One pending finish."""
        with self._database.connection(brief=True) as connection:
            return _read_pending(connection, finish_id)

    def finishes(self, *, user_id: int | None = None, state: FinishState | None = None) -> list[PendingFinish]:
        """The pending finishes of all or one, in any or one state."""
        asked = {name: value for name, value in (("user_id", user_id), ("state", state)) if value is not None}
        wanted = "".join(f" AND {name} = :{name}" for name in asked)
        # The index holds the pending ones only; left to itself, SQLite reads through all that ever were.
        with self._database.connection(brief=True) as connection:
            rows = connection.execute(
                "SELECT * FROM finishes INDEXED BY finishes_by_user WHERE session IS NOT NULL"  # noqa: S608  # own words
                f"{wanted} AND {_LISTED} ORDER BY id",
                asked,
            ).fetchall()
        return [finish_from_row(row) for row in rows]

    def waiting_finishes(self) -> list[tuple[int, float]]:
        """Which finishes wait, and until when."""
        with self._database.connection(brief=True) as connection:
            rows = connection.execute(
                "SELECT id, next_try_at FROM finishes INDEXED BY finishes_by_user"  # noqa: S608  # own words
                f" WHERE session IS NOT NULL AND state = ? AND {_LISTED} ORDER BY id",
                (FinishState.WAITING,),
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def count_finishes(self) -> int:
        """How many pending finishes there are."""
        with self._database.connection(brief=True) as connection:
            count: int = connection.execute(
                f"SELECT count(*) FROM finishes INDEXED BY finishes_by_user WHERE session IS NOT NULL AND {_LISTED}"  # noqa: S608
            ).fetchone()[0]
        return count

    def claim_finish(self, finish_id: int, *, at: float, lease: float) -> PendingFinish | None:
        """Takes a finish for one attempt; only one caller gets it, in whatever thread or process."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT * FROM finishes AS me WHERE id = :id AND session IS NOT NULL"
                " AND state = :waiting AND next_try_at <= :at AND NOT EXISTS ("
                "SELECT 1 FROM finishes WHERE user_id = me.user_id AND session IS NOT NULL AND claimed_until > :at)",
                {"id": finish_id, "waiting": FinishState.WAITING, "at": at},
            ).fetchone()
            if row is None:
                return None
            until = at + lease
            # Due again when the lease ends: nobody who asks what is due has to look at claims.
            connection.execute(
                "UPDATE finishes SET attempts = attempts + 1, maybe_delivered = 1, claimed_until = :until,"
                " next_try_at = :until WHERE id = :id",
                {"until": until, "id": finish_id},
            )
        before = finish_from_row(row)
        return replace(before, attempts=before.attempts + 1, claimed_until=until)

    def release_finish(
        self,
        finish_id: int,
        *,
        state: FinishState,
        problem: str,
        maybe_delivered: bool,
        next_try_at: float = 0.0,
        attempt: int | None = None,
    ) -> PendingFinish | None:
        """Gives a claim back; one for a finish that has ended meanwhile, or that a later attempt has, changes
        nothing."""
        with self._trail.transaction() as connection:
            before = _read_pending(connection, finish_id)
            if before is None or attempt not in (None, before.attempts):
                return before
            if _is_stopped(before) and state is FinishState.WAITING:
                state, problem = before.state, before.problem
            connection.execute(
                "UPDATE finishes SET state = ?, problem = ?, maybe_delivered = ?, next_try_at = ?, claimed_until = 0"
                " WHERE id = ?",
                (state, problem, maybe_delivered, next_try_at, finish_id),
            )
            if state is FinishState.QUARANTINED:
                # The answer spoke against this finish: its humanId may be somebody else's, and must open nothing here.
                forget_human_id(connection, before.user_id, before.session.human_id)
                self._trail.add(connection, AuditAction.FINISH_QUARANTINED, user_id=before.user_id, outcome=problem)
            if state is not FinishState.WAITING:
                # A later launch may have been answered already, and then nothing would ever make this one moot again.
                user = read_user(connection, before.user_id)
                _end_stuck(connection, user.id, before_launch=user.token_launch_id, at=user.changed_at)
            return _read_pending(connection, finish_id)

    def release_claims(self) -> int:
        """Claims of processes that have died are void at once; only for a process that is alone with the file."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE finishes SET next_try_at = 0, claimed_until = 0 WHERE session IS NOT NULL AND claimed_until > 0"
            ).rowcount

    def complete_finish(self, finish_id: int, tokens: Tokens, *, at: float) -> User:
        """Tokens in, finish out; a finish that has ended before changes nothing."""
        with self._trail.transaction() as connection:
            finish = _read_pending(connection, finish_id)
            if finish is None:
                return _owner(connection, finish_id)
            user = read_user(connection, finish.user_id)
            _end(connection, finish_id, at)
            if user.stuck:
                _end_stuck(connection, user.id, before_launch=finish.launch_id, at=at)
            outdated = finish.launch_id <= user.token_launch_id
            outcome = "outdated" if outdated else "stored"
            self._trail.add(connection, AuditAction.TOKENS_STORED, user_id=user.id, outcome=outcome)
            if outdated:
                return read_user(connection, user.id)
            return write_tokens(
                connection,
                user.id,
                human_id=tokens.human_id,
                public_token=tokens.public_token,
                access_token=tokens.access_token,
                launch_id=finish.launch_id,
                at=at,
            )

    def drop_finish(
        self,
        finish_id: int,
        *,
        attention: Attention | None,
        public_token: str | None,
        at: float,
        attempt: int | None = None,
    ) -> User:
        """Finish out, row marked; a finish that has ended before, or that a later attempt has, changes nothing."""
        with self._trail.transaction() as connection:
            finish = _read_pending(connection, finish_id)
            user = _owner(connection, finish_id)
            if finish is None or attempt not in (None, finish.attempts):
                return user
            _end(connection, finish_id, at)
            if public_token is not None:
                _end_stuck(connection, user.id, before_launch=finish.launch_id, at=at)
            action = AuditAction.FINISH_DROPPED if public_token is None else AuditAction.TOKEN_RECOVERED
            self._trail.add(connection, action, user_id=user.id, outcome=attention or "")
            # The token was recovered for the humanId of the row or, where it had none, of this finish.
            human_id = None if public_token is None else user.human_id or finish.session.human_id
            return write_tokens(
                connection, user.id, human_id=human_id, public_token=public_token, attention=attention, at=at
            )

    def retry_finishes(self, *, user_id: int | None = None) -> int:
        """Makes due what waits or is parked."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE finishes INDEXED BY finishes_by_user SET state = ?, next_try_at = claimed_until,"
                " problem = CASE problem WHEN ? THEN '' ELSE problem END"
                " WHERE session IS NOT NULL AND user_id = coalesce(?, user_id) AND state IN (?, ?)"
                " AND user_id NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)",
                (FinishState.WAITING, ErrorKind.STOPPED, user_id, FinishState.WAITING, FinishState.PARKED),
            ).rowcount

    def stop_finishes(self, *, user_id: int | None = None) -> int:
        """Parks what waits, until somebody wants it tried again."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE finishes INDEXED BY finishes_by_user SET state = ?, problem = ?"
                " WHERE session IS NOT NULL AND user_id = coalesce(?, user_id) AND state = ?",
                (FinishState.PARKED, ErrorKind.STOPPED, user_id, FinishState.WAITING),
            ).rowcount


def _is_stopped(finish: PendingFinish) -> bool:
    return finish.state is FinishState.PARKED and finish.problem == ErrorKind.STOPPED


def _read_pending(connection: Connection, finish_id: int) -> PendingFinish | None:
    row = connection.execute("SELECT * FROM finishes WHERE id = ? AND session IS NOT NULL", (finish_id,)).fetchone()
    return None if row is None else finish_from_row(row)


def _owner(connection: Connection, finish_id: int) -> User:
    row = connection.execute("SELECT user_id FROM finishes WHERE id = ?", (finish_id,)).fetchone()
    if row is None:
        raise StoreError(ErrorKind.STORE_FAILED, reason="no such finish")
    return read_user(connection, row["user_id"])


def _end(connection: Connection, finish_id: int, at: float) -> None:
    """Wipes the secrets (``secure_delete`` overwrites them) and leaves the hash."""
    connection.execute(
        "UPDATE finishes SET session = NULL, claimed_until = 0, ended_at = ? WHERE id = ?", (at, finish_id)
    )


def _end_stuck(connection: Connection, user_id: int, *, before_launch: int, at: float) -> None:
    """What an earlier launch left for a person to mend is moot once a later one has been answered."""
    rows = connection.execute(
        "SELECT id FROM finishes WHERE user_id = ? AND launch_id < ? AND session IS NOT NULL AND state IN (?, ?)",
        (user_id, before_launch, FinishState.PARKED, FinishState.QUARANTINED),
    ).fetchall()
    for row in rows:
        _end(connection, row["id"], at)
