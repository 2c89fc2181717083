"""How tests of facts set a case up and read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from returns.facts import FACTS, collect
from returns.models import Evidence, ReturnCase, Statement
from rules import Choice, Fact, Vocabulary
from tests.factories import ItemFactory

ON = date(2026, 3, 20)
ABSENT = "absent"


def facts_of(case: ReturnCase, *names: str, on: date = ON, **types: str) -> Any:
    """The named facts of a case (all of the shipped type), or ABSENT; one alone if one is named."""
    vocabulary = Vocabulary([vocabulary_fact(name, types.get(name, "boolean")) for name in names])
    found = collect(case=case, on=on, vocabulary=vocabulary)
    values = [found.get(name, ABSENT) for name in names]
    return values[0] if len(values) == 1 else values


def vocabulary_fact(name: str, type_name: str = "boolean", supplier: str = "customer") -> Fact:
    type_name = FACTS[name][0] if name in FACTS else type_name
    choices = (Choice("a"), Choice("b")) if type_name == "choice" else ()
    return Fact(name, type_name, supplier=supplier, choices=choices)


def say(case: ReturnCase, source: str, fact: str, value: Any) -> None:
    Statement.objects.create(case=case, source=source, fact=fact, value=value)


def give(case: ReturnCase, status: str, item: str = "photo.front_on", **measurements: Any) -> None:
    ItemFactory.create(code=item)
    reason = "blurred" if status == "refused" else ""
    Evidence.objects.create(case=case, item_id=item, status=status, refusal_reason=reason, measurements=measurements)


def change(row: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
