"""Finding cases by what people know of them, and counting them: by an index, whatever the number of cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from returns.models.case import Device, Order, ReturnCase
from returns.models.people import Customer

LONGEST = 120
_REFERENCE = re.compile(r"R-?([0-9]{4})-?([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"[0-9]{15}", re.ASCII)
_JOINTS = re.compile(r"[\s.\-/]+")

Cases = QuerySet[ReturnCase]
SomeCases = TypeVar("SomeCases", bound=Cases)


def numbered(cases: Cases, text: str) -> Iterator[Cases]:
    """Yield those of the cases that go by a whole number, by kind: on the slip, a label, the order, the device."""
    words = _words(text)
    if not words:
        return
    compact = _JOINTS.sub("", words)
    if found := _REFERENCE.fullmatch(words):
        yield cases.filter(reference=f"R-{found[1]}-{int(found[2]):06d}")
    yield cases.filter(external_reference__in={words, words.upper()})
    yield cases.filter(order__in=Order.objects.filter(number__in={words, words.upper()}))
    yield cases.filter(tracking_number__in={words, compact.upper()})
    yield cases.filter(outbound_tracking_number__in={words, compact.upper()})
    yield cases.filter(device__in=Device.objects.filter(serial_number__in={words, words.upper()}))
    if _DIGITS.fullmatch(compact):
        yield cases.filter(device__in=Device.objects.filter(imei=compact))


def named(cases: Cases, text: str) -> Iterator[Cases]:
    """Yield those of the cases whose customer has this name: a last name, or a first and a last in either order."""
    words = _words(text)
    if words and not any(letter.isdigit() for letter in words):
        yield cases.filter(customer__in=Customer.objects.filter(_has_name(words)))


def keys(found: Iterable[Cases], most: int) -> set[int]:
    """Return the primary keys of what was found, so many of each kind at most."""
    return {key for cases in found for key in cases.values_list("pk", flat=True)[:most]}


def capped(cases: Cases, cap: int) -> int:
    """Count cases up to one more than the cap, in their order if they have one."""
    return cases.values("pk")[: cap + 1].count()


def newest_since(cases: Cases, count: int) -> datetime | None:
    """Return when the last of so many of the newest cases was opened; None where there are no more."""
    moments = cases.order_by("-opened_at", "-pk").values_list("opened_at", flat=True)
    return moments[count - 1 : count].first()


def opened_since(cases: SomeCases, moment: datetime | None) -> SomeCases:
    """Keep the cases from a moment on: the index is read from the newest on, and no further than is needed."""
    return cases.filter(opened_at__gte=moment) if moment else cases


def _words(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def _has_name(words: str) -> Q:
    parts = words.split(" ")
    found = Q(_is("last_name", words))
    for i in range(1, len(parts)):
        start, end = " ".join(parts[:i]), " ".join(parts[i:])
        found |= Q(_is("last_name", end), _is("first_name", start)) | Q(_is("last_name", start), _is("first_name", end))
    return found


def _is(column: str, name: str) -> Exact:
    """Compared in capitals by the database, as the index has them."""
    return Exact(Upper(column), Upper(Value(name)))
