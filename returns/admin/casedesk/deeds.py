"""Doing something with a case: a page that says what happens, then one POST that does it, or says why not.

A deed is refused, with what was typed kept, where the case has changed since it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from returns.adjudication import CaseErasedError
from returns.admin.casedesk.actions import refusal_words
from returns.admin.casedesk.deed_forms import DeedForm
from returns.admin.casedesk.frame import agent, case_for, case_url, page
from returns.admin.happenings import Happening, happening
from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.deciding import DecisionRefusedError
from returns.casework.transitions import TransitionRefusedError
from returns.models import ReturnCase, User
from returns.telling.labels import catalogue_labels, subject_names
from returns.telling.retelling import retell

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do, as a page offers it.

    ``do`` does it and returns the address that comes next, None for the case; ``done`` is told afterwards,
    unless it is empty. ``needs_sight``: it is refused where the case has changed since it was looked at.
    ``template`` shows more than the form; ``context`` is what it needs. ``crumb`` is the page's name in the
    breadcrumbs, where its button says something else.
    """

    title: Text
    text: Text
    button: Text
    done: Text
    do: Callable[[ReturnCase, User, dict[str, Any]], str | None]
    form: type[DeedForm] = DeedForm
    is_grave: bool = False
    needs_sight: bool = True
    template: str = "deed"
    context: Mapping[str, Any] = field(default_factory=dict)
    crumb: Text = ""


REFUSALS = (CaseChangedError, CaseFinalError, CaseErasedError, DecisionRefusedError, TransitionRefusedError)
"""What the functions of ``returns`` raise where a deed can't be done; the message is for the reader."""


def answer(request: HttpRequest, case_id: int, make: Callable[[ReturnCase, User], Deed]) -> HttpResponse:
    """Show a deed, or do it: 404 for strangers, 403 for readers, 409 where it is refused, 422 for a faulty form."""
    user = agent(request)
    case = case_for(user, case_id)
    deed = make(case, user)
    if request.method != "POST":
        return ask(request, case, deed, deed.form(initial={"revision": case.revision}))
    form = deed.form(request.POST)
    if not form.is_valid():
        return ask(request, case, deed, form, status=422)
    if deed.needs_sight and form.cleaned_data["revision"] != case.revision:
        return changed(request, case, deed, form)
    try:
        after = deed.do(case, user, form.cleaned_data)
    except CaseChangedError:
        return changed(request, case_for(user, case_id), deed, form)
    except REFUSALS as refusal:
        return ask(request, case, deed, form, refusal=said(refusal, case), status=409)
    if deed.done:
        messages.success(request, str(deed.done))
    return redirect(after or case_url(case))


def changed(request: HttpRequest, case: ReturnCase, deed: Deed, form: forms.Form) -> HttpResponse:
    """Tell what happened to the case since it was looked at; what was typed stays, to be sent again."""
    seen = form.cleaned_data["revision"]
    data = request.POST.copy()
    data["revision"] = str(case.revision)
    again = deed.form(data)
    since = _happened_since(case, seen)
    refusal = _("The case has changed since you looked at it. Nothing was done.")
    return ask(request, case, deed, again, refusal=refusal, since=since, status=409)


def ask(
    request: HttpRequest, case: ReturnCase, deed: Deed, form: forms.Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the page of a deed; ``refusal`` says why it was not done, ``since`` what happened meanwhile."""
    context = {**deed.context, "case": case, "deed": deed, "form": form, "back": case_url(case), **more}
    return page(request, deed.template, title=str(deed.title), context=context, status=status)


def _happened_since(case: ReturnCase, revision: int) -> list[Happening]:
    """What happened after a revision: each change of a case counts one up, and writes one event."""
    names = subject_names()
    newer = max(case.revision - revision, 0)
    events = case.events.select_related("actor", "note").order_by("-pk")[:newer]
    return [happening(event, names) for event in events]


def said(refusal: Exception, case: ReturnCase) -> str:
    """Return why something was refused, naming rules and items as people know them."""
    if isinstance(refusal, TransitionRefusedError):
        told = retell(case.current_decision, get_language() or "fr") if case.current_decision else None
        return refusal_words(refusal.refusals, told, catalogue_labels())
    return str(refusal)
