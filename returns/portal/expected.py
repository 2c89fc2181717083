"""What is expected in the parcel, and what its customer said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from returns.facts import IMEI, stated_as
from returns.guide.progress import question_rank
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.statement import Statement
from rules import Fact, FactError, Vocabulary
from rules.wording import fact_name, value_name

CUSTOMER = Statement.Source.CUSTOMER


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the customer's; empty where they do not know."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What should arrive: the IMEI sold and the one declared, and everything that the customer answered."""

    sold_imei: str
    declared_imei: str
    answers: list[Said]


def read_expected(
    case: ReturnCase, vocabulary: Vocabulary, statements: Mapping[tuple[str, str], Json], language: str
) -> Expected:
    """Return what the parcel should hold; nothing is fetched."""
    declared = statements.get((CUSTOMER, IMEI))
    return Expected(
        sold_imei=case.device.imei,
        declared_imei=declared if isinstance(declared, str) else "",
        answers=list(_answers(vocabulary, statements, language)),
    )


def _answers(vocabulary: Vocabulary, statements: Mapping[tuple[str, str], Json], language: str) -> Iterator[Said]:
    told = set()
    for fact in sorted(vocabulary, key=question_rank):
        name = stated_as(fact, CUSTOMER) if fact.supplier == CUSTOMER else None
        if name and (CUSTOMER, name) in statements and name not in told:
            told.add(name)
            yield Said(fact_name(fact, language), _value(vocabulary, fact, statements[CUSTOMER, name], language))


def _value(vocabulary: Vocabulary, fact: Fact, value: Json, language: str) -> str:
    try:
        known = None if value is None else vocabulary.canonical(fact.name, value)
    except FactError:
        return ""
    words = "" if known is None else value_name(fact, known, language)
    return words[:1].upper() + words[1:]
