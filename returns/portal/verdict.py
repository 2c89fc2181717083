"""The verdict as a seller reads it: where each guarantee stands and why, and what that asks of the seller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.casework.standing import effective_verdicts
from returns.models.case import ReturnCase
from returns.telling.labels import Labels
from returns.telling.retelling import Retelling
from returns.telling.verdicts import GUARANTEE_CHIPS, Chip, open_reasons
from rules.models import Version

MEANINGS: Mapping[tuple[str, str], str | Promise] = {
    ("commercial", "covered"): gettext_lazy("You repair or replace the device at no cost to the customer."),
    ("commercial", "excluded"): gettext_lazy("You owe nothing under the commercial warranty."),
    ("legal", "covered"): gettext_lazy(
        "A defect that was there at delivery is yours to put right, at no cost to the customer."
    ),
    ("legal", "excluded"): gettext_lazy("You owe nothing under the legal guarantee."),
    ("withdrawal", "covered"): gettext_lazy("You refund the customer, who has changed their mind in time."),
    ("withdrawal", "excluded"): gettext_lazy("It is too late to change one’s mind: no refund is due for that."),
    ("transit", "covered"): gettext_lazy("You put the damage right, and claim it from the carrier."),
    ("transit", "excluded"): gettext_lazy("You owe nothing for damage in transit."),
}
"""What the shipped guarantees ask of a seller; staff may add others, of which nothing is said."""


@dataclass(frozen=True, slots=True)
class ShownGuarantee:
    """One guarantee that is claimed."""

    name: str
    chip: Chip
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the guarantees stand; ``questions`` are what an agent looks at, ``means`` what it asks of the seller."""

    guarantees: list[ShownGuarantee]
    not_claimed: list[str]
    questions: list[str]
    means: list[str]
    recommended: list[str]
    version: int | None


def read_verdict(case: ReturnCase, told: Retelling, labels: Labels) -> Verdict:
    """Return the verdict that stands, an agent's instead of the rules' where there is one."""
    otherwise = case.override.verdicts if case.override and not case.override_pending else {}
    verdicts = effective_verdicts(told.outcome, otherwise)
    names = {code: labels.guarantees.get(code, code) for code in told.outcome["guarantees"]}
    ranked = sorted(names, key=lambda code: list(labels.guarantees).index(code) if code in labels.guarantees else 99)
    reviews = [review["rule"] for review in told.outcome["reviews"] if review["rule"]]
    return Verdict(
        guarantees=[_shown(told, code, verdicts[code], names[code], otherwise) for code in ranked if code in verdicts],
        not_claimed=[names[code] for code in ranked if code not in verdicts],
        questions=[told.title(rule) for rule in dict.fromkeys(reviews)] if case.needs_review else [],
        means=list(_means(verdicts, ranked)),
        recommended=_recommended(told, labels),
        version=_number(told),
    )


def _shown(told: Retelling, code: str, verdict: str, name: str, otherwise: Mapping[str, str]) -> ShownGuarantee:
    entry = told.outcome["guarantees"][code]
    reasons = [told.title(ground["rule"]) for ground in entry["grounds"] if ground["rule"]]
    reasons += open_reasons(told, verdict, entry["missing"])
    return ShownGuarantee(
        name=name,
        chip=GUARANTEE_CHIPS[verdict],
        reasons=[_("An agent decided this.")] if code in otherwise else list(dict.fromkeys(reasons)),
    )


def _means(verdicts: Mapping[str, str], ranked: list[str]) -> Iterator[str]:
    for code in ranked:
        if (code, verdicts.get(code, "")) in MEANINGS:
            yield str(MEANINGS[code, verdicts[code]])
    if "undetermined" in verdicts.values():
        yield _("What is not settled yet depends on facts that are still missing; your inspection may bring them.")


def _recommended(told: Retelling, labels: Labels) -> list[str]:
    codes = [entry["resolution"] for entry in told.outcome["recommendations"]]
    return [labels.resolutions.get(code, code) for code in dict.fromkeys(codes)]


def _number(told: Retelling) -> int | None:
    return Version.objects.filter(hash=told.outcome["hash"]).values_list("number", flat=True).first()
