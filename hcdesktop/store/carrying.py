"""What a restored copy takes over from the file in whose place it comes, as data; ``restoring`` carries it out.

The file is attached as ``present``. Users are matched by clientUserId, launches by id, finishes by the hash of their
token. What was finished in either of the two is finished; of tokens the answer of the later launch wins, and never
nothing over a value (decision 6). A table that is added to the schema needs its line here.
"""

from __future__ import annotations

from hcdesktop.store.deletions import ARRIVING

_SAME_USER = """
    JOIN present.users AS theirs ON theirs.id = their.user_id
    JOIN main.users AS ours ON ours.client_user_id = theirs.client_user_id
"""
_USERS = """
    INSERT INTO main.users (client_user_id, label, sort_name, human_id, public_token, access_token, attention, sources,
        token_launch_id, changed_at)
    SELECT client_user_id, label, sort_name, human_id, public_token, access_token, attention, sources,
        token_launch_id, changed_at
    FROM present.users AS their
    WHERE {which} AND client_user_id NOT IN (SELECT client_user_id FROM main.users)
"""
_LAUNCHES = """
    INSERT INTO main.launches (id, user_id, mode, begun_at, ended_at, outcome, problem, detail)
    SELECT their.id, ours.id, their.mode, their.begun_at, their.ended_at, their.outcome, their.problem, their.detail
    FROM present.launches AS their {same_user}
    WHERE {which} AND their.id NOT IN (SELECT id FROM main.launches)
"""
_FINISHES = """
    INSERT INTO main.finishes (user_id, launch_id, token_hash, session, state, attempts, maybe_delivered, next_try_at,
        problem, kept_at, ended_at)
    SELECT ours.id, their.launch_id, their.token_hash, their.session, their.state, their.attempts,
        their.maybe_delivered, iif(their.claimed_until > 0, 0, their.next_try_at), their.problem, their.kept_at,
        their.ended_at
    FROM present.finishes AS their {same_user}
    WHERE {which}
    ON CONFLICT (token_hash) DO UPDATE SET
        session = iif(session IS NULL, NULL, excluded.session),
        ended_at = coalesce(ended_at, excluded.ended_at),
        state = excluded.state, attempts = excluded.attempts, maybe_delivered = excluded.maybe_delivered,
        next_try_at = excluded.next_try_at, problem = excluded.problem, claimed_until = 0
"""
_TOKENS = """
    UPDATE main.users SET
        human_id = coalesce(their.human_id, users.human_id),
        public_token = coalesce(their.public_token, users.public_token),
        access_token = coalesce(their.access_token, users.access_token),
        attention = their.attention, sources = their.sources,
        token_launch_id = their.token_launch_id, changed_at = their.changed_at
    FROM present.users AS their
    WHERE their.client_user_id = users.client_user_id
        AND (their.token_launch_id, their.changed_at) > (users.token_launch_id, users.changed_at)
"""
_OUTCOMES = """
    UPDATE main.launches SET ended_at = their.ended_at, outcome = their.outcome, problem = their.problem,
        detail = their.detail
    FROM present.launches AS their WHERE their.id = launches.id AND launches.outcome IS NULL
"""
_EVENTS = """
    INSERT INTO main.events (id, at, user_id, launch_id, kind, detail)
    SELECT their.id, their.at, ours.id, their.launch_id, their.kind, their.detail
    FROM present.events AS their
    LEFT JOIN present.users AS theirs ON theirs.id = their.user_id
    LEFT JOIN main.users AS ours ON ours.client_user_id = theirs.client_user_id
    WHERE their.id > (SELECT coalesce(max(id), 0) FROM main.events) AND (their.user_id IS NULL OR ours.id IS NOT NULL)
"""
_CREDENTIALS = """
    INSERT INTO main.credentials (id, client_secret, app_key)
    SELECT id, client_secret, app_key FROM present.credentials WHERE true
    ON CONFLICT (id) DO UPDATE SET client_secret = coalesce(excluded.client_secret, client_secret),
        app_key = coalesce(excluded.app_key, app_key)
"""
# No launch's id may ever be given twice: answers are ordered by it.
_SEQUENCE = (
    "INSERT INTO main.sqlite_sequence (name, seq) SELECT 'launches', 0"
    " WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = 'launches')",
    "UPDATE main.sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM present.sqlite_sequence"
    " WHERE name = 'launches'), 0)) WHERE name = 'launches'",
)

#: The audit trail goes on from where the copy's ends; only where both are one trail up to there.
CARRIED_AUDIT = (
    "INSERT INTO main.audit SELECT * FROM present.audit"
    " WHERE number > (SELECT coalesce(max(number), 0) FROM main.audit) AND EXISTS ("
    "SELECT 1 FROM (SELECT number, mac FROM main.audit ORDER BY number DESC LIMIT 1) AS ours"
    " JOIN present.audit AS theirs ON theirs.number = ours.number AND theirs.mac = ours.mac"
    " UNION ALL SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM main.audit)) ORDER BY number",
)

#: Somebody who was only added since, and never launched, is in the copy or is not; whoever was about to be is not.
_KNOWN = (
    f"coalesce(deleted_at, 0) < {ARRIVING} AND (human_id IS NOT NULL OR public_token IS NOT NULL"  # noqa: S608
    " OR id IN (SELECT user_id FROM present.launches))"
)
CARRIED = (
    _USERS.format(which=_KNOWN),
    _LAUNCHES.format(same_user=_SAME_USER, which="true"),
    _FINISHES.format(same_user=_SAME_USER, which="true"),
    _TOKENS,
    _OUTCOMES,
    _CREDENTIALS,
    *_SEQUENCE,
    _EVENTS,
)
#: One finish alone, with what it needs: ``:id``.
CARRIED_FINISH = (
    _USERS.format(which="id = (SELECT user_id FROM present.finishes WHERE id = :id)"),
    _LAUNCHES.format(same_user=_SAME_USER, which="their.id = (SELECT launch_id FROM present.finishes WHERE id = :id)"),
    _FINISHES.format(same_user=_SAME_USER, which="their.id = :id"),
)
#: When nobody knows how many launches there have been since the copy: further than any desk gets.
LAUNCHES_MAY_BE_LOST = (
    "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)"
    " SELECT (SELECT rowid FROM sqlite_sequence WHERE name = 'launches'), 'launches',"
    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'launches'), 0) + 1000000"
)
