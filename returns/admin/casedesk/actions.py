"""What can be done with a case now: the steps of the workflow, open or not yet, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from returns import workflow
from returns.casework.transitions import situation
from returns.models import ReturnCase, User
from returns.telling.labels import Labels
from returns.telling.retelling import Retelling
from returns.workflow import TRANSITIONS, Audience, Refusal, RefusalCode
from rules.outcome import DISAGREEMENT, FAILURE

_ALWAYS_SAID = frozenset({RefusalCode.STATE, RefusalCode.AUDIENCE})
"""A step shut for these is not for now, or not for this person: it is left out instead of explained."""


@dataclass(frozen=True, slots=True)
class Step:
    """A transition that the state of the case offers to agents; ``waits`` says why it is not open yet."""

    code: str
    label: str
    needs_reason: bool
    waits: str

    @property
    def is_open(self) -> bool:
        """Whether it can be taken now."""
        return not self.waits


def steps(case: ReturnCase, user: User, told: Retelling | None, labels: Labels) -> list[Step]:
    """Return the steps from where the case stands, in the table's order, those that wait with the reason."""
    now = situation(case=case, actor=user)
    found = []
    for row in TRANSITIONS.values():
        refusals = workflow.refusals(row.code, now)
        if not _ALWAYS_SAID.intersection(refusal.code for refusal in refusals):
            waits = " ".join(_words(refusal, told, labels) for refusal in refusals)
            found.append(Step(row.code, str(row.label), row.needs_reason, waits))
    return found


def refusal_words(refusals: tuple[Refusal, ...], told: Retelling | None, labels: Labels) -> str:
    """Return why a step was refused, naming rules and items as people know them."""
    return " ".join(_words(refusal, told, labels) for refusal in refusals)


def _words(refusal: Refusal, told: Retelling | None, labels: Labels) -> str:
    named = ", ".join(_named(refusal, told, labels.items))
    if not named:
        return str(refusal.code.label)
    label = str(refusal.code.label).rstrip(".")
    return _("%(why)s: %(names)s.") % {"why": label, "names": named}


def _named(refusal: Refusal, told: Retelling | None, items: Mapping[str, str]) -> Iterator[str]:
    for rule in refusal.rules:
        if rule not in (FAILURE, DISAGREEMENT):
            yield told.title(rule) if told else rule
    for item in refusal.items:
        yield items.get(item, item)


def acts_as_staff(code: str) -> bool:
    """Tell whether a transition is one that agents or leads take."""
    row = TRANSITIONS.get(code)
    return row is not None and bool(row.audience & {Audience.AGENT, Audience.LEAD})
