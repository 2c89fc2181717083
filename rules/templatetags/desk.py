"""Icons, chips and tags of the desk: an icon and a word, never colour alone."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
