"""Faults in the audit trail: what may be changed, cut off or put back without a word."""

from __future__ import annotations

from hcdesktop.core import audit_file
from hcdesktop.store import audit_reading
from hcdesktop.store.anchor import Anchor
from hcdesktop.store.audit import Trail
from tests.hostile.mutants.ways import Mutant, code

_TRAIL = "tests/store/test_audit.py::"

FAULTS = (
    Mutant(
        "an entry's mac without a key",
        f"{_TRAIL}test_macs_made_anew_with_a_guessed_key_are_told_where_they_are",
        code(audit_reading.mac_of, "hmac.digest(key, ", 'hmac.digest(b"", '),
    ),
    Mutant(
        "entries not chained",
        "tests/hostile/test_audit.py::test_every_way_of_tampering_is_told_at_the_next_start_and_after",
        code(audit_reading.mac_of, "before + json", "json"),
    ),
    Mutant(
        "missing entries not told",
        f"{_TRAIL}test_what_was_done_to_it_is_told",
        code(audit_reading.Reading.take, "self.note(AuditFault.MISSING, self._last + 1, number - 1)", "pass"),
    ),
    Mutant(
        "anchor not sealed",
        f"{_TRAIL}test_an_anchor_that_is_not_ours_is_told_and_stays_told",
        code(Anchor.read, "if hmac.compare_digest(seal, self._seal(mark))", "if True"),
    ),
    Mutant(
        "what does not fit the anchor healed without a word",
        f"{_TRAIL}test_what_was_done_to_it_is_told",
        code(Trail.settle, "last = self._say_broken(found)", "pass"),
    ),
    Mutant(
        "anchor moved before the acknowledgement",
        f"{_TRAIL}test_a_kept_finish_waits_for_one_commit_and_for_no_anchor",
        code(Trail._have_anchor_follow, "with self._lock:", "self.settle()\n    with self._lock:"),
    ),
    Mutant(
        "clientUserId exported",
        "tests/core/test_audit_file.py::test_an_entry_as_csv",
        code(audit_file._cells, 'f"user-{entry.user_id}"', "str(entry.client_user_id)"),
    ),
)
