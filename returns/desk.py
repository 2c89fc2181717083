"""What the rules desk learns of return cases (see ``rules.host``)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from returns.casework.opening import rebind_case
from returns.catalogue.items import KINDS, add_item, steps_with_room
from returns.facts import FACTS, collect
from returns.models.case import ReturnCase
from returns.models.catalogue import (
    AccountFamily,
    Carrier,
    DeviceCategory,
    DeviceFamily,
    EvidenceItem,
    Ground,
    Guarantee,
    Reason,
    Resolution,
    Step,
)
from returns.models.catalogue.rows import LabelledRow
from returns.models.decision import DecisionRecord
from returns.models.user import User
from returns.permissions import triable_cases
from returns.workflow import TRANSITIONS
from rules import Vocabulary
from rules.host import CaseFacts, Firings, NewItem
from rules.people import Person

CODES: Mapping[str, type[LabelledRow]] = {
    "guarantees": Guarantee,
    "grounds": Ground,
    "items": EvidenceItem,
    "resolutions": Resolution,
}
"""The rows of the catalogue that the lists of a vocabulary name."""

CHOICES: Mapping[str, type[LabelledRow]] = {
    "device.category": DeviceCategory,
    "device.family": DeviceFamily,
    "account.family": AccountFamily,
    "return.reason": Reason,
    "return.wish": Resolution,
    "shipping.carrier": Carrier,
}
"""The rows of the catalogue that are the choices of a fact."""
_CHUNK = 500


class ReturnsHost:
    """Cases as the desk sees them: facts as they stand today, and which version decides."""

    def fact_types(self) -> Mapping[str, str]:
        """Return the facts that ``returns.facts`` supplies, each with its type."""
        return {name: type_name for name, (type_name, _read) in FACTS.items()}

    def code_names(self) -> Mapping[str, Mapping[str, str]]:
        """Return the labels of the catalogue's rows and of the workflow's transitions."""
        rows = {name: model._default_manager.all() for name, model in CODES.items()}
        names = {name: {row.code: row.label for row in found} for name, found in rows.items()}
        return {**names, "transitions": {code: str(row.label) for code, row in TRANSITIONS.items()}}

    def kept_codes(self) -> Mapping[str, frozenset[str]]:
        """Return the codes of the catalogue's rows that lists and facts name, and those of the transitions."""
        rows = {**CODES, **CHOICES}
        kept = {name: frozenset(model._default_manager.values_list("code", flat=True)) for name, model in rows.items()}
        return {**kept, "transitions": frozenset(TRANSITIONS)}

    def item_groups(self) -> list[tuple[str, list[str]]]:
        """Return the items of the catalogue by step of the procedure."""
        steps = Step.objects.prefetch_related("items")
        return [(step.label, [item.code for item in step.items.all()]) for step in steps]

    def item_options(self) -> dict[str, list[tuple[str, str]]]:
        """Return the steps that can ask for one thing more, and the forms in which an item can be handed in."""
        steps = [(step.code, step.label) for step in steps_with_room()]
        return {"step": steps, "kind": [(kind.value, str(kind.label)) for kind in KINDS]}

    def add_item(self, *, item: NewItem, by: Person) -> None:
        """Add an item to the catalogue; raises ValidationError by the fields of ``NewItem``."""
        add_item(item=item, by=_user(by))

    def category_facts(self) -> Mapping[str, Mapping[str, bool]]:
        """Return what the catalogue says of each category."""
        return {
            category.code: {
                "device.stores_personal_data": category.stores_personal_data,
                "device.holds_account": category.holds_account,
            }
            for category in DeviceCategory.objects.all()
        }

    def case_facts(self, *, reference: str, reader: Person, vocabulary: Vocabulary) -> CaseFacts:
        """Return one case that the reader may try rules on; raises LookupError for any other."""
        # No reference holds a NUL, which no database of ours can look for.
        known = reference.replace("\0", "")
        case = triable_cases(_user(reader)).filter(reference=known, erased_at=None).first()
        if case is None:
            raise LookupError(reference)
        return _facts_of(case, vocabulary)

    def sample_cases(self, *, reader: Person, vocabulary: Vocabulary, limit: int) -> Iterator[CaseFacts]:
        """Yield the newest cases that the reader may try rules on."""
        for case in triable_cases(_user(reader)).filter(erased_at=None)[:limit]:
            yield _facts_of(case, vocabulary)

    def firings(self, *, version_hash: str, limit: int) -> Firings:
        """Count the rules that the outcomes of the newest decisions name; erased ones count no more."""
        records = DecisionRecord.objects.filter(decision__version_hash=version_hash).order_by("-pk")
        outcomes = [json.loads(outcome) for outcome in records.values_list("outcome", flat=True)[:limit]]
        return Firings(len(outcomes), Counter(chain.from_iterable(map(_rules_named, outcomes))))

    def count_readable(self, *, reader: Person) -> int:
        """Return how many cases the reader may try rules on."""
        return triable_cases(_user(reader)).filter(erased_at=None).count()

    def count_cases(self, *, version_hash: str) -> int:
        """Return how many unfinished cases are bound to a version."""
        return ReturnCase.objects.unfinished().filter(version_hash=version_hash).count()

    @transaction.atomic
    def move_cases(self, *, from_hashes: frozenset[str], to_hash: str, by: Person) -> int:
        """Bind unfinished cases to another version, an event each, and return how many went over."""
        cases = ReturnCase.objects.unfinished().filter(version_hash__in=from_hashes - {to_hash}).order_by("pk")
        # All of them before the first is changed: the ledger's head, which that locks, must be the last lock.
        keys = list(cases.select_for_update().values_list("pk", flat=True))
        for begin in range(0, len(keys), _CHUNK):
            for case in ReturnCase.objects.filter(pk__in=keys[begin : begin + _CHUNK]).order_by("pk"):
                rebind_case(case=case, version_hash=to_hash, actor=_staff(by))
        return len(keys)


def _rules_named(outcome: Mapping[str, Any]) -> set[str]:
    """Return the rules that had a say in an outcome; what the engine added itself names none."""
    grounds = chain.from_iterable(guarantee["grounds"] for guarantee in outcome["guarantees"].values())
    parts = (grounds, outcome["items"].values(), *(outcome[name] for name in ("blocks", "reviews", "recommendations")))
    return {entry["rule"] for entry in chain.from_iterable(parts) if entry["rule"] is not None}


def _facts_of(case: ReturnCase, vocabulary: Vocabulary) -> CaseFacts:
    facts = collect(case=case, on=timezone.localdate(), vocabulary=vocabulary)
    return CaseFacts(case.reference, facts)


def _user(person: Person) -> User | AnonymousUser:
    return person if isinstance(person, User) else AnonymousUser()


def _staff(person: Person) -> User | None:
    return person if isinstance(person, User) else None
