"""Faults in the store: what is on the disk when, who may read it, and with which key."""

from __future__ import annotations

from hcdesktop.store import database, environment_checks, files, schema, users, vault, wrapping
from hcdesktop.store.database import Database
from hcdesktop.store.finishes import Finishes
from hcdesktop.store.vault import KeyringVault
from tests.hostile.mutants.ways import Mutant, all_of, code, value

_FINISHES = "tests/store/test_finishes.py::"
_DATABASE = "tests/store/test_database.py::"
_VAULT = "tests/store/test_vault.py::"
_WRAPPING = "tests/store/test_wrapping.py::"

_LAX = tuple(pragma.replace("synchronous = FULL", "synchronous = NORMAL") for pragma in database._PRAGMAS)
_KEEPING = tuple(pragma.replace("secure_delete = ON", "secure_delete = OFF") for pragma in database._PRAGMAS)
_EDITABLE = tuple(statement for statement in schema._FIRST if "append-only" not in statement)

FAULTS = (
    # --- nothing lost
    Mutant(
        "synchronous NORMAL",
        "tests/store/test_durability.py::test_every_commit_waits_for_the_disk",
        value(database, "_PRAGMAS", _LAX),
    ),
    Mutant(
        "null over a token",
        f"{_FINISHES}test_what_is_missing_from_an_answer_overwrites_nothing",
        code(users.write_tokens, "public_token = coalesce(?, public_token)", "public_token = ?"),
    ),
    Mutant(
        "an older answer wins",
        f"{_FINISHES}test_an_answer_to_an_older_launch_never_overwrites_a_newer_one",
        code(Finishes.complete_finish, "finish.launch_id <= user.token_launch_id", "False"),
    ),
    Mutant(
        "a finish gone before its tokens are stored",
        f"{_FINISHES}test_tokens_and_finish_change_together_or_not_at_all",
        code(
            Finishes.complete_finish,
            "_end(connection, finish_id, at)\n",
            '_end(connection, finish_id, at); connection.execute("COMMIT"); connection.execute("BEGIN IMMEDIATE")\n',
        ),
    ),
    Mutant(
        "a finish kept twice",
        f"{_FINISHES}test_a_token_whose_finish_has_ended_is_not_kept_again",
        code(
            Finishes.keep_finish,
            "INSERT INTO finishes",
            "INSERT OR REPLACE INTO finishes",
            (" ON CONFLICT (token_hash) DO NOTHING", ""),
        ),
    ),
    Mutant(
        "claim not atomic",
        f"{_FINISHES}test_of_many_threads_and_two_stores_one_gets_the_claim",
        code(
            Finishes.claim_finish,
            "if row is None:",
            'connection.execute("COMMIT"); __import__("time").sleep(0.01); connection.execute("BEGIN IMMEDIATE")\n'
            "        if row is None:",
        ),
    ),
    Mutant(
        "two attempts for one person",
        f"{_FINISHES}test_one_user_has_one_claim_and_another_user_another",
        code(Finishes.claim_finish, "AND claimed_until > :at)", "AND claimed_until > :at + 1e9)"),
    ),
    Mutant(
        "a lease that never runs out",
        f"{_FINISHES}test_a_claimed_finish_is_due_again_when_its_lease_is_over",
        code(Finishes.claim_finish, "at + lease", "at + 1e9"),
    ),
    Mutant(
        "a newer schema accepted",
        f"{_DATABASE}test_a_newer_file_is_refused_and_left_as_it_was",
        code(Database._version, "if version > self._steps[-1].version:", "if False:"),
    ),
    Mutant(
        "a lost key made anew",
        f"{_VAULT}test_a_missing_key_is_told_and_not_replaced",
        all_of(
            code(KeyringVault.key, "if not create:", "if False:"),
            code(vault.FileVault.key, "if create and", "if"),
            code(vault.PassphraseVault.key, "if create and", "if"),
        ),
    ),
    # --- nobody let in
    Mutant(
        "the file not encrypted",
        f"{_FINISHES}test_the_file_on_disk_holds_nothing_in_clear_before_or_after_the_end",
        code(database._unlock, 'connection.execute(f"PRAGMA key = \\"x\'{key.hex()}\'\\"")', "pass"),
    ),
    Mutant(
        "deleted secrets not overwritten",
        "tests/store/test_durability.py::test_every_commit_waits_for_the_disk",
        value(database, "_PRAGMAS", _KEEPING),
    ),
    Mutant(
        "an editable timeline",
        "tests/store/test_timeline.py::test_what_is_on_the_timeline_stays",
        value(database.Database.__init__, "__kwdefaults__", {"steps": (schema.Step(1, _EDITABLE), *schema.STEPS[1:])}),
    ),
    Mutant(
        "database for everybody (0644)",
        f"{_DATABASE}test_a_new_file_and_its_new_folder_are_the_owners_alone",
        code(files.make_private_file, "0o600", "0o644"),
    ),
    Mutant(
        "key file for everybody (0644)",
        f"{_VAULT}test_a_key_file_is_private_and_named_after_its_environment",
        code(files.write_private, "0o600", "0o644"),
    ),
    Mutant(
        "folders for everybody (0755)",
        f"{_DATABASE}test_a_new_file_and_its_new_folder_are_the_owners_alone",
        code(files.make_private_folder, "0o700", "0o755"),
    ),
    Mutant(
        "null keyring accepted",
        f"{_VAULT}test_a_keyring_that_keeps_nothing_or_keeps_it_in_clear_is_refused",
        value(vault, "_keeps_secrets", lambda _backend: True),
    ),
    Mutant(
        "a key not read back",
        f"{_VAULT}test_a_keyring_that_returns_nothing_is_none",
        code(KeyringVault.keep, "kept = self._stored(environment_name)", "kept = key.hex()"),
    ),
    Mutant("scrypt weak", f"{_WRAPPING}test_a_guess_costs_32_mb_and_some_time", value(wrapping, "_SCRYPT_N", 2**4)),
    Mutant(
        "a changed key file accepted",
        f"{_WRAPPING}test_a_changed_bit_is_noticed",
        code(wrapping.unwrap, "if not hmac.compare_digest", "if not mac and hmac.compare_digest"),
    ),
    Mutant(
        "plain http to anywhere",
        "tests/store/test_environments.py::test_addresses_that_cannot_be_used",
        code(environment_checks._address, 'parts.scheme == "https" or plain_here', 'parts.scheme in ("https", "http")'),
    ),
)
