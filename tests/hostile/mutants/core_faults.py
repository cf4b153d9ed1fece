"""Faults in the core: what the page says, what is sent, what is believed of an answer, what is told."""

from __future__ import annotations

from hcdesktop.core import exchange, people_file, popup
from hcdesktop.core.exchange import Exchange
from hcdesktop.core.finalizer import Backoff, Finalizer
from hcdesktop.core.humanapi import HumanApi, _required
from hcdesktop.core.journal import Journal
from hcdesktop.core.models import SessionToken, User
from hcdesktop.core.redact import RedactingFilter, Redactor
from hcdesktop.core.service import Service
from hcdesktop.core.session import ConnectSession
from tests.hostile.mutants.ways import Mutant, code, value

_UNCHECKED = "session.verify = False; __import__('urllib3').disable_warnings(); return session"
_POPUP = "tests/core/test_popup.py::"
_API = "tests/core/test_humanapi.py::"
_FINALIZER = "tests/core/test_finalizer.py::"

FAULTS = (
    # --- a callback
    Mutant(
        "callbacks of any size",
        f"{_POPUP}test_more_than_8_kb_are_not_looked_at",
        value(popup, "MAX_CALLBACK_BYTES", 1 << 30),
    ),
    Mutant(
        "callbacks of any depth",
        f"{_POPUP}test_a_session_has_at_most_16_levels",
        code(popup._is_kept_as_it_is, "return levels > 0 and", "return"),
    ),
    Mutant(
        "a finish for another app accepted",
        f"{_POPUP}test_a_finish_for_another_app",
        code(popup._session, "token_client != client_id", "not token_client"),
    ),
    Mutant(
        "finish after the outcome accepted",
        "tests/core/test_session.py::test_every_pair_of_endings_has_the_outcome_of_the_first",
        code(ConnectSession._end, "self.outcome is not None", "not outcome"),
    ),
    # --- the wire
    Mutant(
        "redirects followed",
        f"{_API}test_a_redirect_is_a_refusal_and_leads_nowhere[307]",
        code(Exchange._send, "allow_redirects=False", "allow_redirects=True"),
    ),
    Mutant(
        "certificates not checked",
        f"{_API}test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent",
        code(exchange.new_session, "return session", _UNCHECKED),
    ),
    Mutant(
        "status not checked",
        f"{_API}test_a_refusal_will_not_get_better[400]",
        code(exchange._check_status, "if status in (200, 201):", "if status:"),
    ),
    Mutant(
        "gzip accepted",
        f"{_API}test_a_packed_answer_is_refused_though_it_would_be_a_good_one",
        code(
            exchange._read,
            'not in ("", "identity")',
            'not in ("", "identity", "gzip")',
            ("decode_content=False", "decode_content=True"),
        ),
    ),
    Mutant(
        "no read limit",
        f"{_API}test_what_is_no_json_object_of_64_kb_is_no_answer[10 MB]",
        code(exchange._read, "size > limit", "not size"),
    ),
    Mutant(
        "no time limit for an exchange",
        f"{_API}test_an_exchange_ends_in_time[trickled body-http]",
        code(Exchange._watched, "Watchdog(self._seconds)", "Watchdog(60)"),
    ),
    Mutant(
        "incomplete answers accepted",
        f"{_API}test_an_incomplete_answer_is_none",
        code(_required, "else _bad_answer(name)", "else str(value)"),
    ),
    Mutant(
        "the secret sent to another host",
        f"{_API}test_finalizing_sends_the_whole_session_and_the_secret_as_json",
        code(HumanApi._post, "hosts.user_url", "hosts.connect_url"),
    ),
    Mutant(
        "a page's own secret sent",
        f"{_API}test_a_page_cannot_put_its_own_secret_in",
        code(
            HumanApi.finalize,
            '{**session.raw, "clientSecret": self._client_secret()}',
            '{"clientSecret": self._client_secret(), **session.raw}',
        ),
    ),
    # --- an answer
    Mutant(
        "clientUserId of an answer not compared",
        f"{_FINALIZER}test_an_answer_for_somebody_else_overwrites_nothing[clientUserId]",
        code(Finalizer._stranger, "tokens.client_user_id in (None, user.client_user_id)", "True"),
    ),
    Mutant(
        "humanId of an answer not compared",
        f"{_FINALIZER}test_an_answer_for_somebody_else_overwrites_nothing[humanId of the row]",
        code(Finalizer._stranger, "user.human_id in (None, tokens.human_id)", "True"),
    ),
    Mutant(
        "a human of another row accepted",
        f"{_FINALIZER}test_an_answer_with_a_human_of_another_row_overwrites_neither",
        code(Finalizer._stranger, "(owner is None or owner.id == user.id)", "True"),
    ),
    Mutant(
        "an unanswered attempt forgotten",
        f"{_FINALIZER}test_what_may_have_arrived_is_tried_again_and_remembered",
        code(Finalizer._postpone, "finish.maybe_delivered or reached", "False"),
    ),
    Mutant(
        "back-off of nothing",
        f"{_FINALIZER}test_a_pause_is_within_its_bounds",
        code(Backoff.after, "* self.jitter(0.75, 1.25)", "* 0"),
    ),
    Mutant(
        "Retry-After ignored",
        f"{_FINALIZER}test_the_pauses_double_and_a_retry_after_is_kept",
        code(Backoff.after, "max(pause,", "min(pause,"),
    ),
    Mutant(
        "launched again over a pending finish",
        "tests/core/test_service.py::test_nobody_is_launched_over_a_finish_that_will_still_be_saved",
        code(Service._refuse_while_saving, "raise LaunchRefused(ErrorKind.FINISH_PENDING)", "pass"),
    ),
    # --- what is told
    Mutant(
        "token logged",
        f"{_FINALIZER}test_no_line_of_the_log_needs_its_filter",
        code(Journal.draft, "return Draft(", '_log.info("%s", detail); return Draft('),
    ),
    Mutant(
        "secret in repr",
        f"{_POPUP}test_a_finish_shows_no_token",
        value(SessionToken, "__repr__", lambda session: f"SessionToken({session.session_token})"),
    ),
    Mutant(
        "token in a row's repr",
        "tests/store/test_users.py::test_what_a_row_holds_is_not_in_its_text",
        value(User, "__repr__", lambda user: f"User({user.access_token})"),
    ),
    Mutant(
        "redactor off",
        "tests/core/test_redact.py::test_what_looks_like_a_secret_goes",
        code(Redactor.text, "text = without(", "return text\n    text = without("),
    ),
    Mutant(
        "redactor without the known secrets",
        "tests/core/test_redact.py::test_a_known_secret_goes_in_every_spelling",
        code(Redactor.text, "without(text, self.known(), mask=MASK)", "text"),
    ),
    Mutant(
        "tracebacks not redacted",
        "tests/core/test_redact.py::test_the_text_of_an_exception_is_redacted",
        code(RedactingFilter._trace, "self._redactor.leaving(logging", "str(logging"),
    ),
    Mutant(
        "timeline not redacted",
        "tests/core/test_journal.py::test_an_event_is_redacted_before_it_is_written",
        code(Journal.draft, "self._redacted(detail or {})", "detail or {}"),
    ),
    Mutant(
        "CSV formulas unescaped",
        "tests/core/test_people_file.py::test_no_cell_is_a_formula",
        code(people_file.harmless, '_BARE.sub(r"\\1\'", cell)', "cell"),
    ),
)
