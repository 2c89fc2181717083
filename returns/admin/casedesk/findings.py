"""Correcting a fact: the agent's own finding, with what shows it, and the rules applied to it at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from returns.admin.casedesk.deed_forms import FindingForm
from returns.admin.casedesk.deeds import REFUSALS, Deed, ask, changed, said
from returns.admin.casedesk.frame import agent, case_for
from returns.admin.casedesk.sheet import CaseSheet
from returns.admin.casedesk.steps import since_url
from returns.casework.readjudicating import correct_fact
from returns.facts import IMEI, stated_as
from returns.ledger.canonical import Json
from returns.models import Statement
from rules.desk.sheet import Field, read_sheet, sheet_of
from rules.vocabulary import Fact
from rules.wording import fact_name

AGENT = Statement.Source.AGENT
LONGEST_IMEI = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact that can be corrected."""

    name: str
    label: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case_id: int) -> HttpResponse:
    """Choose a fact (``?fact=``), then say what it is and what shows it."""
    user = agent(request)
    case = case_for(user, case_id)
    sheet = CaseSheet(case, user)
    chosen = request.GET.get("fact", "")
    facts = correctable(sheet)
    if chosen and chosen not in facts:
        raise Http404
    if request.method == "POST" and chosen:
        return _post(request, sheet, chosen)
    form = FindingForm(initial={"revision": case.revision})
    return ask(request, case, _deed(sheet, chosen, _value_field(sheet, chosen, None)), form)


def correctable(sheet: CaseSheet) -> dict[str, str]:
    """Return the facts that an agent's finding settles: the fact's name, and the one under which it is stated."""
    named = {fact.name: stated_as(fact, AGENT) for fact in sheet.vocabulary}
    facts = {fact: name for fact, name in named.items() if name and not _is_other_name(fact, name)}
    return {IMEI: IMEI, **facts}


def _is_other_name(fact: str, name: str) -> bool:
    """Whether the fact is only the agent's side of one that several sides state."""
    return fact.startswith("found.") and not name.startswith("found.")


def _post(request: HttpRequest, sheet: CaseSheet, chosen: str) -> HttpResponse:
    case, user = sheet.case, sheet.user
    form = FindingForm(request.POST)
    field, value = _read(sheet, chosen, request.POST)
    deed = _deed(sheet, chosen, field)
    if not form.is_valid() or field["error"]:
        return ask(request, case, deed, form, status=422)
    if form.cleaned_data["revision"] != case.revision:
        return changed(request, case, deed, form)
    try:
        before = case.current_decision_id
        name, reason = correctable(sheet)[chosen], form.cleaned_data["reason"]
        found = correct_fact(case=case, fact=name, value=value, reason=reason, actor=user)
    except REFUSALS as refusal:
        return ask(request, case, deed, form, refusal=said(refusal, case), status=409)
    messages.success(request, str(deed.done))
    return redirect(since_url(case, before if found.is_new else None))


def _deed(sheet: CaseSheet, chosen: str, field: dict[str, Any]) -> Deed:
    return Deed(
        title=_("Correct a fact: %(case)s") % {"case": sheet.case},
        text=gettext_lazy("What you find counts before the inspection and the customer's word, which stay to be read."),
        button=gettext_lazy("Correct the fact"),
        done=gettext_lazy("The fact has been corrected, and the rules applied to it."),
        do=lambda _case, _user, _data: None,
        form=FindingForm,
        template="correct",
        context={"choices": list(_choices(sheet, chosen)), "chosen": chosen, **field},
    )


def _choices(sheet: CaseSheet, chosen: str) -> Iterator[Choice]:
    yield Choice(IMEI, _("IMEI"), chosen == IMEI)
    for name in correctable(sheet):
        if name != IMEI:
            yield Choice(name, fact_name(sheet.vocabulary[name], sheet.language), name == chosen)


def _value_field(sheet: CaseSheet, chosen: str, value: Json) -> dict[str, Any]:
    if not chosen:
        return {"field": None, "imei": "", "error": ""}
    if chosen == IMEI:
        return {"field": None, "imei": value or "", "error": ""}
    return {"field": _field(sheet, chosen, value), "imei": "", "error": ""}


def _field(sheet: CaseSheet, chosen: str, value: Json) -> Field:
    known = {} if value is None else {chosen: value}
    return sheet_of(sheet.vocabulary, [chosen], known, sheet.language).fields[0]


def _read(sheet: CaseSheet, chosen: str, data: QueryDict) -> tuple[dict[str, Any], Json]:
    if chosen == IMEI:
        imei = data.get("imei", "").replace("\0", "").strip()[:LONGEST_IMEI]
        error = "" if imei else _("Write the IMEI that you read.")
        return {"field": None, "imei": imei, "error": error}, imei
    only = _only(data, sheet.vocabulary[chosen])
    read = read_sheet(sheet.vocabulary, [chosen], only, sheet.language)
    [field] = [field for field in read.fields if field.fact.name == chosen]
    error = field.error or ("" if chosen in read.facts else _("Say what it is."))
    return {"field": field, "imei": "", "error": error}, read.facts.get(chosen)


def _only(data: QueryDict, fact: Fact) -> QueryDict:
    """What was sent of one fact: a forged form changes no other."""
    only = QueryDict(mutable=True)
    for prefix in "vke":
        if (name := f"{prefix}.{fact.name}") in data:
            only.setlist(name, data.getlist(name))
    return only
