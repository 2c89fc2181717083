"""The deeds of the workflow: take a step, and apply the rules again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from returns.admin.casedesk.actions import acts_as_staff
from returns.admin.casedesk.deed_forms import DeedForm, ReasonForm, RemarkForm, ShippedForm
from returns.admin.casedesk.deeds import Deed, answer
from returns.admin.casedesk.frame import case_url
from returns.casework.readjudicating import readjudicate
from returns.casework.transitions import perform
from returns.models import ReturnCase, User
from returns.workflow import TRANSITIONS, State

SHIPPED_BACK = frozenset({"repair", "replace", "send_back"})
"""The resolutions by which a parcel goes to the customer."""
GRAVE = frozenset({"refuse", "cancel", "reopen"})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, case_id: int, transition: str) -> HttpResponse:
    """Take a case through a transition."""
    if not acts_as_staff(transition):
        raise Http404
    return answer(request, case_id, lambda case, _user: _step(case, transition))


def _step(case: ReturnCase, code: str) -> Deed:
    row = TRANSITIONS[code]

    def do(case: ReturnCase, user: User, data: dict[str, Any]) -> None:
        number = " ".join(data.get("tracking_number", "").split())
        perform(case=case, transition=code, actor=user, reason=data["reason"], tracking_number=number)

    target = State(row.target).label
    return Deed(
        title=_("%(step)s: %(case)s") % {"step": row.label, "case": case},
        text=_("The case goes from “%(source)s” to “%(target)s”.")
        % {"source": State(case.state).label, "target": target},
        button=row.label,
        done=_("Done: the case is now “%(state)s”.") % {"state": target},
        do=do,
        form=_form(code),
        is_grave=code in GRAVE,
    )


def _form(code: str) -> type[DeedForm]:
    if TRANSITIONS[code].needs_reason:
        return ReasonForm
    return ShippedForm if code in SHIPPED_BACK else RemarkForm


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, case_id: int) -> HttpResponse:
    """Apply the rules to the facts as they stand, and show what that changed."""
    return answer(request, case_id, lambda case, _user: _again(case))


def _again(case: ReturnCase) -> Deed:
    return Deed(
        title=_("Apply the rules again: %(case)s") % {"case": case},
        text=gettext_lazy("To the facts as they stand today. What people decided stays."),
        button=gettext_lazy("Apply the rules again"),
        done=gettext_lazy("The rules have been applied to the facts as they stand."),
        do=_apply_again,
    )


def _apply_again(case: ReturnCase, user: User, _data: dict[str, Any]) -> str:
    before = case.current_decision_id
    found = readjudicate(case=case, actor=user)
    return since_url(case, before if found.is_new else None)


def since_url(case: ReturnCase, before: int | None) -> str:
    """Return the address of a case, with what differs from a decision before it on top."""
    return f"{case_url(case)}?since={before}" if before else case_url(case)
