"""Placeholders in the texts of mails: ``{case}`` stands for what differs from mail to mail.

A value can never bring in a placeholder, a header or a line of its own: what is filled in is cleaned first. Those that
are filled in only as a mail leaves (``LATE``) stand in the stored text as a mark that no value can hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
SUBJECT_LENGTH = 250


def faults(text: str, known: frozenset[str]) -> list[str | Promise]:
    """Return what is wrong with the placeholders of a text, in words; an empty list if nothing is."""
    unknown = [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in known]
    found: list[str | Promise] = [
        format_lazy(
            _("{placeholder} is unknown here. This mail knows {known}."),
            placeholder=f"{{{name}}}",
            known=", ".join(f"{{{code}}}" for code in sorted(known)),
        )
        for name in unknown
    ]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append(_("A placeholder is one name in braces, as in {case}. Braces stand for nothing else."))
    return found


def fill(text: str, values: Mapping[str, str], late: frozenset[str] = frozenset()) -> str:
    """Return the text with its placeholders filled in; those in ``late`` become marks, unknown ones nothing."""

    def one(found: re.Match[str]) -> str:
        name = found[1]
        return f"{_OPEN}{name}{_CLOSE}" if name in late else printable(values.get(name, ""))

    return _PLACEHOLDER.sub(one, text)


def fill_late(text: str, value_of: Callable[[str], str]) -> str:
    """Return a stored text with its marks filled in."""
    return _MARK.sub(lambda found: value_of(found[1]), text)


def printable(value: str) -> str:
    """Return a value without control characters, line ends and tabs apart, and without marks."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Co", "Cs"))


def one_line(text: str) -> str:
    """Return a text fit for a header: one line, no control or formatting character, of bounded length."""
    words = " ".join(printable(text).split())
    return "".join(c for c in words if unicodedata.category(c) != "Cf")[:SUBJECT_LENGTH]
