"""Finding a case by what people know of it: each a look-up that an index answers, whatever the number of cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from returns.models import Customer, Device, Order, ReturnCase
from returns.models.case import CaseQuerySet

SHOWN = 50
"""As many cases as a search shows; a name that more people have wants another word."""
_REFERENCE = re.compile(r"R-?([0-9]{4})-?([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"[0-9]{15}", re.ASCII)
_JOINTS = re.compile(r"[\s.\-/]+")


def search(cases: CaseQuerySet, text: str) -> list[ReturnCase]:
    """Return the cases of this reference, order number, tracking number, IMEI or customer, newest first."""
    words = " ".join(text.replace("\0", "").split())[:120]
    if not words:
        return []
    keys = {key for found in _lookups(words) for key in found.values_list("pk", flat=True)[: SHOWN + 1]}
    return list(cases.filter(pk__in=keys).order_by("-opened_at", "-pk")[: SHOWN + 1])


def _lookups(words: str) -> Iterator[QuerySet[ReturnCase]]:
    """One query a kind of key, each of an equality that an index has."""
    compact = _JOINTS.sub("", words)
    every = ReturnCase.objects.all()
    if found := _REFERENCE.fullmatch(words):
        yield every.filter(reference=f"R-{found[1]}-{int(found[2]):06d}")
    yield every.filter(external_reference=words)
    yield every.filter(order__in=Order.objects.filter(number=words))
    yield every.filter(tracking_number__in={words, compact.upper()})
    if _DIGITS.fullmatch(compact):
        yield every.filter(device__in=Device.objects.filter(imei=compact))
    elif not any(letter.isdigit() for letter in words):
        yield every.filter(customer__in=Customer.objects.filter(_named(words)))


def _named(words: str) -> Q:
    """A last name alone, or a first and a last name in either order."""
    parts = words.split(" ")
    found = Q(_is("last_name", words))
    for i in range(1, len(parts)):
        start, end = " ".join(parts[:i]), " ".join(parts[i:])
        found |= Q(_is("last_name", end), _is("first_name", start)) | Q(_is("last_name", start), _is("first_name", end))
    return found


def _is(column: str, name: str) -> Exact:
    """Compared in capitals by the database, as the index has them."""
    return Exact(Upper(column), Upper(Value(name)))
