"""What is done with several cases at once: each in a transaction of its own, and each that can't be is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from returns.admin.casedesk.deeds import REFUSALS, said
from returns.admin.casedesk.frame import agent, cases, page, queue_url
from returns.admin.casedesk.people import agents
from returns.admin.casedesk.queue import PAGE
from returns.casework.assignment import NotAnAgentError, assign
from returns.casework.readjudicating import readjudicate
from returns.casework.requesting import lacking_of, request_missing
from returns.models import ReturnCase, User
from returns.telling.labels import item_names
from returns.workflow import Audience

MOST = 2 * PAGE
_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(slots=True)
class Report:
    """What became of the cases: how many are done, and why each of the others is not."""

    done: int = 0
    changed: int = 0
    refused: list[str] = field(default_factory=list)


Act = Callable[[ReturnCase], bool]
"""Does one case; whether anything is otherwise since."""


def each(chosen: Iterable[ReturnCase], act: Act) -> Report:
    """Do the same with each case, going on past those that can't be done."""
    report = Report()
    for case in chosen:
        try:
            report.changed += act(case)
        except REFUSALS as refusal:
            report.refused.append(f"{case}: {said(refusal, case)}")
        else:
            report.done += 1
    return report


@require_POST
def press(request: HttpRequest) -> HttpResponse:
    """Do what a button of the queue says with the ticked cases; some ask something on a page first."""
    user = agent(request)
    keys = [int(key) for key in request.POST.getlist("case")[:MOST] if _KEY.fullmatch(key)]
    chosen = list(cases(user).filter(pk__in=keys).order_by("pk"))
    back = request.POST.get("back", "")[:2000]
    if not chosen:
        messages.warning(request, _("Tick the cases first."))
        return redirect(_queue(back))
    match request.POST.get("do"):
        case "mine":
            return _finish(request, back, each(chosen, lambda case: _assigned(case, user, user)), _ASSIGNED)
        case "again":
            return _finish(request, back, each(chosen, lambda case: _again(case, user)), _APPLIED)
        case "give":
            return _give(request, user, chosen, back)
        case "ask":
            return _ask(request, user, chosen, back)
    return redirect(_queue(back))


_ASSIGNED = ngettext_lazy("%(count)d case has been assigned.", "%(count)d cases have been assigned.", "count")
_APPLIED = ngettext_lazy(
    "The rules have been applied to %(count)d case.", "The rules have been applied to %(count)d cases.", "count"
)
_ASKED = ngettext_lazy("%(count)d customer has been asked.", "%(count)d customers have been asked.", "count")


def _assigned(case: ReturnCase, to: User, actor: User) -> bool:
    assign(case=case, to=to, actor=actor)
    return False


def _again(case: ReturnCase, user: User) -> bool:
    return bool(readjudicate(case=case, actor=user).changes)


def _give(request: HttpRequest, user: User, chosen: Sequence[ReturnCase], back: str) -> HttpResponse:
    """Ask to whom, then assign."""
    to = agents().filter(pk=request.POST["to"]).first() if _KEY.fullmatch(request.POST.get("to", "")) else None
    if to is None:
        error = _("Choose a colleague.") if "to" in request.POST else ""
        context = {"colleagues": agents(), "error": error, **_chosen(chosen, back, "give")}
        return page(request, "bulk_give", title=_("Assign cases"), context=context, status=422 if error else 200)
    try:
        return _finish(request, back, each(chosen, lambda case: _assigned(case, to, user)), _ASSIGNED)
    except NotAnAgentError:
        messages.error(request, _("%(name)s handles no cases any more.") % {"name": to})
        return redirect(_queue(back))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer is asked for; nothing, where nothing is missing."""

    case: ReturnCase
    items: tuple[str, ...]


def _ask(request: HttpRequest, user: User, chosen: Sequence[ReturnCase], back: str) -> HttpResponse:
    """Show what each customer would be asked for, then ask."""
    if "send" not in request.POST:
        names = item_names()
        rows = [
            Asked(case, tuple(names.get(code, code) for code in lacking_of(case)[Audience.CUSTOMER].items))
            for case in chosen
        ]
        asked = sum(bool(row.items) for row in rows)
        context = {"rows": rows, "asked": asked, **_chosen([row.case for row in rows if row.items], back, "ask")}
        return page(request, "bulk_ask", title=_("Ask customers for what is missing"), context=context)
    message = request.POST.get("message", "").replace("\0", "")[:4000]

    def act(case: ReturnCase) -> bool:
        items = lacking_of(case)[Audience.CUSTOMER].items
        request_missing(case=case, whom=Audience.CUSTOMER, actor=user, items=items, message=message)
        return False

    return _finish(request, back, each(chosen, act), _ASKED)


def _chosen(chosen: Sequence[ReturnCase], back: str, do: str) -> dict[str, object]:
    return {"chosen": chosen, "back": back, "back_url": _queue(back), "do": do}


def _finish(request: HttpRequest, back: str, report: Report, words: Promise) -> HttpResponse:
    if report.done:
        messages.success(request, str(words % {"count": report.done}))
    if report.changed:
        text = ngettext(
            "What it comes to changed in %(count)d.", "What it comes to changed in %(count)d.", report.changed
        )
        messages.info(request, text % {"count": report.changed})
    for line in report.refused:
        messages.warning(request, line)
    return redirect(_queue(back))


def _queue(back: str) -> str:
    """The queue as it was looked at; nothing but its own address ever comes back."""
    return f"{queue_url()}?{back}" if back else queue_url()
