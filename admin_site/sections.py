"""The admin's lists by what people do with them: a sidebar by table names would have two dozen lines in one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.admin.casedesk.overview import may_oversee
from returns.models import User
from returns.permissions import sees_every_case

Lists = list[dict[str, Any]]
"""What Django's admin makes of the registered models: applications, each with its models."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sidebar: ``code`` is its anchor on the first page, ``models`` stand in their order."""

    code: str
    name: str | Promise
    models: tuple[str, ...]


SECTIONS = (
    Section(
        "cases", gettext_lazy("Cases"), ("ReturnCase", "Decision", "Event", "OutboxMessage", "Customer", "RefundLimit")
    ),
    Section("rules", gettext_lazy("Rules"), ("Version", "Rule", "Rulebook", "Activation")),
    Section(
        "catalogue",
        gettext_lazy("Catalogue"),
        (
            *("DeviceCategory", "DeviceFamily", "AccountFamily", "Step", "EvidenceItem", "PhotoSlot", "PhotoCheck"),
            *("Guide", "Carrier", "DropOffOption", "Deadline", "Reason", "Ground", "Guarantee", "Resolution"),
            "MessageTemplate",
        ),
    ),
    Section("people", gettext_lazy("People"), ("User", "Group", "Seller", "MembershipEvent", "Authenticator")),
    Section("site", gettext_lazy("Site"), ("Theme", "DBTaskResult")),
)
OTHER = Section("other", gettext_lazy("Other"), ())
"""What an installation adds of its own."""

_NAMES: Mapping[str, Promise] = {"ReturnCase": gettext_lazy("Queue"), "Version": gettext_lazy("Versions of rulebooks")}
"""Lists that are known by what they show, not by their table."""


def by_section(applications: Lists, user: object, path: str = "") -> Lists:
    """The lists that somebody may open, as Django's templates take them, section by section; ``path`` is the page."""
    models = {model["object_name"]: model for application in applications for model in application["models"]}
    for name, shown in _NAMES.items():
        if name in models:
            models[name]["name"] = shown
    found = [_section(section, [models.pop(name) for name in section.models if name in models]) for section in SECTIONS]
    _add_overview(found[0], user, path)
    return [section for section in (*found, _section(OTHER, models.values())) if section["models"]]


def _section(section: Section, models: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": section.name,
        "app_label": section.code,
        "app_url": f"{reverse('admin:index')}#h-app-{section.code}",
        "has_module_perms": True,
        "models": list(models),
    }


def _add_overview(cases: dict[str, Any], user: object, path: str) -> None:
    """The figures stand beside the queue: they are a page of no table."""
    if isinstance(user, User) and sees_every_case(user) and may_oversee(user):
        if path == reverse("admin:returns_desk_overview"):
            # Django marks every list whose address begins the page's: the queue is not where the reader is.
            cases["models"][0]["admin_url"] += "?"
        cases["models"][1:1] = list(_overview())


def _overview() -> Iterator[dict[str, Any]]:
    yield {
        "name": _("Overview"),
        "object_name": "Overview",
        "admin_url": reverse("admin:returns_desk_overview"),
        "add_url": None,
        "view_only": True,
        "perms": {"view": True},
    }
