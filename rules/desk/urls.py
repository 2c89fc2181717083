"""The addresses of the desk, under ``admin/rules/version/<version>/`` and ``admin/rules/rulebook/<rulebook>/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from rules.desk import (
    differences,
    events,
    examples,
    exchange,
    facts,
    facts_form,
    impact,
    items_form,
    life,
    matrix,
    rule_buttons,
    rule_form,
    tryout,
    workspace,
)

View = Callable[..., HttpResponseBase]

VERSION_PAGES: tuple[tuple[str, View, str], ...] = (
    ("desk/", workspace.show, "workspace"),
    ("desk/rules/", rule_buttons.press, "rules"),
    ("desk/new-rule/", rule_form.add, "rule_add"),
    ("desk/rule/<str:key>/", rule_form.edit, "rule"),
    ("desk/facts/", facts.show, "facts"),
    ("desk/new-fact/", facts_form.add, "fact_add"),
    ("desk/fact/<str:name>/", facts_form.edit, "fact"),
    ("desk/new-item/", items_form.add, "item_add"),
    ("desk/examples/", examples.index, "examples"),
    ("desk/examples/<str:key>/", examples.edit, "example"),
    ("desk/try/", tryout.show, "try"),
    ("desk/matrix/", matrix.show, "matrix"),
    ("desk/compare/", differences.show, "difference"),
    ("desk/compare/<int:other_id>/", differences.show, "compare"),
    ("desk/impact/", impact.show, "impact"),
    ("desk/impact/case/<str:reference>/", impact.case, "impact_case"),
    ("desk/history/", events.show, "history"),
    ("desk/export/", exchange.export, "export"),
    ("desk/life/<slug:action>/", life.step, "life"),
)
"""Address under the version, view, and what follows ``rules_desk_`` in the name of the URL."""


def version_urls(wrap: Callable[[View], Any]) -> list[URLPattern]:
    """The pages about one version; ``wrap`` is the admin site's ``admin_view``."""
    return [
        path(f"<int:version_id>/{address}", wrap(view), name=f"rules_desk_{name}")
        for address, view, name in VERSION_PAGES
    ]


def rulebook_urls(wrap: Callable[[View], Any]) -> list[URLPattern]:
    """The pages about a rulebook as a whole."""
    return [path("<int:rulebook_id>/import/", wrap(exchange.import_document), name="rules_desk_import")]
