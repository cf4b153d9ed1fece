"""What works on the file of one open environment: Human API, journal, finalizer and service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from hcdesktop.core import exchange
from hcdesktop.core.errors import StoreError
from hcdesktop.core.finalizer import Backoff, Finalizer
from hcdesktop.core.humanapi import HumanApi
from hcdesktop.core.journal import Journal
from hcdesktop.core.redact import Redactor
from hcdesktop.core.service import Service

if TYPE_CHECKING:
    import requests

    from hcdesktop.core.later import Later
    from hcdesktop.core.models import Environment, Event
    from hcdesktop.simulator.server import Simulator
    from hcdesktop.store.local import LocalStore


def service_of(
    environment: Environment,
    store: LocalStore,
    redactor: Redactor,
    *,
    new_session: Callable[[], requests.Session],
    now: Callable[[], float],
    backoff: Backoff | None,
    seconds: float | None,
    listener: Callable[[Event], None],
) -> Service:
    """The service over this file; ``seconds``: the limit of one exchange."""
    journal = Journal(store=store, redactor=redactor, now=now, listener=listener)
    api = HumanApi(
        environment,
        credentials=store.credentials,
        new_session=new_session,
        seconds=exchange.DEADLINE if seconds is None else seconds,
    )
    finalizer = Finalizer(store=store, api=api, journal=journal, now=now, backoff=backoff)
    return Service(
        environment=environment,
        store=store,
        api=api,
        journal=journal,
        finalizer=finalizer,
        redactor=redactor,
        now=now,
    )


def redactor_of(store: LocalStore) -> Redactor:
    """Knows the secrets of this file, and its people."""
    return Redactor(_known_secrets(store), number_of=_number_of(store))


def session_factory(simulator: Later[Simulator] | None) -> Callable[[], requests.Session]:
    """Makes the sessions that reach Human API, wherever it is."""
    if simulator is None:
        return exchange.new_session

    def simulated_session() -> requests.Session:
        import requests

        from hcdesktop.simulator import transport

        return transport.mount(requests.Session(), simulator.get())

    return simulated_session


def _known_secrets(store: LocalStore) -> Callable[[], tuple[str, ...]]:
    """Tells the credentials; the last known ones when the file cannot be read (it is closed, say): the log goes on."""
    last: tuple[str, ...] = ()

    def known() -> tuple[str, ...]:
        nonlocal last
        with suppress(StoreError):
            credentials = store.credentials()
            last = tuple(secret for secret in (credentials.client_secret, credentials.app_key) if secret)
        return last

    return known


def _number_of(store: LocalStore) -> Callable[[str], int | None]:
    def number_of(client_user_id: str) -> int | None:
        user = store.find_user(client_user_id)
        return None if user is None else user.id

    return number_of
