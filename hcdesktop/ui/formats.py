"""Numbers, dates and times as people write them here: all by ``QLocale``, which ``ui/language`` has set."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt

_SHORT = QLocale.FormatType.ShortFormat


def number(count: int) -> str:
    """A number with its thousands parted."""
    return f"{count:,}" if _is_nowhere() else QLocale().toString(count)


def day(at: float) -> str:
    """A date (``at``: epoch seconds, here and below)."""
    date = _local(at).date()
    return date.toString(Qt.DateFormat.ISODate) if _is_nowhere() else QLocale().toString(date, _SHORT)


def date_and_time(at: float) -> str:
    """Both, to the minute."""
    return _local(at).toString("yyyy-MM-dd HH:mm") if _is_nowhere() else QLocale().toString(_local(at), _SHORT)


def moment(at: float) -> str:
    """The time for today, else the date; nothing for 0."""
    if not at:
        return ""
    return QLocale().toString(_local(at).time(), _SHORT) if _is_today(at) else day(at)


def stamp(at: float) -> str:
    """To the second, for lines that follow each other closely; with the date when it is not today's."""
    # There is no format of the system for a time with seconds that leaves the time zone out.
    pattern = QLocale().timeFormat(_SHORT)
    time = QLocale().toString(_local(at).time(), pattern if "s" in pattern else pattern.replace("mm", "mm:ss"))
    return time if _is_today(at) else f"{day(at)} {time}"


def _is_nowhere() -> bool:
    """The C locale, which a machine without any has: it groups no digits, and its dates are read by nobody."""
    return QLocale().language() is QLocale.Language.C


def _local(at: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(at * 1000))


def _is_today(at: float) -> bool:
    return _local(at).date() == QDateTime.currentDateTime().date()
