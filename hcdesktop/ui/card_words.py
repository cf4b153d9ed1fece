"""The card's sentences: when something was, what a source's state means, why a token was replaced."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, Qt

from hcdesktop.core.log import Rotation
from hcdesktop.core.models import EventKind, Mode, Source
from hcdesktop.ui.formats import day, stamp


def _tr(text: str, **values: object) -> str:
    return QCoreApplication.translate("messages", text).format(**values)


def for_source(source: Source) -> str:
    """One source as Human API reports it: its name, and on a line of its own what is known of it."""
    told = " · ".join(filter(None, (_since(source.connected_since), _state(source.sync_status))))
    return f"{source.name}\n   {told}" if told else source.name


def _since(told: str) -> str:
    """The day; what is no date, as it was told."""
    if not told:
        return ""
    when = QDateTime.fromString(told, Qt.DateFormat.ISODateWithMs)
    return _tr("since {date}", date=day(when.toMSecsSinceEpoch() / 1000) if when.isValid() else told)


def _state(told: str) -> str:
    words = {
        "ok": _tr("up to date"),
        "success": _tr("up to date"),
        "synced": _tr("up to date"),
        "completed": _tr("up to date"),
        "syncing": _tr("being read"),
        "pending": _tr("being read"),
        "error": _tr("could not be read"),
        "failed": _tr("could not be read"),
        "stale": _tr("not read for a while"),
    }
    return words.get(told.strip().lower(), told)


def for_rotation(rotation: Rotation) -> str:
    """When tokens were replaced and why; never by what."""
    when = stamp(rotation.at)
    if rotation.kind is EventKind.TOKEN_RECOVERED:
        return _tr("{when}: recovered at Human API", when=when)
    names = {Mode.CREATE: _tr("Connect"), Mode.EDIT: _tr("Edit"), None: _tr("an earlier launch")}
    changed = _tr("the public token has changed") if rotation.rotated else _tr("tokens stored")
    if rotation.launch_id is None:
        return _tr("{when}: {changed}", when=when, changed=changed)
    return _tr(
        "{when}: {mode}, launch {number}: {changed}",
        when=when,
        mode=names[rotation.mode],
        number=rotation.launch_id,
        changed=changed,
    )
