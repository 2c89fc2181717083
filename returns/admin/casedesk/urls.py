"""The addresses of the case desk, under ``admin/returns/returncase/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from returns.admin.casedesk import assigning, bulk, findings, judgement, judging, overview, pictures, steps, writing

View = Callable[..., HttpResponseBase]


class SideConverter(StringConverter):
    """The sides that can be written to."""

    regex = "customer|seller"


register_converter(SideConverter, "side")

CASE_PAGES: tuple[tuple[str, View, str], ...] = (
    ("step/<slug:transition>/", steps.step, "step"),
    ("again/", steps.again, "again"),
    ("correct/", findings.correct, "correct"),
    ("evidence/<int:evidence_id>/accept/", judging.accept, "accept_evidence"),
    ("evidence/<int:evidence_id>/refuse/", judging.refuse, "refuse_evidence"),
    ("look/<str:item>/", pictures.look, "look"),
    ("accept/", judgement.accept, "accept"),
    ("otherwise/", judgement.otherwise, "otherwise"),
    ("override/confirm/", judgement.confirm, "confirm"),
    ("override/reject/", judgement.reject, "reject"),
    ("override/withdraw/", judgement.withdraw, "withdraw"),
    ("reviewed/", judgement.reviewed, "reviewed"),
    ("take/", assigning.take, "take"),
    ("release/", assigning.release, "release"),
    ("give/", assigning.give, "give"),
    ("note/", writing.note, "note"),
    ("message/", writing.message, "message"),
    ("message/settle/", writing.settle, "settle"),
    ("ask/<side:whom>/", writing.request_items, "ask"),
)
"""Address under the case, view, and what follows ``returns_desk_`` in the name of the URL."""


DESK_PAGES: tuple[tuple[str, View, str], ...] = (
    ("next/", assigning.take_the_next, "next"),
    ("bulk/", bulk.press, "bulk"),
    ("away/", assigning.away, "away"),
    ("overview/", overview.show, "overview"),
    ("overview/<slug:table>.csv", overview.export, "overview_csv"),
)
"""The pages about several cases."""


def desk_urls(wrap: Callable[[View], Any]) -> list[URLPattern]:
    """The pages of the desk; ``wrap`` is the admin site's ``admin_view``."""
    several = [path(address, wrap(view), name=f"returns_desk_{name}") for address, view, name in DESK_PAGES]
    one = [
        path(f"<int:case_id>/{address}", wrap(view), name=f"returns_desk_{name}") for address, view, name in CASE_PAGES
    ]
    return [*several, *one]
