"""The store in the states that its tests start from, and a second pair of eyes on its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from hcdesktop.core.models import Mode, PendingFinish, SessionToken, Tokens, User
from hcdesktop.store.local import LocalStore

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from sqlite3 import Connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is: in a folder that is not there yet, with a name that needs quoting in an address."""
    return tmp_path / "environments" / "Klinik Süd #1?.db"


@pytest.fixture
def key() -> bytes:
    return bytes(range(32))


@pytest.fixture
def open_store(path: Path, key: bytes) -> Iterator[Callable[..., LocalStore]]:
    """Opens the file once more, as another process would; every one is closed at the end."""
    opened: list[LocalStore] = []

    def open_one(*, key: bytes = key, path: Path = path, busy_timeout: float = 5.0) -> LocalStore:
        opened.append(LocalStore(path, key, busy_timeout=busy_timeout))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., LocalStore]) -> LocalStore:
    """An empty store."""
    return open_store()


@pytest.fixture
def user(store: LocalStore) -> User:
    """Somebody who has never connected."""
    return store.add_user(client_user_id="ada@example.org", label="Ada", at=1.0)


@pytest.fixture
def connected(store: LocalStore) -> User:
    """Somebody with tokens."""
    return store.add_known_user(
        client_user_id="bob@example.org",
        label="Bob",
        human_id="human-bob",
        public_token="public-bob",
        access_token="access-bob",
        sources=["Starfleet Medical"],
        at=1.0,
    )


@pytest.fixture
def keep(store: LocalStore) -> Callable[..., PendingFinish]:
    """A launch of this user that has brought this session token."""

    def keep_one(user: User, token: str = "session-1", *, human_id: str | None = None) -> PendingFinish:
        launch_id = store.begin_launch(user.id, Mode.CREATE, at=2.0)
        session = SessionToken(session_token=token, human_id=human_id, raw={"sessionToken": token})
        finish = store.keep_finish(user_id=user.id, launch_id=launch_id, session=session, at=2.0)
        assert finish is not None
        return finish

    return keep_one


@pytest.fixture
def tokens() -> Callable[[str], Tokens]:
    """A complete answer, every value of it ending in the given word."""
    return lambda word: Tokens(human_id=f"human-{word}", access_token=f"access-{word}", public_token=f"public-{word}")


@pytest.fixture
def peek(path: Path, key: bytes) -> Callable[[], AbstractContextManager[Connection]]:
    """The file itself, past the store."""

    @contextmanager
    def peeking() -> Iterator[Connection]:
        with closing(dbapi2.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            yield connection

    return peeking
