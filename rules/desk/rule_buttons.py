"""What the buttons of a rule do in the list of the workspace: enable, disable, copy, up, down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rules import edits
from rules.desk.access import version_for
from rules.desk.frame import desk_url, signed_in
from rules.desk.rulelist import Wanted
from rules.models import Rule, Version
from rules.people import Person
from rules.refusals import LifecycleError

VERBS = ("enable", "disable", "copy", "up", "down")


@require_POST
def press(request: HttpRequest, version_id: int) -> HttpResponse:
    """Do what the button says, ``verb key revision``, and go back to the list as it was filtered.

    Who saw an older rule is told, and nothing happens; 404 for a rule that is not of this version.
    """
    person = signed_in(request)
    version = version_for(person, version_id, editable=True)
    verb, _gap, rest = request.POST.get("do", "").partition(" ")
    key, _gap, seen = rest.partition(" ")
    if verb not in VERBS or not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        return HttpResponseBadRequest()
    try:
        rule = _done(verb, version, person, key, int(seen))
    except LifecycleError as refusal:
        messages.error(request, str(refusal))
        return _back(request, version, key)
    return _back(request, version, rule.key)


def _done(verb: str, version: Version, by: Person, key: str, seen: int) -> Rule:
    if not version.rules.filter(key=key).exists():
        raise Http404
    match verb:
        case "copy":
            return edits.duplicate_rule(version=version, by=by, key=key)
        case "up" | "down":
            priority = _next_to(version, key, up=verb == "up")
            return edits.move_rule(version=version, by=by, key=key, priority=priority, revision=seen)
    return edits.set_enabled(version=version, by=by, key=key, enabled=verb == "enable", revision=seen)


def _next_to(version: Version, key: str, *, up: bool) -> int:
    """A priority that passes the nearest rule of the same kind in that direction; else one step on."""
    rule = version.rules.get(key=key)
    others = version.rules.filter(kind=rule.kind).exclude(key=key).values_list("priority", flat=True)
    step = 1 if up else -1
    nearest = _nearest(others, rule.priority, up=up)
    return (rule.priority if nearest is None else nearest) + step


def _nearest(priorities: Iterable[int], own: int, *, up: bool) -> int | None:
    if up:
        return min((priority for priority in priorities if priority >= own), default=None)
    return max((priority for priority in priorities if priority <= own), default=None)


def _back(request: HttpRequest, version: Version, key: str) -> HttpResponse:
    wanted = Wanted.from_query(QueryDict(request.POST.get("filter", "")))
    query = QueryDict(mutable=True)
    query.update({name: text for name, text in asdict(wanted).items() if text})
    return redirect(f"{desk_url('workspace', version)}?{query.urlencode()}#rule-{key}")
