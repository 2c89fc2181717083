"""Other versions beside the one of a page: which there are, and which one the reader wants."""

from __future__ import annotations

from rules.desk.access import version_for
from rules.models import Version
from rules.people import Person

A_LIST = 50


def siblings(version: Version) -> list[Version]:
    """The newest versions of the same rulebook, without their contents; the version itself is among them."""
    found = Version.objects.filter(rulebook=version.rulebook_id).defer("document", "frame").order_by("-number")
    newest = list(found[:A_LIST])
    return newest if version in newest else [*newest, version]


def wanted_version(person: Person, text: str) -> Version | None:
    """The version that an address names by its key; None: it names none. Raises Http404 as ``version_for``."""
    return version_for(person, int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else None
