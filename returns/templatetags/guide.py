"""Icons, chips and ways of writing of the pages that customers and sellers see."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

_HYPHENED = re.compile(r"[\w’]+(?:-\w+)+")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon of the page's sheets, hidden from screen readers: a word goes with it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="#d-{}"/></svg>', f" {extra}" if extra else "", name
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day without its year where that is this one: 9 décembre, 9 December 2025."""
    if value is None:
        return ""
    on = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _written(on, "j F" if on.year == timezone.localdate().year else "j F Y")


@register.filter
def full_day(value: date) -> str:
    """Write a day with its year, on what may be read in another one: 1er octobre 2026, 1 October 2026."""
    return _written(value, "j F Y")


@register.filter
def near_day(value: date) -> str:
    """Write a day that is near: today, Wednesday 18 November."""
    written = _written(value, "l j F")
    days = {timedelta(0): _("today, %(day)s"), timedelta(1): _("tomorrow, %(day)s")}.get(value - timezone.localdate())
    return days % {"day": written} if days else written


def _written(value: date, pattern: str) -> str:
    """French says "premier" of the first of a month, and of no other day."""
    if value.day == 1 and (get_language() or "").startswith("fr"):
        pattern = pattern.replace("j", r"1\e\r")
    return date_format(value, pattern)


@register.filter
def short_day(value: date) -> str:
    """Write a day where there is little room: mar. 1er déc., Tue 1 Dec."""
    return _written(value, r"D\. j N" if (get_language() or "").startswith("fr") else "D j M")


@register.filter
def hour(value: time | datetime) -> str:
    """Write an hour as people say it: 23 h, 23:00."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    if (get_language() or "").startswith("fr"):
        return f"{value.hour}\u00a0h" + (f"\u00a0{value.minute:02}" if value.minute else "")
    return f"{value:%H:%M}"


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep words with hyphens (a-t-il) on one line; the text itself, which people search and copy, stays as it is."""
    words = _HYPHENED.sub(r'<span class="word">\g<0></span>', conditional_escape(text))
    return mark_safe(words)  # noqa: S308 - escaped above


@register.filter
def lines(text: str) -> list[str]:
    """Return the lines of a text, without the numbers that staff may write before them."""
    return [line.lstrip("0123456789").removeprefix(".").strip() or line for line in text.splitlines() if line.strip()]
