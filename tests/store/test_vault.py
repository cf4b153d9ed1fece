"""Where the key comes from: three vaults, and every way in which one can fail. None falls back to another."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from hcdesktop.core.errors import ErrorKind, VaultError
from hcdesktop.store import vault as vault_module
from hcdesktop.store.files import slug
from hcdesktop.store.vault import FileVault, KeyringVault, PassphraseVault, RecoveryVault, Vault

NAMES = ["Simulator", "Klinik Süd", "東京 🏥", "a/b\\c:d", "e\u0301"]


class MemoryKeyring(KeyringBackend):
    """A keyring as it should be. (Without a priority, so that ``keyring`` never takes it by itself.)"""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class ForgetfulKeyring(MemoryKeyring):
    """Accepts everything, keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class CuttingKeyring(MemoryKeyring):
    """Keeps less than it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:-2])


class RaisingKeyring(MemoryKeyring):
    """Raises what it is told to, wherever it is told to."""

    def __init__(self, problem: Exception, *, where: str) -> None:
        super().__init__()
        self._problem = problem
        self._where = where

    def get_password(self, service: str, username: str) -> str | None:
        self._maybe_raise("get")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._maybe_raise("set")
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._maybe_raise("delete")

    def _maybe_raise(self, where: str) -> None:
        if where == self._where:
            raise self._problem


class HangingKeyring(MemoryKeyring):
    """Waits for somebody to unlock it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()
        self.asked: list[threading.Thread] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(threading.current_thread())
        self.unlocked.wait(30)
        return super().get_password(service, username)


class PlaintextKeyring(MemoryKeyring):
    """Stands for keyrings.alt.file.PlaintextKeyring."""


class HarmlessLooking(PlaintextKeyring):
    """Stands for a keyring that only adds to one."""


class Chainer(MemoryKeyring):
    """Stands for keyring.backends.chainer: several keyrings, best first, each one asked until one does it."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = list(backends)


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture(params=["file", "keyring", "passphrase"])
def vault(request: pytest.FixtureRequest, tmp_path: Path, ring: MemoryKeyring) -> Vault:
    """Each of the three."""
    vaults: dict[str, Callable[[], Vault]] = {
        "file": lambda: FileVault(tmp_path / "keys"),
        "keyring": lambda: KeyringVault(ring),
        "passphrase": lambda: PassphraseVault(tmp_path / "keys", "correct horse"),
    }
    return vaults[request.param]()


def _refusal(call: Callable[[], object]) -> VaultError:
    with pytest.raises(VaultError) as caught:
        call()
    return caught.value


# --- what they have in common


def test_a_key_is_made_once_and_then_given_again(vault: Vault) -> None:
    made = vault.key("Simulator", create=True)
    assert len(made) == 32
    assert vault.key("Simulator", create=True) == made
    assert vault.key("Simulator", create=False) == made


def test_every_environment_has_a_key_of_its_own(vault: Vault) -> None:
    made = {name: vault.key(name, create=True) for name in NAMES}
    assert len(set(made.values())) == len(NAMES)
    assert {name: vault.key(name, create=False) for name in NAMES} == made


def test_a_missing_key_is_told_and_not_replaced(vault: Vault) -> None:
    assert _refusal(lambda: vault.key("Simulator", create=False)).kind is ErrorKind.KEY_MISSING
    assert _refusal(lambda: vault.key("Simulator", create=False)).kind is ErrorKind.KEY_MISSING


def test_a_forgotten_key_is_gone_and_the_others_stay(vault: Vault) -> None:
    other = vault.key("other", create=True)
    vault.key("Simulator", create=True)
    vault.forget("Simulator")
    vault.forget("Simulator")
    assert _refusal(lambda: vault.key("Simulator", create=False)).kind is ErrorKind.KEY_MISSING
    assert vault.key("other", create=False) == other


def test_a_key_that_was_lost_can_be_put_back(vault: Vault) -> None:
    vault.key("Simulator", create=True)
    for key in (bytes(range(32)), bytes(32)):
        vault.keep("Simulator", key)
        assert vault.key("Simulator", create=False) == key


def test_no_vault_shows_what_it_holds(vault: Vault) -> None:
    key = vault.key("Simulator", create=True)
    shown = repr(vault)
    assert key.hex() not in shown
    assert "correct horse" not in shown


# --- recovery


def test_a_recovery_passphrase_opens_the_same_key_and_changes_nothing_else(tmp_path: Path) -> None:
    vault = PassphraseVault(tmp_path, "correct horse")
    key = vault.key("Clinic", create=True)
    before = (tmp_path / f"{slug('Clinic')}.key.json").read_bytes()
    RecoveryVault(tmp_path, "battery staple").keep("Clinic", key)
    assert RecoveryVault(tmp_path, "battery staple").key("Clinic", create=False) == key
    assert (tmp_path / f"{slug('Clinic')}.key.json").read_bytes() == before
    path = tmp_path / f"{slug('Clinic')}.recovery.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key.hex() not in path.read_text()
    assert _refusal(lambda: RecoveryVault(tmp_path, "x").key("Clinic", create=False)).kind is ErrorKind.PASSPHRASE_WRONG


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, ErrorKind.STORE_FULL),
        (errno.EROFS, ErrorKind.STORE_READ_ONLY),
        (errno.EIO, ErrorKind.KEYRING_FAILED),
    ],
)
def test_a_full_disk_is_no_keyrings_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: ErrorKind
) -> None:
    def fail(*_args: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", fail)
        refusal = _refusal(lambda: PassphraseVault(tmp_path, "correct horse").key("Clinic", create=True))
    assert (refusal.kind, refusal.params) == (kind, {"reason": errno.errorcode[number]})


# --- files


def test_a_key_file_is_private_and_named_after_its_environment(tmp_path: Path) -> None:
    key = FileVault(tmp_path / "keys").key("Klinik Süd", create=True)
    path = tmp_path / "keys" / f"{slug('Klinik Süd')}.key"
    assert path.read_text() == key.hex()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, b"00" * 33, b"\xff\xfe", b"zz" * 32])
def test_a_damaged_key_file_is_told_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"{slug('Simulator')}.key"
    path.write_bytes(content)
    refusal = _refusal(lambda: FileVault(tmp_path).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.KEY_MISSING, {"reason": "damaged"})
    assert path.read_bytes() == content


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_what_the_system_refuses_is_told(tmp_path: Path, passphrase: str | None) -> None:
    (tmp_path / "keys").write_bytes(b"a file where the folder should be")
    vault = FileVault(tmp_path / "keys") if passphrase is None else PassphraseVault(tmp_path / "keys", passphrase)
    for call in (lambda: vault.key("Simulator", create=True), lambda: vault.forget("Simulator")):
        refusal = _refusal(call)
        assert refusal.kind is ErrorKind.KEYRING_FAILED
        assert refusal.params["reason"] in {"ENOTDIR", "EEXIST"}


def test_a_full_disk_leaves_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_to_sync(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no room", str(tmp_path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail_to_sync)
        refusal = _refusal(lambda: FileVault(tmp_path).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.STORE_FULL, {"reason": "ENOSPC"})
    assert list(tmp_path.iterdir()) == []


# --- passphrase


def test_a_wrapped_key_file_is_private_and_holds_no_key(tmp_path: Path) -> None:
    key = PassphraseVault(tmp_path / "keys", "correct horse").key("Klinik Süd", create=True)
    path = tmp_path / "keys" / f"{slug('Klinik Süd')}.key.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    document = json.loads(path.read_text())
    assert document.keys() == {"version", "salt", "wrapped", "mac"}
    assert key.hex() not in path.read_text()


def test_another_passphrase_is_wrong_and_the_right_one_still_right(tmp_path: Path) -> None:
    key = PassphraseVault(tmp_path, "correct horse").key("Simulator", create=True)
    wrong = "Correct horse"
    refusal = _refusal(lambda: PassphraseVault(tmp_path, wrong).key("Simulator", create=True))
    assert refusal.kind is ErrorKind.PASSPHRASE_WRONG
    assert wrong not in "".join(traceback.format_exception(refusal))
    assert PassphraseVault(tmp_path, "correct horse").key("Simulator", create=False) == key


def test_no_passphrase_is_no_passphrase(tmp_path: Path) -> None:
    assert _refusal(lambda: PassphraseVault(tmp_path, "")).kind is ErrorKind.PASSPHRASE_NEEDED


def test_a_key_can_be_wrapped_with_a_new_passphrase(tmp_path: Path) -> None:
    key = PassphraseVault(tmp_path, "old").key("Simulator", create=True)
    PassphraseVault(tmp_path, "new").keep("Simulator", key)
    assert PassphraseVault(tmp_path, "new").key("Simulator", create=False) == key
    assert _refusal(lambda: PassphraseVault(tmp_path, "old").key("Simulator", create=False)).kind is (
        ErrorKind.PASSPHRASE_WRONG
    )


def test_a_damaged_wrapped_key_is_told_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / f"{slug('Simulator')}.key.json"
    path.write_bytes(b"{}")
    refusal = _refusal(lambda: PassphraseVault(tmp_path, "x").key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.KEY_MISSING, {"reason": "damaged"})
    assert path.read_bytes() == b"{}"


# --- keyring


def test_a_key_is_kept_under_the_names_of_the_app_and_the_environment(ring: MemoryKeyring) -> None:
    key = KeyringVault(ring).key("Klinik Süd", create=True)
    assert ring.kept == {("hcdesktop", "Klinik Süd"): key.hex()}


@pytest.mark.parametrize("backend", [null.Keyring, fail.Keyring, PlaintextKeyring, HarmlessLooking])
def test_a_keyring_that_keeps_nothing_or_keeps_it_in_clear_is_refused(backend: Callable[[], KeyringBackend]) -> None:
    instance = backend()
    vault = KeyringVault(instance)
    for call in (lambda: vault.key("Simulator", create=True), lambda: vault.forget("Simulator")):
        assert _refusal(call).kind is ErrorKind.NO_KEYRING
    assert getattr(instance, "kept", {}) == {}


def test_the_systems_own_keyring_is_taken_when_none_is_given() -> None:
    """tests/conftest.py has made that the one which refuses everything."""
    assert isinstance(keyring.get_keyring(), fail.Keyring)
    assert _refusal(lambda: KeyringVault().key("Simulator", create=True)).kind is ErrorKind.NO_KEYRING


def test_the_systems_own_keyring_is_used(ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    assert KeyringVault().key("Simulator", create=True).hex() in ring.kept.values()


def test_of_several_keyrings_the_first_that_keeps_secrets_is_taken(ring: MemoryKeyring) -> None:
    plain, second = PlaintextKeyring(), MemoryKeyring()
    key = KeyringVault(Chainer(plain, ring, second)).key("Simulator", create=True)
    assert ring.kept == {("hcdesktop", "Simulator"): key.hex()}
    assert (plain.kept, second.kept) == ({}, {})


@pytest.mark.parametrize("chain", [Chainer(), Chainer(PlaintextKeyring(), HarmlessLooking())])
def test_of_several_keyrings_none_may_keep_secrets(chain: Chainer) -> None:
    assert _refusal(lambda: KeyringVault(chain).key("Simulator", create=True)).kind is ErrorKind.NO_KEYRING


def test_a_keyring_that_returns_nothing_is_none() -> None:
    refusal = _refusal(lambda: KeyringVault(ForgetfulKeyring()).key("Simulator", create=True))
    assert refusal.kind is ErrorKind.NO_KEYRING


def test_a_keyring_that_returns_something_else_has_failed() -> None:
    refusal = _refusal(lambda: KeyringVault(CuttingKeyring()).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.KEYRING_FAILED, {"reason": "read back another value"})


def test_what_was_kept_wrongly_does_not_stand_in_the_way_later() -> None:
    backend = CuttingKeyring()
    _refusal(lambda: KeyringVault(backend).key("Simulator", create=True))
    assert backend.kept == {}


class OtherEachTimeKeyring(MemoryKeyring):
    """Has something, and something else at the next look."""

    def get_password(self, service: str, username: str) -> str | None:
        self.kept[service, username] = f"{int(self.kept.get((service, username), '0'), 16) + 1:064x}"
        return self.kept[service, username]


def test_no_file_is_made_with_a_key_that_reads_differently_each_time() -> None:
    refusal = _refusal(lambda: KeyringVault(OtherEachTimeKeyring()).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.KEYRING_FAILED, {"reason": "reads another value each time"})


class Modest(MemoryKeyring):
    """Says of itself that it is not to be recommended."""

    priority = 0.5


class ElsewhereKeyring(MemoryKeyring):
    """Says that it does not work on this system, only when it is asked for its priority."""

    @property
    def priority(self) -> float:
        raise RuntimeError("not here")


class Around(MemoryKeyring):
    """Hands everything on to another one."""

    def __init__(self, inner: KeyringBackend) -> None:
        super().__init__()
        self._keyring = inner


class AlternativeKeyring(MemoryKeyring):
    """Stands for any of the package keyrings.alt."""


AlternativeKeyring.__module__ = "keyrings.alt.Windows"


@pytest.mark.parametrize(
    "make", [Modest, AlternativeKeyring, lambda: Around(PlaintextKeyring()), lambda: Around(Around(PlaintextKeyring()))]
)
def test_a_keyring_that_is_not_to_be_trusted_is_refused(make: Callable[[], KeyringBackend]) -> None:
    refusal = _refusal(lambda: KeyringVault(make()).key("Simulator", create=True))
    assert refusal.kind is ErrorKind.NO_KEYRING


@pytest.mark.parametrize("make", [ElsewhereKeyring, lambda: Around(MemoryKeyring())])
def test_a_keyring_that_may_be_trusted_is_not(make: Callable[[], KeyringBackend]) -> None:
    assert len(KeyringVault(make()).key("Simulator", create=True)) == 32


class Panic(BaseException):
    """No ``Exception``."""


@pytest.mark.parametrize("problem", [Panic("canary"), SystemExit("canary"), KeyboardInterrupt("canary")])
def test_a_panic_in_a_keyring_is_a_failure_and_not_printed(
    problem: BaseException, capfd: pytest.CaptureFixture[str]
) -> None:
    class PanickingKeyring(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise problem

    assert (
        _refusal(lambda: KeyringVault(PanickingKeyring()).key("Simulator", create=True)).kind
        is ErrorKind.KEYRING_FAILED
    )
    assert "canary" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("value", [b"00" * 32, 5, ["00" * 32], "\ud800" * 64])
def test_what_is_no_text_is_no_key(ring: MemoryKeyring, value: object) -> None:
    ring.kept["hcdesktop", "Simulator"] = value  # type: ignore[assignment]
    assert _refusal(lambda: KeyringVault(ring).key("Simulator", create=False)).params == {"reason": "damaged"}


@pytest.mark.parametrize("value", ["", "abc", "00" * 31, "schlüssel"])
def test_what_is_there_and_is_no_key_is_told_and_not_replaced(ring: MemoryKeyring, value: str) -> None:
    ring.kept["hcdesktop", "Simulator"] = value
    refusal = _refusal(lambda: KeyringVault(ring).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (ErrorKind.KEY_MISSING, {"reason": "damaged"})
    assert ring.kept["hcdesktop", "Simulator"] == value


@pytest.mark.parametrize("where", ["get", "set"])
@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (NoKeyringError("canary"), ErrorKind.NO_KEYRING),
        (KeyringLocked("canary"), ErrorKind.KEYRING_LOCKED),
        (InitError("canary"), ErrorKind.KEYRING_LOCKED),
        (PasswordSetError("canary"), ErrorKind.KEYRING_FAILED),
        (KeyringError("canary"), ErrorKind.KEYRING_FAILED),
        (ValueError("canary"), ErrorKind.KEYRING_FAILED),
    ],
    ids=lambda value: getattr(type(value), "__name__", None),
)
def test_what_a_keyring_raises_is_told_without_its_text(problem: Exception, kind: ErrorKind, where: str) -> None:
    refusal = _refusal(lambda: KeyringVault(RaisingKeyring(problem, where=where)).key("Simulator", create=True))
    assert (refusal.kind, refusal.params) == (kind, {"reason": type(problem).__name__})
    assert "canary" not in "".join(traceback.format_exception(refusal))


def test_a_key_that_cannot_be_forgotten_is_told() -> None:
    backend = RaisingKeyring(KeyringError(), where="delete")
    KeyringVault(backend).key("Simulator", create=True)
    assert _refusal(lambda: KeyringVault(backend).forget("Simulator")).kind is ErrorKind.KEYRING_FAILED


@pytest.fixture
def hanging() -> Iterator[HangingKeyring]:
    backend = HangingKeyring()
    yield backend
    backend.unlocked.set()
    for thread in backend.asked:
        thread.join(10)


def test_a_keyring_that_hangs_is_given_up_and_keeps_no_process_alive(hanging: HangingKeyring) -> None:
    refusal = _refusal(lambda: KeyringVault(hanging, timeout=0.05).key("Simulator", create=True))
    assert refusal.kind is ErrorKind.KEYRING_LOCKED
    (thread,) = hanging.asked
    assert thread.is_alive()
    assert thread.daemon


def test_a_keyring_unlocked_too_late_has_no_key_that_nobody_was_given(hanging: HangingKeyring) -> None:
    _refusal(lambda: KeyringVault(hanging, timeout=0.05).key("Simulator", create=True))
    hanging.unlocked.set()
    hanging.asked[0].join(10)
    assert hanging.kept == {}


def test_keyring_is_imported_when_it_is_asked_and_not_before() -> None:
    script = "import sys, hcdesktop.store.vault; sys.exit('keyring' in sys.modules or 'PySide6' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(vault_module.__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False, timeout=60).returncode == 0
