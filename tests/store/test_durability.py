"""What another process sees, and what is left when one dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hcdesktop.core.models import FinishState, PendingFinish, User
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

_ROOT = Path(__file__).parents[2]

_OPEN = """
import os, sys
from pathlib import Path
from hcdesktop.core.models import FinishState, Mode, SessionToken
from hcdesktop.store.local import LocalStore
store = LocalStore(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
"""

_KEEP_AND_DIE = """
user = store.add_user(client_user_id="ada", at=1.0)
launch_id = store.begin_launch(user.id, Mode.CREATE, at=1.0)
for number in range(5):
    session = SessionToken(session_token=f"s-{number}", raw={"n": number})
    store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=2.0)
os._exit(9)
"""

_CLAIM_AND_DIE = """
store.claim_finish(store.finishes()[0].id, at=10.0, lease=5.0)
os._exit(9)
"""

_DIE_HALFWAY = """
with store._database.transaction() as connection:
    connection.execute("UPDATE finishes SET session = NULL")
    os._exit(9)
"""

_CLAIM = """
sys.stdin.readline()
claimed = store.claim_finish(int(sys.argv[3]), at=10.0, lease=5.0)
print("mine" if claimed else "not mine")
"""


def _start(script: str, path: Path, key: bytes, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _OPEN + script, str(path), key.hex(), *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _die(script: str, path: Path, key: bytes) -> None:
    with _start(script, path, key) as process:
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (9, "")


def test_a_second_store_on_the_file_sees_the_finish_at_once(
    open_store: Callable[..., LocalStore], user: User, keep: Callable[..., PendingFinish]
) -> None:
    second = open_store()
    finish = keep(user)
    assert second.finish(finish.id) == finish


def test_a_process_that_dies_right_after_keeping_loses_nothing(
    path: Path, key: bytes, open_store: Callable[..., LocalStore]
) -> None:
    _die(_KEEP_AND_DIE, path, key)
    kept = open_store().finishes()
    assert [finish.session.session_token for finish in kept] == [f"s-{number}" for number in range(5)]
    assert [finish.session.raw for finish in kept] == [{"n": number} for number in range(5)]
    assert {finish.state for finish in kept} == {FinishState.WAITING}


def test_a_process_that_dies_during_an_attempt_leaves_word_of_it(
    path: Path, key: bytes, store: LocalStore, user: User, keep: Callable[..., PendingFinish]
) -> None:
    finish = keep(user)
    _die(_CLAIM_AND_DIE, path, key)
    assert store.claim_finish(finish.id, at=14.0, lease=5.0) is None
    claimed = store.claim_finish(finish.id, at=15.0, lease=5.0)
    assert claimed is not None
    assert (claimed.attempts, claimed.maybe_delivered) == (2, True)


def test_a_process_that_dies_in_a_transaction_changes_nothing_and_locks_nothing(
    path: Path, key: bytes, store: LocalStore, user: User, keep: Callable[..., PendingFinish]
) -> None:
    finish = keep(user)
    _die(_DIE_HALFWAY, path, key)
    assert store.finishes() == [finish]
    assert keep(user, "s-2").id != finish.id


def test_of_several_processes_one_gets_the_claim(
    path: Path, key: bytes, user: User, keep: Callable[..., PendingFinish]
) -> None:
    finish = keep(user)
    processes = [_start(_CLAIM, path, key, finish.id) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert sorted(answers) == [("mine\n", "")] + [("not mine\n", "")] * 3


def test_every_commit_waits_for_the_disk(
    store: LocalStore, peek: Callable[[], AbstractContextManager[Connection]]
) -> None:
    names = ("synchronous", "foreign_keys", "secure_delete", "temp_store", "busy_timeout")
    with store._database.connection() as connection:
        settings = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    assert settings == {"synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2, "busy_timeout": 5000}
    with peek() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
