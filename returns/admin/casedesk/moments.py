"""How long ago, how late, how soon: moments as an agent reads them at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = timedelta(hours=4)


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit: minutes, hours up to two days, then days."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}


def is_late(due: datetime | None, now: datetime) -> bool:
    """Tell whether a deadline has passed."""
    return due is not None and due < now


def is_soon(due: datetime | None, now: datetime) -> bool:
    """Tell whether a deadline passes within a few hours."""
    return due is not None and now <= due < now + SOON


def until(due: datetime, now: datetime) -> str:
    """Return by how much a deadline has been missed, or in how long it comes."""
    words = _("late by %(span)s") if due < now else _("in %(span)s")
    return words % {"span": span(abs(due - now))}


def short(moment: datetime) -> str:
    """Return a moment as a list has room for it: the hour today, yesterday and tomorrow, else the day."""
    local = timezone.localtime(moment)
    hour = date_format(local, "TIME_FORMAT")
    names = {0: _("today %(hour)s"), -1: _("yesterday %(hour)s"), 1: _("tomorrow %(hour)s")}
    words = names.get((local.date() - timezone.localdate()).days)
    return words % {"hour": hour} if words else day(moment)


def day(moment: datetime) -> str:
    """Return the day of a moment, with the year where it is another one."""
    local = timezone.localtime(moment)
    return date_format(local, "j\u00a0N" if local.year == timezone.localdate().year else "j\u00a0N\u00a0Y")
