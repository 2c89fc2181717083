"""The deeds of deciding: accept what is proposed, decide otherwise, confirm or take back what a colleague decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from returns.admin.casedesk.assigning import after
from returns.admin.casedesk.deed_forms import DeedForm, InternalReasonForm, InternalRemarkForm, words
from returns.admin.casedesk.deeds import Deed, answer
from returns.admin.casedesk.frame import agent
from returns.admin.casedesk.overridden import overridden
from returns.admin.casedesk.questions import questions
from returns.casework.deciding import (
    accept_proposal,
    answer_reviews,
    confirm_override,
    decide_otherwise,
    proposal,
    reject_override,
    withdraw_override,
)
from returns.casework.overrides import exceeds_limit
from returns.casework.standing import current_outcome, effective_verdicts
from returns.models import ReturnCase, User
from returns.models.case import Verdict
from returns.permissions import is_lead
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.money import amount_words
from returns.telling.verdicts import GUARANTEE_CHIPS, NOT_CLAIMED_CHIP
from returns.workflow import TRANSITION_OF

GUARANTEE = "guarantee."
"""What the names of the fields of verdicts begin with."""


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the step that is proposed, and go on to the reader's next case."""
    return answer(request, case_id, lambda case, _user: _accept(request, case))


def _accept(request: HttpRequest, case: ReturnCase) -> Deed:
    def do(case: ReturnCase, user: User, _data: dict[str, Any]) -> str:
        accept_proposal(case=case, actor=user)
        return after(request, user, case, _("The proposal has been accepted:"))

    return Deed(
        title=_("Accept the proposal: %(case)s") % {"case": case},
        text=proposal_words(case, catalogue_labels()) or _("Nothing is proposed for this case."),
        button=gettext_lazy("Accept the proposal"),
        done="",
        do=do,
    )


def proposal_words(case: ReturnCase, labels: Labels) -> str:
    """Return what is proposed and the step that leads there; empty where nothing is."""
    found = proposal(case)
    if found is None:
        return ""
    resolution = labels.resolutions.get(found.resolution, found.resolution)
    ways = {
        "accept": _("accept the return, then: %(resolution)s"),
        "refuse": _("refuse the return, then: %(resolution)s"),
    }
    return ways.get(found.transition, "%(resolution)s") % {"resolution": resolution}


class OtherwiseForm(DeedForm):
    """Another verdict, another resolution, or both, and why."""

    resolution = forms.ChoiceField(
        label=gettext_lazy("Resolution"), required=False, widget=forms.Select(attrs={"class": "d-in d-in--wide"})
    )
    reason = words(
        gettext_lazy("Reason"), required=True, help_text=gettext_lazy("Kept with the case; only staff read it.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def otherwise(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the reader's judgement in the place of the rules'."""
    return answer(request, case_id, _otherwise)


def _otherwise(case: ReturnCase, user: User) -> Deed:
    waits = exceeds_limit(case) and not is_lead(user)

    def do(case: ReturnCase, user: User, data: dict[str, Any]) -> None:
        chosen = {name.removeprefix(GUARANTEE): value for name, value in data.items() if name.startswith(GUARANTEE)}
        decide_otherwise(
            case=case,
            actor=user,
            reason=data["reason"],
            verdicts={code: verdict for code, verdict in chosen.items() if verdict},
            resolution=data["resolution"],
        )

    return Deed(
        title=_("Decide otherwise: %(case)s") % {"case": case},
        text=gettext_lazy("Your judgement counts instead of the rules', whatever they say next."),
        button=gettext_lazy("Decide otherwise"),
        done=gettext_lazy("Decided. It counts instead of what the rules say."),
        do=do,
        form=otherwise_form(case),
        template="otherwise",
        context={
            "waits": waits,
            "price": amount_words(case.order.price, case.order.currency),
            "proposed": proposal_words(case, catalogue_labels()),
        },
    )


def otherwise_form(case: ReturnCase) -> type[OtherwiseForm]:
    """Return the form for a case: a choice for each guarantee of its outcome, and the resolutions."""
    labels = catalogue_labels()
    keep = pgettext_lazy("verdict", "as the rules say: %(verdict)s")
    outcome = current_outcome(case) or {"guarantees": {}}
    claimed = effective_verdicts(outcome, {})
    fields: dict[str, forms.Field] = {}
    for code in outcome["guarantees"]:
        chip = GUARANTEE_CHIPS[claimed[code]] if code in claimed else NOT_CLAIMED_CHIP
        fields[f"{GUARANTEE}{code}"] = forms.ChoiceField(
            label=labels.guarantees.get(code, code),
            required=False,
            choices=[("", keep % {"verdict": str(chip.word).lower()}), *_other_verdicts(claimed.get(code))],
            widget=forms.Select(attrs={"class": "d-in d-in--wide"}),
        )
    named = [(code, labels.resolutions.get(code, code)) for code in TRANSITION_OF]
    fields["resolution"] = forms.ChoiceField(
        label=gettext_lazy("Resolution"),
        required=False,
        choices=[("", pgettext_lazy("resolution", "as proposed, or decided later")), *named],
        widget=forms.Select(attrs={"class": "d-in d-in--wide"}),
    )
    return type("CaseOtherwiseForm", (OtherwiseForm,), {**fields, "field_order": (*fields, "reason")})


def _other_verdicts(verdict: str | None) -> list[tuple[str, Any]]:
    decided = (Verdict.COVERED, Verdict.EXCLUDED)
    return [(other.value, GUARANTEE_CHIPS[other].word) for other in decided if other != verdict]


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let a colleague's override stand; for leads."""
    _refuse_others(request)
    return answer(request, case_id, lambda case, _user: _confirm(case))


def _confirm(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Confirm the override: %(case)s") % {"case": case},
        text=gettext_lazy("What your colleague decided counts from now on."),
        button=gettext_lazy("Confirm"),
        done=gettext_lazy("Confirmed. Your colleague is told."),
        do=lambda case, user, data: _done(confirm_override(case=case, actor=user, note=data["reason"])),
        form=InternalRemarkForm,
        template="override",
        context=_colleagues(case),
    )


def _colleagues(case: ReturnCase) -> dict[str, Any]:
    """What a lead judges: the verdicts, the resolution, and what it costs."""
    price = amount_words(case.order.price, case.order.currency)
    return {"found": overridden(case, catalogue_labels()), "price": price}


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a colleague's override back; for leads."""
    _refuse_others(request)
    return answer(request, case_id, lambda case, _user: _reject(case))


def _reject(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Reject the override: %(case)s") % {"case": case},
        text=gettext_lazy("The rules count again. Your colleague reads why."),
        button=gettext_lazy("Reject"),
        done=gettext_lazy("Rejected: the rules count again."),
        do=lambda case, user, data: _done(reject_override(case=case, actor=user, reason=data["reason"])),
        form=InternalReasonForm,
        is_grave=True,
        template="override",
        context=_colleagues(case),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the rules count again."""
    return answer(request, case_id, lambda case, _user: _withdraw(case))


def _withdraw(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Take the override back: %(case)s") % {"case": case},
        text=gettext_lazy("The rules count again."),
        button=gettext_lazy("Take it back"),
        done=gettext_lazy("The rules count again."),
        do=lambda case, user, data: _done(withdraw_override(case=case, actor=user, reason=data["reason"])),
        form=InternalReasonForm,
        is_grave=True,
        template="override",
        context=_colleagues(case),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reviewed(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer what the rules ask of a person, where no fact changes by it."""
    return answer(request, case_id, lambda case, _user: _reviewed(case))


def _reviewed(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Answer the questions: %(case)s") % {"case": case},
        text=gettext_lazy("You have looked, and no fact changes: the case leaves the queue until another rule asks."),
        button=gettext_lazy("I have looked"),
        done=gettext_lazy("Answered. The facts stay as they are."),
        do=lambda case, user, data: _done(answer_reviews(case=case, actor=user, reason=data["reason"])),
        form=InternalReasonForm,
        template="reviewed",
        context={"questions": questions(case)},
        crumb=gettext_lazy("Answer the questions"),
    )


def _done(_event: object) -> None:
    """The case is what comes next."""


def _refuse_others(request: HttpRequest) -> None:
    """Only leads judge overrides: 404 for strangers, 403 for everybody else."""
    user = agent(request)
    if not is_lead(user):
        raise PermissionDenied
