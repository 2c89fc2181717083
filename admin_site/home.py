"""The first page of the admin: each reader's own work, from every part of the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.models import Decision, User
from returns.models.case import CaseQuerySet
from returns.permissions import is_agent, sees_every_case, visible_cases
from rules.desk import home
from rules.desk.home import Task
from rules.people import APPROVE, EDIT, VIEW


def context(user: User) -> dict[str, Any]:
    """What ``admin/index.html`` shows besides the lists."""
    tasks = [*_case_tasks(user), *home.tasks(user)]
    return {"tasks": tasks, "roles": _roles(user), **home.panels(user)}


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
    if not is_agent(user):
        return
    cases = visible_cases(user)
    unfinished = cases.unfinished() if isinstance(cases, CaseQuerySet) else cases
    changelist = reverse("admin:returns_returncase_changelist")
    review = unfinished.filter(current_decision__status=Decision.Status.NEEDS_REVIEW).count()
    if review:
        title = ngettext("%(count)d return waits for an agent", "%(count)d returns wait for an agent", review)
        query = f"?current_decision__status__exact={Decision.Status.NEEDS_REVIEW.value}"
        yield Task("eye", title % {"count": review}, _("The rules leave them open."), f"{changelist}{query}", _("See"))
    total = unfinished.count()
    title = ngettext("%(count)d return is open", "%(count)d returns are open", total)
    yield Task("doc", title % {"count": total}, "", changelist, _("See"))
