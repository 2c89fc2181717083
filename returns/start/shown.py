"""The last decisions as anybody may read them: no name, no identifier of a person or device, nobody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import get_language

from returns.models import Decision
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.retelling import Retelling, retell
from returns.telling.verdicts import UNDER_REVIEW, Chip, GuaranteeVerdict, case_chips, guarantee_verdicts

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShownGuarantee:
    """A verdict on one guarantee, and why; ``open_facts`` would settle an undetermined one."""

    name: str
    chip: Chip
    reasons: list[str]
    open_facts: list[str]


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """One decision: what was returned, what was concluded, what holds it up."""

    reference: str
    device: str
    category: str
    decided_on: date
    chips: tuple[Chip, ...]
    guarantees: list[ShownGuarantee]
    not_claimed: list[str]
    questions: list[str]
    blocks: list[str]
    proposals: list[str]


def last_decisions() -> list[ShownDecision]:
    """Return the decisions that stand, newest first, in the reader's language; erased ones are left out."""
    labels = catalogue_labels()
    language = get_language() or "fr"
    decisions = (
        Decision.objects.filter(case__current_decision=F("pk"), record__isnull=False)
        .select_related("record", "case__device__category")
        .order_by("-pk")[:SHOWN]
    )
    told = ((decision, retell(decision, language)) for decision in decisions)
    return [_shown(decision, retelling, labels) for decision, retelling in told if retelling is not None]


def _shown(decision: Decision, told: Retelling, labels: Labels) -> ShownDecision:
    device = decision.case.device
    verdicts = guarantee_verdicts(told.outcome, labels.guarantees)
    return ShownDecision(
        reference=decision.case.reference,
        device=str(device),
        category=device.category.label,
        decided_on=decision.decided_on,
        chips=case_chips(told.outcome, review=UNDER_REVIEW),
        guarantees=[_guarantee(verdict, told) for verdict in verdicts if verdict.is_claimed],
        not_claimed=[str(verdict.name) for verdict in verdicts if not verdict.is_claimed],
        questions=[labels.grounds.get(code, code) for code in _once(told.outcome["reviews"], "ground")],
        blocks=[told.public_reason(rule) for rule in _once(told.outcome["blocks"], "rule")],
        proposals=[labels.resolutions.get(code, code) for code in _once(told.outcome["recommendations"], "resolution")],
    )


def _guarantee(verdict: GuaranteeVerdict, told: Retelling) -> ShownGuarantee:
    reasons = dict.fromkeys(told.public_reason(rule) for rule in verdict.rules)
    return ShownGuarantee(str(verdict.name), verdict.chip, list(reasons), [told.fact(name) for name in verdict.missing])


def _once(entries: list[dict[str, str | None]], key: str) -> list[str]:
    return list(dict.fromkeys(value for entry in entries if (value := entry[key]) is not None))
