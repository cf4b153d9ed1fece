"""*Copy details*: what a developer needs to know about something, to be sent to anybody: no secret and no person."""

from __future__ import annotations

import json
from collections.abc import Callable

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Signal

from hcdesktop import __version__
from hcdesktop.core.errors import HcError
from hcdesktop.core.log_file import time_of
from hcdesktop.core.models import Environment, Event, User
from hcdesktop.core.pseudonyms import Pseudonyms
from hcdesktop.core.service import Service
from hcdesktop.ui import messages_of_events
from hcdesktop.ui.messages import Message


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)


class Details(QObject):
    """Puts the text together and copies it."""

    copied = Signal(str)  #: what was copied, in words
    failed = Signal(object)  #: HcError

    def __init__(self, service: Callable[[], Service | None], copy: Callable[[str], None], *, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._copy = copy

    def copy_message(self, message: Message, user_id: int | None) -> None:
        """What the message bar says, about this person if it is about somebody."""
        self._copy_text(lambda service: for_message(message, service, user_id))

    def copy_event(self, event: Event) -> None:
        """One line of the timeline or of the log."""
        self._copy_text(lambda service: for_event(event, service))

    def copy_json(self, text: str) -> None:
        """The detail as it stands on the screen."""
        self._copy(text)
        self.copied.emit(_tr("JSON"))

    def _copy_text(self, text: Callable[[Service], str]) -> None:
        service = self._service()
        if service is None:
            return
        try:
            self._copy(text(service))
        except HcError as error:
            self.failed.emit(error)
        else:
            self.copied.emit(_tr("Details"))


def for_message(message: Message, service: Service, user_id: int | None) -> str:
    """A message, and where it was said."""
    about = _people(service, user_id)
    pseudonyms = service.log.pseudonyms
    lines = [
        (_tr("What happened"), pseudonyms.text(message.text, about=about)),
        (_tr("Next step"), pseudonyms.text(message.next_step, about=about)),
        (_tr("Person"), "" if user_id is None else f"user-{user_id}"),
        (_tr("Details"), pseudonyms.text(message.detail, about=about)),
    ]
    return _text(lines, where(service.environment))


def for_event(event: Event, service: Service) -> str:
    """An event with its detail."""
    about = _people(service, event.user_id)
    pseudonyms: Pseudonyms = service.log.pseudonyms
    detail = pseudonyms.json(event.detail, about=about[0] if about else None)
    lines = [
        (_tr("What happened"), pseudonyms.text(messages_of_events.for_event(event), about=about)),
        (_tr("Time"), time_of(event.at)),
        (_tr("Person"), "" if event.user_id is None else f"user-{event.user_id}"),
        (_tr("Launch"), "" if event.launch_id is None else str(event.launch_id)),
        (_tr("Kind"), str(event.kind)),
        (_tr("Details"), json.dumps(detail, indent=2, ensure_ascii=False, default=dict) if event.detail else ""),
    ]
    return _text(lines, where(service.environment))


def for_crash(text: str, environment: Environment | None) -> str:
    """A fault of ours, already redacted."""
    return _text([(_tr("What happened"), _tr("something in hcdesktop went wrong"))], where(environment)) + "\n" + text


def where(environment: Environment | None) -> str:
    """Versions, and what kind of environment is open: not its name, which may be a customer's."""
    import platform  # not for the window's start

    kind = _tr("none open") if environment is None else str(environment.kind)
    parts = (
        f"hcdesktop {__version__}",
        f"Python {platform.python_version()}",
        f"PySide6 {PySide6.__version__}",
        platform.platform(),
    )
    return f"{' · '.join(parts)}\n{_tr('Environment')}: {kind}"


def _text(lines: list[tuple[str, str]], where_said: str) -> str:
    return "\n".join([*(f"{title}: {text}" for title, text in lines if text), where_said]) + "\n"


def _people(service: Service, user_id: int | None) -> list[User]:
    return [] if user_id is None else service.roster.users([user_id])
