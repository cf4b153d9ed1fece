"""Which vault has an environment's key, and the ways back to a key that is gone from there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, VaultError
from hcdesktop.core.models import Environment
from hcdesktop.store.backups import Backups
from hcdesktop.store.faults import translated
from hcdesktop.store.files import put_aside, slug
from hcdesktop.store.vault import FileVault, KeyringVault, PassphraseVault, RecoveryVault, Vault


class Keys:
    """The keys of one data folder's environments: the Simulator's in a file, the others' in the keyring or, where one
    was chosen, under a passphrase. Nothing here falls back from one to another by itself."""

    def __init__(self, folder: Path, backups: Backups, *, vault: Vault | None = None, now: Callable[[], float]) -> None:
        """``folder``: where the files of users are. ``vault``: instead of the keyring."""
        self._folder = folder
        self._backups = backups
        self._vault = vault
        self._now = now

    def needs_passphrase(self, environment: Environment) -> bool:
        """Whether this environment's key is wrapped with a passphrase."""
        return self._key_file(environment).exists()

    def get(self, environment: Environment, passphrase: str | None, *, create: bool) -> bytes:
        """The key; ``create`` as for a vault. Raises ``VaultError``, ``StoreError``."""
        if not environment.simulated and not create:
            self._backups.bring_back(self._key_file(environment))
        try:
            return self._vault_for(environment, passphrase).key(environment.storage_name, create=create)
        except VaultError:
            key = self._from_copy(environment, passphrase or "")
            if key is None:
                raise
            return key

    def has_recovery(self, environment: Environment) -> bool:
        """Whether a recovery passphrase has been set."""
        return (self._folder / f"{slug(environment.storage_name)}{RecoveryVault.SUFFIX}").exists()

    def set_recovery(self, environment: Environment, passphrase: str, key: bytes) -> None:
        """Keeps this key a second time. Raises ``VaultError``."""
        RecoveryVault(self._folder, passphrase).keep(environment.storage_name, key)

    def recover(self, environment: Environment, passphrase: str) -> bytes:
        """The key by the recovery passphrase. Raises ``VaultError``."""
        return RecoveryVault(self._folder, passphrase).key(environment.storage_name, create=False)

    def put_back(self, environment: Environment, passphrase: str | None, key: bytes) -> None:
        """Where the key belongs. Where that does not go, the recovery passphrase is asked for once more next time."""
        with suppress(VaultError):
            self._vault_for(environment, passphrase).keep(environment.storage_name, key)

    def forget(self, storage_name: str) -> None:
        """The key is gone from the keyring, and every copy of the file is locked for good; key files are files like
        others. Raises ``VaultError``, and may be called again."""
        if (self._folder / f"{slug(storage_name)}{PassphraseVault.SUFFIX}").exists():
            return
        try:
            (self._vault or KeyringVault()).forget(storage_name)
        except VaultError as error:
            if error.kind is not ErrorKind.NO_KEYRING:  # there is none that could have it
                raise

    def _from_copy(self, environment: Environment, passphrase: str) -> bytes | None:
        """The key out of the copy of the key file, which then takes its place: a file with one wrong letter in it looks
        like a wrong passphrase."""
        if not passphrase or not self.needs_passphrase(environment):
            return None
        try:
            key = PassphraseVault(self._backups.folder, passphrase).key(environment.storage_name, create=False)
        except VaultError:
            return None
        with translated(self._folder):
            put_aside(self._key_file(environment), at=self._now())
        self._backups.bring_back(self._key_file(environment))
        return key

    def _key_file(self, environment: Environment) -> Path:
        return self._folder / f"{slug(environment.storage_name)}{PassphraseVault.SUFFIX}"

    def _vault_for(self, environment: Environment, passphrase: str | None) -> Vault:
        if environment.simulated:
            return FileVault(self._folder)
        if passphrase is not None or self.needs_passphrase(environment):
            return PassphraseVault(self._folder, passphrase or "")
        return self._vault or KeyringVault()
