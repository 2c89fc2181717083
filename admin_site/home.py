"""The first page of the admin: each reader's own work, from every part of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.admin.casedesk.frame import queue_url
from returns.admin.casedesk.overview import may_oversee
from returns.admin.casedesk.waiting import Waiting, waiting
from returns.models import User
from returns.permissions import is_agent, is_lead, sees_every_case
from rules.desk import home
from rules.desk.home import Task
from rules.people import APPROVE, EDIT, VIEW


def context(user: User) -> dict[str, Any]:
    """What ``admin/index.html`` shows besides the lists."""
    tasks = [*_case_tasks(user), *home.tasks(user)]
    desk = {"may_handle": is_agent(user), "may_oversee": sees_every_case(user) and may_oversee(user)}
    return {"tasks": tasks, "roles": _roles(user), **desk, **home.panels(user)}


def _roles(user: User) -> list[str]:
    """What the reader does here, in words."""
    held = {
        _("You write rules."): user.has_perm(EDIT),
        _("You review and publish rules."): user.has_perm(APPROVE),
        _("You handle returns."): is_agent(user),
        _("You keep the catalogue."): user.has_perm("returns.change_devicecategory"),
    }
    found = [words for words, holds in held.items() if holds]
    reads = user.has_perm(VIEW) or sees_every_case(user)
    return found or ([_("You read everything and change nothing.")] if reads else [])


def _case_tasks(user: User) -> Iterator[Task]:
    """What waits for an agent: their own first, then what a lead confirms, then what nobody has."""
    if not is_agent(user):
        return
    for view in ("mine", "confirm", "unassigned"):
        if (view != "confirm" or is_lead(user)) and (count := waiting(view, user)):
            yield _CASE_TASKS[view](count)


def _mine(count: Waiting) -> Task:
    title = ngettext("%(count)s case of yours waits", "%(count)s cases of yours wait", count.number) % {"count": count}
    late = ngettext("%(count)d is late", "%(count)d are late", count.late) % {"count": count.late} if count.late else ""
    return Task("clock" if count.late else "doc", title, late, _queue("mine"), _("See"))


def _to_confirm(count: Waiting) -> Task:
    title = ngettext("%(count)s override waits for a lead", "%(count)s overrides wait for a lead", count.number) % {
        "count": count
    }
    return Task("edit", title, _("The refund is above the limit."), _queue("confirm"), _("See"))


def _free(count: Waiting) -> Task:
    title = ngettext("%(count)s case has nobody", "%(count)s cases have nobody", count.number) % {"count": count}
    return Task("eye", title, _("Take the next one, or choose."), _queue("unassigned"), _("See"))


_CASE_TASKS: Mapping[str, Callable[[Waiting], Task]] = {"mine": _mine, "confirm": _to_confirm, "unassigned": _free}


def _queue(view: str) -> str:
    return f"{queue_url()}?view={view}"
