"""A certificate that nobody vouches for: the engine asks, and the answer is no, also where a person could say yes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hcdesktop.journey.waiting import let_pass, wait_for
from tests.core.loopback import Loopback, answers
from tests.web.stage import Stage

ADA = "ada@example.org"


@pytest.fixture
def impostor() -> Iterator[Loopback]:
    """A host with a certificate that it has written itself."""
    server = Loopback(answers(200, b"<p>Your bank: log in</p>", "Content-Type: text/html"), tls=True)
    try:
        yield server
    finally:
        server.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(desk: Stage, impostor: Loopback) -> None:
    desk.tries(f"window.open('{impostor.url}/login');")
    desk.add(ADA)
    window = desk.launch(ADA)
    desk.person.click("Try")
    wait_for(lambda: impostor.connections or None, "the handshake")
    wait_for(lambda: all(not provider.page.isLoading() for provider in window.provider_windows), "the end of it")
    let_pass(0.1)
    assert impostor.seen == []
    desk.person.click("Finish")
    desk.saved(ADA)
