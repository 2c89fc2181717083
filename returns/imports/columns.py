"""The columns of an order export: what each is called, what may stand in it, and what it becomes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.identifiers import clean_imei
from returns.models.case import WARRANTY_MONTHS, Device, Order, ReturnCase
from returns.models.language import Language
from returns.models.people import Customer

OLDEST = date(2000, 1, 1)
"""An order from before is a typing error."""
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_PRICE = re.compile(r"[0-9]{1,8}(?:[.,][0-9]{1,2})?")
_BLANK_IN_NUMBER = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_YES, _NO = frozenset({"yes", "true", "1", "oui", "vrai"}), frozenset({"no", "false", "0", "non", "faux"})


class CellRefused(ValueError):
    """A cell holds what can't stand there; the message says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``read`` makes a value of its text, and an empty cell or no column at all gives ``default``."""

    name: str
    about: str
    read: Callable[[str], Any]
    is_required: bool = False
    default: Any = ""


def read_cell(column: Column, cell: str) -> Any:
    """Return the value of a cell; raises CellRefused."""
    text = _clean(cell)
    if text:
        return column.read(text)
    if column.is_required:
        raise CellRefused(_("is empty"))
    return column.default


def _clean(cell: str) -> str:
    text = " ".join(cell.split())
    if _CONTROL.search(text):
        raise CellRefused(_("holds a control character"))
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CellRefused(_("is not UTF-8")) from None
    return unicodedata.normalize("NFC", text)


def _text(model: type[Model], field: str, text: str) -> str:
    longest = getattr(model._meta.get_field(field), "max_length", None) or 0
    if len(text) > longest:
        raise CellRefused(_("is longer than %(count)d characters") % {"count": longest})
    return text


def _of(model: type[Model], field: str) -> Callable[[str], str]:
    return partial(_text, model, field)


def _date(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise CellRefused(_("is no date: write 2026-05-31 or 31/05/2026"))
    year, month, day, french_day, french_month, french_year = found.groups()
    try:
        read = date(int(year or french_year), int(month or french_month), int(day or french_day))
    except ValueError:
        raise CellRefused(_("is a date that does not exist")) from None
    return _plausible(read)


def _plausible(day: date) -> date:
    if day > timezone.localdate():
        raise CellRefused(_("is in the future"))
    if day < OLDEST:
        raise CellRefused(_("is before the year %(year)d") % {"year": OLDEST.year})
    return day


def _moment(text: str) -> datetime:
    day, _separator, clock = text.replace("T", " ", 1).partition(" ")
    start = datetime.combine(_date(day), time.min)
    if not clock:
        return timezone.make_aware(start)
    try:
        found = datetime.combine(start, time.fromisoformat(clock))
    except ValueError:
        raise CellRefused(_("is no time of day: write 2026-05-31T14:30")) from None
    moment = found if timezone.is_aware(found) else timezone.make_aware(found)
    if moment > timezone.now():
        raise CellRefused(_("is in the future"))
    return moment


def _price(text: str) -> Decimal:
    number = _BLANK_IN_NUMBER.sub("", text)
    if not _PRICE.fullmatch(number):
        raise CellRefused(_("is no price: write 349.00 or 349,00, without a currency or separators of thousands"))
    return Decimal(number.replace(",", "."))


def _currency(text: str) -> str:
    if text.upper() not in list_currencies():
        raise CellRefused(_("is no currency: write its three letters, such as EUR"))
    return text.upper()


def _months(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) > 120:
        raise CellRefused(_("is no number of months from 0 to 120"))
    return int(text)


def _imei(text: str) -> str:
    try:
        return clean_imei(text)
    except ValidationError as error:
        raise CellRefused(" ".join(error.messages)) from None


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise CellRefused(_("is no e-mail address")) from None
    return _text(Customer, "email", text.lower())


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CellRefused(_("is neither yes nor no"))
    return word in _YES


def _language(text: str) -> str:
    if text.lower() not in Language.values:
        raise CellRefused(_("is none of: %(codes)s") % {"codes": ", ".join(Language.values)})
    return text.lower()


_TABLE = (
    Column(
        "order_number",
        "the marketplace’s number of the order",
        _of(Order, "number"),
        is_required=True,
    ),
    Column("ordered_on", "day of the purchase: 2026-05-31 or 31/05/2026", _date, is_required=True),
    Column("price", "what the device cost: 349.00 or 349,00", _price, is_required=True),
    Column("category", "code of the device’s category: phone, tablet, …", str, is_required=True),
    Column("reason", "code of the reason: in_warranty, change_of_mind, …", str, is_required=True),
    Column("last_name", "the customer’s last name", _of(Customer, "last_name"), is_required=True),
    Column("email", "the customer’s e-mail address", _email, is_required=True),
    Column("first_name", "the customer’s first name", _of(Customer, "first_name")),
    Column(
        "language",
        "the customer’s language: fr or en; fr if empty",
        _language,
        default=Language.FRENCH.value,
    ),
    Column("delivered_on", "day of the delivery; empty if it is not known", _date, default=None),
    Column(
        "requested_at",
        "when the customer asked: a day, or 2026-05-31T14:30; now if empty",
        _moment,
        default=None,
    ),
    Column("currency", "its three letters; EUR if empty", _currency, default="EUR"),
    Column(
        "warranty_months",
        "months of commercial warranty; 12 if empty",
        _months,
        default=WARRANTY_MONTHS,
    ),
    Column("family", "code of the device’s family: iphone, samsung, …", str, default=None),
    Column("brand", "brand of the device", _of(Device, "brand")),
    Column("model", "model of the device", _of(Device, "model")),
    Column("imei", "IMEI of the phone that was sold: 15 digits", _imei),
    Column("serial_number", "serial number of the device", _of(Device, "serial_number")),
    Column("bulky", "yes for what is over 30 kg or 1.5 m, and for e-bikes; no if empty", _flag, default=False),
    Column(
        "order_line",
        "line of the order, where it has several devices",
        _of(Order, "number"),
    ),
    Column(
        "return_reference",
        "the marketplace’s own number of the return, if it has one",
        _of(ReturnCase, "external_reference"),
    ),
)

COLUMNS: Mapping[str, Column] = MappingProxyType({column.name: column for column in _TABLE})
"""Every column by name, in the order in which ``import_returns --help`` explains them."""


def describe_columns() -> str:
    """Return a line a column, for the help of a command."""
    width = max(map(len, COLUMNS))
    lines = []
    for column in COLUMNS.values():
        mark = "*" if column.is_required else " "
        lines.append(f"  {column.name:<{width}} {mark} {column.about}")
    return "\n".join(lines)
