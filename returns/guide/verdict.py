"""The verdict so far, honestly put: what the warranty says, what the law still gives, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.guide.progress import Progress
from returns.models.catalogue import Deadline
from returns.telling.labels import catalogue_labels
from returns.telling.verdicts import (
    GUARANTEE_CHIPS,
    UNDER_REVIEW,
    Chip,
    GuaranteeVerdict,
    guarantee_verdicts,
    open_reasons,
)
from returns.templatetags.guide import day
from returns.timing.calendar import add_months
from returns.workflow import State

LEGAL = "legal"
SETTLED = frozenset({State.ACCEPTED, State.REFUSED, State.RESOLVED, State.CLOSED})
EXAMINED = SETTLED | {State.INSPECTED}
"""Once the device has been examined, the verdict rests on more than the customer's word."""
OPEN = gettext_lazy("Not settled yet: %(name)s. It depends on what is not known yet.")
SO_FAR: Mapping[str, str | Promise] = {
    "covered": gettext_lazy(
        "From your answers, this applies: %(name)s. What the seller finds in the parcel can still change it."
    ),
    "excluded": gettext_lazy("From your answers, this does not apply: %(name)s."),
    "undetermined": OPEN,
}
FOUND: Mapping[str, str | Promise] = {
    "covered": gettext_lazy("From what was found, this applies: %(name)s."),
    "excluded": gettext_lazy("From what was found, this does not apply: %(name)s."),
    "undetermined": OPEN,
}


@dataclass(frozen=True, slots=True)
class ShownGuarantee:
    """One guarantee as the customer reads it: reasons, and what the law adds."""

    code: str
    name: str
    chip: Chip
    reasons: list[str]
    law: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the guarantees stand; ``headline`` is about the one that counts most, ``questions`` what an agent looks at.

    ``is_settled``: the return has been decided, so that this is no longer how things stand for now.
    """

    chip: Chip
    headline: str
    guarantees: list[ShownGuarantee]
    not_claimed: list[str]
    questions: list[str]
    is_settled: bool


def read_verdict(progress: Progress) -> Verdict | None:
    """Return the verdict on the return, an agent's instead of the rules' where there is one.

    None where it was erased, or the rules were not applied.
    """
    if progress.told is None:
        return None
    names = catalogue_labels().guarantees
    codes = [code for code in names if code in progress.outcome["guarantees"]]
    found = dict(zip(codes, guarantee_verdicts(progress.outcome, names), strict=False))
    override = None if progress.case.override_pending else progress.case.override
    otherwise: Mapping[str, str] = override.verdicts if override else {}
    shown = [
        _otherwise(code, verdict, otherwise[code]) if code in otherwise else _shown(code, verdict, progress)
        for code, verdict in found.items()
        if verdict.is_claimed or code in otherwise
    ]
    reviews = [review["rule"] for review in progress.outcome["reviews"] if review["rule"]]
    return Verdict(
        chip=_chip(progress, shown),
        headline=_headline(progress, shown),
        guarantees=shown,
        not_claimed=[str(row.name) for code, row in found.items() if not row.is_claimed and code not in otherwise],
        questions=progress.reasons(reviews) if progress.case.needs_review else [],
        is_settled=progress.case.state in SETTLED,
    )


def _otherwise(code: str, rules: GuaranteeVerdict, verdict: str) -> ShownGuarantee:
    """A guarantee on which an agent decided otherwise than the rules, whose reasons count no more."""
    return ShownGuarantee(code, str(rules.name), GUARANTEE_CHIPS[verdict], [_("An agent decided this.")], "")


def _shown(code: str, verdict: GuaranteeVerdict, progress: Progress) -> ShownGuarantee:
    return ShownGuarantee(
        code=code,
        name=str(verdict.name),
        chip=verdict.chip,
        reasons=progress.reasons(verdict.rules) + _open(verdict, progress),
        law=" ".join(_law(progress)) if code == LEGAL and verdict.chip.tone == "covered" else "",
    )


def _open(verdict: GuaranteeVerdict, progress: Progress) -> list[str]:
    return open_reasons(progress.told, verdict.chip.tone, verdict.missing) if progress.told else []


def _law(progress: Progress) -> Iterator[str]:
    """Until when the legal guarantee runs, and whose it is to prove; nothing where the delivery is not known."""
    delivered = progress.case.order.delivered_on
    if delivered is None:
        return
    months = dict(Deadline.objects.filter(code__startswith="legal_").values_list("code", "amount"))
    if length := months.get("legal_conformity"):
        yield _("Until %(day)s the seller must repair or replace a device with a defect, at no cost to you.") % {
            "day": day(add_months(delivered, length))
        }
    presumed = add_months(delivered, months.get("legal_presumption", 0))
    if presumed >= timezone.localdate():
        yield _("Until %(day)s it is for the seller to prove that the defect was not there at delivery.") % {
            "day": day(presumed)
        }


def _chip(progress: Progress, shown: list[ShownGuarantee]) -> Chip:
    if progress.case.needs_review:
        return UNDER_REVIEW
    return shown[0].chip if shown else UNDER_REVIEW


def _headline(progress: Progress, shown: list[ShownGuarantee]) -> str:
    if progress.case.needs_review:
        return _("One of our agents looks at your return before it is decided.")
    if not shown:
        return _("No guarantee is claimed at this stage.")
    tone, name = shown[0].chip.tone, shown[0].name
    others = [entry.name for entry in shown[1:] if entry.chip.tone == "covered"]
    messages = FOUND if progress.case.state in EXAMINED else SO_FAR
    return " ".join([str(messages[tone]) % {"name": name}, *_still(tone, others)])


def _still(tone: str, others: list[str]) -> Iterator[str]:
    if tone != "covered" and others:
        yield _("What still applies: %(names)s.") % {"names": ", ".join(others)}
