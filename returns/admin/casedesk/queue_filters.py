"""The filters of the queue, as its form and its address have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.lookups import Exact
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from returns.models import Device, DeviceCategory, Ground, Seller
from returns.models.case import CaseQuerySet, Verdict
from returns.models.queue import CaseGround
from returns.telling.verdicts import BLOCKED, GUARANTEE_CHIPS
from returns.workflow import State

NAMES = ("seller", "category", "verdict", "ground", "state", "age")
SELLERS = 500
"""As many sellers as the list offers, by name."""
RARE = 2_000
"""As many devices as a rare category has."""
_BLOCKED = "blocked"
AGES: Mapping[str, int] = {"1": 1, "3": 3, "7": 7, "30": 30}
"""The ages that can be chosen: at least so many days since the case was opened."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as a list to choose from."""

    name: str
    label: str | Promise
    options: tuple[Option, ...]


def chosen(data: QueryDict) -> dict[str, str]:
    """Return the filters that an address sets, by name."""
    return {name: value for name in NAMES if (value := data.get(name, "").replace("\0", "").strip()[:60])}


def narrowed(cases: CaseQuerySet, filters: Mapping[str, str], now: datetime) -> CaseQuerySet:
    """Keep the cases that pass the filters; a value that there is not keeps none."""
    for name, value in filters.items():
        cases = _narrow(cases, name, value, now)
    return cases


def _narrow(cases: CaseQuerySet, name: str, value: str, now: datetime) -> CaseQuerySet:
    match name:
        case "seller":
            # Looked up beforehand: joined, the database may read all sellers for each case.
            return cases.filter(seller=Subquery(Seller.objects.filter(code=value).values("pk")))
        case "category":
            return _of_category(cases, value)
        case "verdict":
            return cases.filter(is_blocked=True) if value == _BLOCKED else cases.filter(verdict=value)
        case "ground":
            return cases.filter(Exists(CaseGround.objects.filter(case=OuterRef("pk"), ground=value)))
        case "state":
            return cases.filter(state=value)
    return cases.filter(opened_at__lte=now - timedelta(days=AGES[value])) if value in AGES else cases.none()


def _of_category(cases: CaseQuerySet, category: str) -> CaseQuerySet:
    """Begin with the devices of a rare category, else look up case by case, whichever reads less."""
    devices = Device.objects.filter(category__code=category)
    if devices.order_by().values("pk")[: RARE + 1].count() <= RARE:
        return cases.filter(device__in=devices)
    own = Device.objects.filter(pk=OuterRef("device_id")).values("category_id")
    return cases.filter(Exact(Subquery(own), category))


def offered(filters: Mapping[str, str]) -> list[Filter]:
    """Return the filters to choose from, in three queries: sellers, categories, grounds."""
    sellers = [(seller.code, seller.name) for seller in Seller.objects.order_by("name")[:SELLERS]]
    categories = [(row.code, row.label) for row in DeviceCategory.objects.all()]
    grounds = [(row.code, row.label) for row in Ground.objects.all()]
    verdicts = [*((verdict.value, GUARANTEE_CHIPS[verdict].word) for verdict in Verdict), (_BLOCKED, BLOCKED.word)]
    states = [(state.value, str(state.label).capitalize()) for state in State]
    ages = [
        (code, ngettext_lazy("at least %(count)d day", "at least %(count)d days", days) % {"count": days})
        for code, days in AGES.items()
    ]
    return [
        _filter("seller", gettext_lazy("Seller"), sellers, filters),
        _filter("category", gettext_lazy("Category"), categories, filters),
        _filter("verdict", gettext_lazy("Verdict"), verdicts, filters),
        _filter("ground", pgettext_lazy("of a decision", "Ground"), grounds, filters),
        _filter("state", gettext_lazy("State"), states, filters),
        _filter("age", gettext_lazy("Age"), ages, filters),
    ]


def _filter(
    name: str, label: str | Promise, choices: Sequence[tuple[str, str | Promise]], filters: Mapping[str, str]
) -> Filter:
    value = filters.get(name, "")
    found = [Option("", label, not value), *(Option(code, word, code == value) for code, word in choices)]
    return Filter(name, label, tuple(found))
