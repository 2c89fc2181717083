"""Judging evidence: a piece looked at closely, beside others, and accepted or refused with a reason."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from returns.admin.casedesk.deed_forms import DeedForm, RefuseForm
from returns.admin.casedesk.deeds import Deed, answer
from returns.admin.casedesk.frame import case_url
from returns.casework.readjudicating import judge_evidence
from returns.models import Evidence, ReturnCase, User


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, case_id: int, evidence_id: int) -> HttpResponse:
    """Accept a piece of evidence, and apply the rules to that."""
    return answer(request, case_id, lambda case, _user: _accept(_piece(case, evidence_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, case_id: int, evidence_id: int) -> HttpResponse:
    """Refuse a piece of evidence for a reason that the customer reads, and apply the rules to that."""
    return answer(request, case_id, lambda case, _user: _refuse(_piece(case, evidence_id)))


def _piece(case: ReturnCase, evidence_id: int) -> Evidence:
    piece = case.evidence.select_related("item").filter(pk=evidence_id).first()
    if piece is None:
        raise Http404
    piece.case = case
    return piece


def _accept(piece: Evidence) -> Deed:
    def do(case: ReturnCase, user: User, _data: dict[str, Any]) -> str:
        judge_evidence(evidence=piece, actor=user, is_accepted=True)
        return case_url(case, "evidence")

    return Deed(
        title=_("Accept: %(item)s") % {"item": piece.item.label},
        text=gettext_lazy("The rules are applied to it at once."),
        button=gettext_lazy("Accept"),
        done=_("Accepted: %(item)s.") % {"item": piece.item.label},
        do=do,
        form=DeedForm,
    )


def _refuse(piece: Evidence) -> Deed:
    def do(case: ReturnCase, user: User, data: dict[str, Any]) -> str:
        judge_evidence(evidence=piece, actor=user, is_accepted=False, reason=data["reason"])
        return case_url(case, "evidence")

    return Deed(
        title=_("Refuse: %(item)s") % {"item": piece.item.label},
        text=gettext_lazy("The customer reads why, and can hand in another one."),
        button=gettext_lazy("Refuse"),
        done=_("Refused: %(item)s.") % {"item": piece.item.label},
        do=do,
        form=RefuseForm,
        is_grave=True,
    )
