"""The steps in the life of a version: a page that says what happens, then one POST that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rules import host, lifecycle
from rules.desk.access import in_force, version_for
from rules.desk.frame import desk_url, page, signed_in
from rules.desk.life_forms import (
    CommentForm,
    MovingForm,
    PublishForm,
    RollBackForm,
    ScheduleForm,
    SendBackForm,
    StepForm,
)
from rules.models import Activation, State, Version
from rules.people import APPROVE, EDIT, Person
from rules.refusals import AuthorMayNotApprove, DocumentRefused, LifecycleError, NotPermitted


@dataclass(frozen=True, slots=True)
class Action:
    """A step as a page offers it.

    ``text`` says what will happen; ``take`` is the function of ``rules.lifecycle``; ``seen`` whether it takes the
    revision that the person looked at; ``done`` is told afterwards.
    """

    title: Promise
    text: Promise
    button: Promise
    done: Promise
    permission: str
    states: tuple[State, ...]
    form: type[StepForm]
    take: Callable[..., Version | Activation]
    seen: bool = False
    is_grave: bool = False


_ANY = tuple(State)
ACTIONS: Mapping[str, Action] = {
    "new-draft": Action(
        title=gettext_lazy("New draft from %(version)s"),
        text=gettext_lazy("A draft with the same rules, facts and examples. This version stays as it is."),
        button=gettext_lazy("Make the draft"),
        done=gettext_lazy("This is the new draft."),
        permission=EDIT,
        states=_ANY,
        form=CommentForm,
        take=lifecycle.new_draft,
    ),
    "submit": Action(
        title=gettext_lazy("Submit %(version)s for review"),
        text=gettext_lazy("Nobody can edit it until it comes back. Somebody who did not write it reviews it."),
        button=gettext_lazy("Submit for review"),
        done=gettext_lazy("Submitted: it waits for a review."),
        permission=EDIT,
        states=(State.DRAFT,),
        form=CommentForm,
        take=lifecycle.submit,
        seen=True,
    ),
    "approve": Action(
        title=gettext_lazy("Approve %(version)s"),
        text=gettext_lazy("You vouch for its rules. Nothing is in force before it is published."),
        button=gettext_lazy("Approve"),
        done=gettext_lazy("Approved: it can be published."),
        permission=APPROVE,
        states=(State.IN_REVIEW,),
        form=CommentForm,
        take=lifecycle.approve,
        seen=True,
    ),
    "send-back": Action(
        title=gettext_lazy("Send %(version)s back"),
        text=gettext_lazy("It becomes a draft again, for its editors to change."),
        button=gettext_lazy("Send back"),
        done=gettext_lazy("Sent back to its editors."),
        permission=APPROVE,
        states=(State.IN_REVIEW, State.APPROVED),
        form=SendBackForm,
        take=lifecycle.send_back,
    ),
    "publish": Action(
        title=gettext_lazy("Publish %(version)s"),
        text=gettext_lazy("Its rules are frozen for good and decide every return from that moment on."),
        button=gettext_lazy("Publish"),
        done=gettext_lazy("Published."),
        permission=APPROVE,
        states=(State.APPROVED,),
        form=PublishForm,
        take=lifecycle.publish,
        seen=True,
    ),
    "schedule": Action(
        title=gettext_lazy("Schedule %(version)s"),
        text=gettext_lazy("It takes the place of the version in force at that moment."),
        button=gettext_lazy("Schedule"),
        done=gettext_lazy("Scheduled."),
        permission=APPROVE,
        states=(State.PUBLISHED,),
        form=ScheduleForm,
        take=lifecycle.schedule,
    ),
    "roll-back": Action(
        title=gettext_lazy("Roll back to %(version)s"),
        text=gettext_lazy("It decides again at once. What is scheduled for later stays scheduled."),
        button=gettext_lazy("Roll back now"),
        done=gettext_lazy("Rolled back: it is in force."),
        permission=APPROVE,
        states=(State.PUBLISHED,),
        form=RollBackForm,
        take=lifecycle.roll_back,
        is_grave=True,
    ),
    "retire": Action(
        title=gettext_lazy("Retire %(version)s"),
        text=gettext_lazy("It can never be put in force again. What it decided can still be looked at."),
        button=gettext_lazy("Retire for good"),
        done=gettext_lazy("Retired."),
        permission=APPROVE,
        states=(State.PUBLISHED,),
        form=CommentForm,
        take=lifecycle.retire,
        is_grave=True,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, version_id: int, action: str) -> HttpResponse:
    """Ask for confirmation of a step, or take it.

    404 for strangers and unknown steps, 403 for who may not take it, 409 where it is refused, 422 where the form
    lacks something; what was typed stays.
    """
    person = signed_in(request)
    version = version_for(person, version_id)
    found = ACTIONS.get(action)
    if found is None:
        raise Http404
    if not person.has_perm(found.permission):
        raise PermissionDenied
    if request.method != "POST":
        return _ask(request, version, found, found.form(initial={"revision": version.revision}))
    form = found.form(request.POST)
    if not form.is_valid():
        return _ask(request, version, found, form, status=422)
    try:
        result = _take(found, version, person, form)
    except LifecycleError as refusal:
        return _ask(request, version, found, form, refusal, status=_status(refusal))
    messages.success(request, str(found.done))
    return redirect(desk_url("workspace", result if isinstance(result, Version) else result.version))


def _take(action: Action, version: Version, person: Person, form: StepForm) -> Version | Activation:
    seen = {"revision": form.cleaned_data["revision"]} if action.seen else {}
    return action.take(version=version, by=person, **form.details(), **seen)


def _status(refusal: LifecycleError) -> int:
    return 403 if isinstance(refusal, NotPermitted | AuthorMayNotApprove) else 409


def _ask(
    request: HttpRequest,
    version: Version,
    action: Action,
    form: StepForm,
    refusal: LifecycleError | None = None,
    status: int = 200,
) -> HttpResponse:
    named = _("version %(number)s, %(rulebook)s") % {"number": version.number, "rulebook": version.rulebook.title}
    context = {
        "action": action,
        "form": form,
        "refusal": refusal,
        "details": _details(refusal),
        "is_open": version.state in action.states,
        "moving": _moving(version) if isinstance(form, MovingForm) else None,
    }
    title = str(action.title) % {"version": named}
    return page(request, "life", version=version, title=title, status=status, context=context)


def _details(refusal: LifecycleError | None) -> list[str]:
    """Every fault and failing example, where that is why."""
    return refusal.report.messages(get_language() or "en") if isinstance(refusal, DocumentRefused) else []


def _moving(version: Version) -> dict[str, Any]:
    """How many open cases the version in force has, for who decides whether they go over."""
    current = in_force(version.rulebook)
    count = host.get().count_cases(version_hash=current.hash) if current is not None else 0
    return {"current": current, "count": count}
