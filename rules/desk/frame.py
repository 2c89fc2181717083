"""What every page about a version shares: title, breadcrumbs, tabs, and what the reader may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules.desk.access import may_edit
from rules.models import Version
from rules.people import Person

PAGES: tuple[tuple[str, Promise], ...] = (
    ("workspace", _("Rules")),
    ("matrix", _("Coverage")),
    ("facts", _("Facts")),
    ("examples", _("Examples")),
    ("try", _("Try it")),
    ("difference", _("Difference")),
    ("impact", _("What it would change")),
    ("history", _("History")),
)
"""The pages that a version's tabs lead to; each is the URL ``rules_desk_<name>`` with the version's key alone."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to another page of the same version."""

    label: str
    url: str
    is_current: bool


def desk_url(page: str, version: Version, *rest: object) -> str:
    """The address of a page of a version."""
    return reverse(f"admin:rules_desk_{page}", args=(version.pk, *rest))


def desk_link(page: str, version: Version, *rest: object) -> str:
    """The address of a page of a version, empty if the desk has no such page."""
    try:
        return desk_url(page, version, *rest)
    except NoReverseMatch:
        return ""


def tabs(version: Version, current: str) -> Iterator[Tab]:
    """The pages of a version, in the order of the work."""
    for page, label in PAGES:
        if url := desk_link(page, version):
            yield Tab(str(label), url, page == current)


def signed_in(request: HttpRequest) -> Person:
    """Who asks; ``admin_view`` lets only staff through."""
    person: Person = request.user
    return person


def page(
    request: HttpRequest,
    template: str,
    *,
    version: Version,
    title: str,
    tab: str = "",
    status: int = 200,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with a page about a version: ``rules/desk/<template>.html``, which extends ``rules/desk/base.html``.

    ``tab`` is the entry of ``PAGES`` that the page belongs to. The template finds ``version``, ``title``, ``tabs``,
    and ``editable``: whether the reader may change the version as it stands.
    """
    frame = {
        **admin.site.each_context(request),
        "version": version,
        "title": title,
        "tabs": tuple(tabs(version, tab)),
        "editable": may_edit(signed_in(request), version),
    }
    return TemplateResponse(request, f"rules/desk/{template}.html", {**frame, **(context or {})}, status=status)
