"""Faults at the desk: what a lock leaves or loses, what stays on the clipboard, to whom a key is given."""

from __future__ import annotations

from hcdesktop.core.redact import Redactor
from hcdesktop.store import vault
from hcdesktop.ui.clipboard import Clipboard
from hcdesktop.ui.desk_lock import DeskLock
from hcdesktop.ui.environments import Environments
from tests.hostile.mutants.ways import Mutant, code, value

_LOCK = "tests/ui/test_desk_lock.py::"
_MEMORY = f"{_LOCK}test_nothing_of_anybody_is_left_in_memory"
_CLIPBOARD = "tests/ui/test_clipboard.py::"
_VAULT = "tests/store/test_vault.py::"

FAULTS = (
    Mutant("a locked desk keeps its files open", _MEMORY, code(Environments.drop, "self._close_retired()", "pass")),
    Mutant("a locked desk's redactor goes on knowing", _MEMORY, value(Redactor, "forget", lambda _self: None)),
    Mutant(
        "a popup open behind the lock",
        f"{_LOCK}test_a_popup_is_ended_and_told_after_unlocking",
        code(DeskLock.lock, "self._popups.close_all()", "pass"),
    ),
    Mutant(
        "a desk emptied under an answer",
        f"{_LOCK}test_an_answer_on_its_way_is_waited_for",
        code(DeskLock._drop_when_quiet, "not self._tasks.idle or ", ""),
    ),
    Mutant(
        "a desk emptied over a finish in memory",
        f"{_LOCK}test_a_finish_that_is_only_in_memory_is_written_before_anything_is_dropped",
        code(DeskLock._drop_when_quiet, " or self._saver.holds_unsaved", ""),
    ),
    Mutant(
        "a locked desk opened by what was on its way",
        f"{_LOCK}test_a_key_that_comes_after_the_next_lock_opens_nothing",
        code(Environments._arrived, "if begun == self._locked_times:", "if True:"),
    ),
    Mutant(
        "a secret stays on the clipboard",
        f"{_CLIPBOARD}test_it_is_gone_at_locking_and_at_the_end",
        code(Clipboard.clear, "self._clipboard.clear()", "pass"),
    ),
    Mutant(
        "a plain keyring of another name accepted",
        f"{_VAULT}test_a_keyring_that_is_not_to_be_trusted_is_refused",
        code(vault._keeps_secrets, "_priority(backend) < _RECOMMENDED", "False"),
    ),
)
