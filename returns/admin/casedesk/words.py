"""What each side says of a case: the latest word on each fact, who gave it, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from returns.admin.casedesk.moments import day
from returns.facts import IMEI
from returns.ledger.canonical import Json
from returns.models import Inspection, ReturnCase, Statement
from rules import FactError, Vocabulary
from rules.vocabulary import Fact
from rules.wording import value_name

SIDES = (Statement.Source.AGENT, Statement.Source.SELLER, Statement.Source.CUSTOMER)
"""Whose word settles a fact, the strongest first."""


@dataclass(frozen=True, slots=True)
class Word:
    """One fact as one side states it; ``value`` None: asked, and not known."""

    value: Json
    source: str
    at: datetime
    who: str
    reason: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the side knows."""
        return self.value is not None

    @property
    def when(self) -> str:
        """The day on which it was said."""
        return day(self.at)


Words = Mapping[tuple[str, str], Word]
"""By side and by the name under which it was stated."""


def latest_words(case: ReturnCase) -> Words:
    """Return the latest word of each side on each fact, and the IMEI that an inspection read, in two queries."""
    words = {(row.source, row.fact): _word(row) for row in case.statements.select_related("stated_by").order_by("pk")}
    seen = Inspection.objects.filter(case=case).exclude(imei="").select_related("inspected_by").order_by("pk").last()
    if seen is not None:
        who = str(seen.inspected_by or "")
        words[Statement.Source.SELLER, IMEI] = Word(seen.imei, Statement.Source.SELLER, seen.inspected_at, who)
    return words


def settling(words: Words, name: str) -> Word | None:
    """Return the word that settles what is stated under a name: the first side that knows, else any that was asked."""
    said = list(_said(words, name))
    return next((word for word in said if word.is_known), said[0] if said else None)


def differ(words: Words, name: str) -> bool:
    """Tell whether the sides that know say different things."""
    known = [word.value for word in _said(words, name) if word.is_known]
    return any(value != known[0] for value in known[1:])


def shown(value: Json, fact: Fact, vocabulary: Vocabulary, language: str) -> str:
    """Return a value in words."""
    if value is None:
        return _("not known")
    try:
        known = vocabulary.read_facts({fact.name: value})[0]
    except FactError:
        return str(value)
    return value_name(fact, known.get(fact.name), language)


def _said(words: Words, name: str) -> Iterator[Word]:
    return (words[side, name] for side in SIDES if (side, name) in words)


def _word(row: Statement) -> Word:
    who = str(row.stated_by) if row.stated_by else ""
    return Word(row.value, row.source, row.stated_at, who, row.reason)
