"""The host fails in every way, the network comes and goes, and nothing is lost. The long run is ``make soak``."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from hcdesktop.core.finalizer import FinalizeResult
from hcdesktop.core.models import Credentials, Environment, FinishState
from hcdesktop.desk import Desks, opened
from hcdesktop.journey.waiting import wait_for
from tests.hostile.claims import hold
from tests.hostile.wire import campaign, network
from tests.hostile.wire.server import TokensServer, finished_session
from tests.hostile.wire.ways import ways
from tests.ui.screen import LIVE, QUICK, MemoryVault, Screen
from tests.web.human_api.people import CLIENT_ID, CLIENT_SECRET

ADA_ID = "ada@example.org"


def test_the_tokens_endpoint_fails_in_every_way_and_heals() -> None:
    claims = campaign.failures(1, seconds=campaign.PATIENT)
    hold(claims)
    assert claims[0].tried >= 25


def test_through_the_real_saver_one_finish_outlasts_every_way_that_may_get_better(
    qapp: QApplication, tmp_path: Path
) -> None:
    """GIVEN a host that fails in another way at each attempt WHEN it heals THEN the finish is stored, by itself."""
    left = [way for way in ways("http://127.0.0.1:9") if way.fails and way.state is FinishState.WAITING]
    left = [way for way in left if not way.pause]
    tried: list[str] = []
    with closing(TokensServer(left[0], done=False, reusable=False)) as server:
        desks = Desks(tmp_path, backoff=QUICK, vault=MemoryVault(), seconds=0.4)
        hosts = replace(LIVE.hosts, user_url=server.url, api_url=server.url)
        environment = desks.book.save(replace(LIVE, client_id=CLIENT_ID, hosts=hosts))
        leave_behind(desks, environment, server)
        with closing(Screen(qapp, desks, environment)) as screen:

            def next_way(result: FinalizeResult) -> None:
                tried.append(str(result.error.kind if result.error else result.kind))
                if len(tried) < len(left):
                    server.misbehave(left[len(tried)])
                else:
                    server.heal()

            screen.app.saver.finalized.connect(next_way)
            wait_for(lambda: "stored" in tried, f"the end of {len(left)} failures", seconds=30)
            screen.settle()
            assert tried == [*[str(way.kind) for way in left], "stored"]
            assert screen.service.find_user(ADA_ID).public_token == server.people.find(ADA_ID).public_token
            assert screen.service.pending() == []


def leave_behind(desks: Desks, environment: Environment, server: TokensServer) -> None:
    """A finish on the disk that has not been sent."""
    with opened(desks, environment) as desk:
        desk.service.set_credentials(Credentials(client_secret=CLIENT_SECRET))
        user = desk.service.add_user(ADA_ID)
        request = desk.service.launch(user.id)
        assert desk.service.keep(request, finished_session(server.people, user)) is not None


def test_the_network_comes_and_goes() -> None:
    if not network.unshare():
        pytest.skip("no network namespaces here: unshare --net is not permitted")
    claims = network.interruptions(6)
    hold(claims)
    assert claims[0].tried >= 6
