"""Icons, chips and tags of the desk: an icon and a word, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.desk.frame import desk_link, desk_url
from rules.desk.rulelist import CHANGES, Line
from rules.desk.standing import Remark
from rules.models import PendingPolicy, Version

register = template.Library()

CHIP_ICONS = {
    "covered": "ok",
    "excluded": "no",
    "undetermined": "q",
    "review": "eye",
    "blocked": "lock",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the page's sheet (``rules/desk/sprite.html``), hidden from screen readers: a word goes with it."""
    return format_html('<svg class="d-i" aria-hidden="true"><use href="#d-{}"/></svg>', name)


@register.simple_tag
def chip(verdict: str, label: object, icon_name: str = "") -> SafeString:
    """A verdict with its icon: covered, excluded, undetermined, review, blocked, or neutral with an icon named."""
    sign = icon(icon_name or CHIP_ICONS.get(verdict, "dot"))
    return format_html('<span class="d-chip d-chip--{}">{}{}</span>', verdict, sign, label)


@register.simple_tag
def tag(change: str, label: object) -> SafeString:
    """A change in a word: ``new``, ``mod`` or ``off``."""
    return format_html('<span class="d-tag d-tag--{}">{}</span>', change, label)


@register.simple_tag
def desk_url_if(page: str, version: Version, *rest: object) -> str:
    """The address of a page of a version, empty if there is none."""
    return desk_link(page, version, *rest)


@register.simple_tag
def remark_words(remark: Remark, version: Version) -> SafeString:
    """A fault or warning, its subject linked to where it can be mended."""
    pages = {"rules": "rule", "facts": "fact", "examples": "example"}
    if not remark.kind:
        return format_html("{}", remark.text)
    url = desk_link(pages[remark.kind], version, remark.key) if remark.key else ""
    return format_html(_("{what}: {remark}"), what=_link(remark.key, url), remark=remark.text)


@register.inclusion_tag("rules/desk/rule_lines.html")
def rule_lines(lines: Sequence[Line], version: Version, shown: int, revisions: Mapping[str, int]) -> dict[str, Any]:
    """The lines of rules, those after ``shown`` folded unless they changed; built without templates, for there may be
    a thousand.

    ``revisions`` are those of the rules that the reader may change, by key: such a line has buttons.
    """
    address = desk_url("rule", version, _ANY_KEY)
    rest = [line for line in lines[shown:] if not line.changes]
    first = [*lines[:shown], *(line for line in lines[shown:] if line.changes)]
    return {"first": _rows(first, address, revisions), "rest": _rows(rest, address, revisions), "more": len(rest)}


_ANY_KEY = "any-key"
"""Stands in an address where the key of a rule comes."""
_ROW = (
    '<article class="d-rulerow{}" id="rule-{}"><h3><a href="{}">{}</a> {}</h3>'
    '<div>{}</div><div class="d-right">{}</div><p class="d-words">{}</p><div class="d-key">{}{}</div>{}</article>'
)
_BUTTON = '<button form="rule-buttons" name="do" value="{} {} {}">{}</button>'


def _rows(lines: Sequence[Line], address: str, revisions: Mapping[str, int]) -> SafeString:
    unknown = {policy.value: _("If unknown: %(policy)s") % {"policy": policy.label} for policy in PendingPolicy}
    tags = {change: tag(change, label) for change, label in CHANGES.items()}
    verbs = _verbs()
    return format_html_join(
        "",
        _ROW,
        (
            (
                "" if line.enabled else " is-off",
                line.key,
                address.replace(_ANY_KEY, line.key),
                line.title or line.key,
                format_html_join(" ", "{}", ((tags[change],) for change in line.changes)),
                unknown[line.pending],
                _("Priority %(number)s") % {"number": line.priority},
                line.sentence,
                _key_and_dates(line),
                _buttons(line, verbs, revisions),
                format_html_join("", '<p class="d-remark">{} {}</p>', ((icon("warn"), text) for text in line.remarks)),
            )
            for line in lines
        ),
    )


def _verbs() -> dict[str, str]:
    return {
        "enable": _("Enable"),
        "disable": _("Disable"),
        "copy": _("Duplicate"),
        "up": pgettext("priority", "Up"),
        "down": pgettext("priority", "Down"),
    }


def _buttons(line: Line, verbs: Mapping[str, str], revisions: Mapping[str, int]) -> SafeString:
    seen = revisions.get(line.key)
    if seen is None:
        return SafeString()
    idle = "enable" if line.enabled else "disable"
    buttons = ((verb, line.key, seen, label) for verb, label in verbs.items() if verb != idle)
    row = '<div class="d-acts" role="group" aria-label="{}">{}</div>'
    return format_html(row, line.title, format_html_join(" ", _BUTTON, buttons))


def _key_and_dates(line: Line) -> str:
    start, end = (date_format(date.fromisoformat(day)) if day else "" for day in line.dates)
    if start and end:
        return _("%(key)s, from %(start)s until %(end)s") % {"key": line.key, "start": start, "end": end}
    if start:
        return _("%(key)s, from %(start)s") % {"key": line.key, "start": start}
    return _("%(key)s, until %(end)s") % {"key": line.key, "end": end} if end else line.key


def _link(text: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)
