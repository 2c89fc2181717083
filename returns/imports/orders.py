"""Opens cases from a marketplace's order export: each row accepted is a case, each row refused says why.

A row is known by the marketplace's number of the return, else by the order and its line, IMEI or serial number: a file
that is imported again, after a crash or with new rows, adds nothing twice. Each row is a transaction of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.casework.opening import (
    AlreadyOpenError,
    CustomerData,
    DeviceData,
    OpeningRefusedError,
    OrderData,
    RequestData,
    open_case,
)
from returns.imports.columns import COLUMNS, CellRefused, Column, read_cell
from returns.imports.tables import Row
from returns.models.case import Device, ReturnCase
from returns.models.catalogue import DeviceCategory, DeviceFamily, Reason
from returns.models.people import Seller

_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused; ``column`` is empty where it is the whole row."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = _("line %(line)d, %(column)s") if self.column else _("line %(line)d")
        return f"{place % {'line': self.line, 'column': self.column}}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row: the case that it opened, or that was open already, or its faults."""

    line: int
    case: ReturnCase | None = None
    is_new: bool = False
    faults: tuple[Fault, ...] = ()


class RowRefused(Exception):
    """A row can't be taken, because of a column (empty: the whole row)."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class ColumnsRefused(Exception):
    """The columns of a file are not those of an order export; the message says all that is wrong."""


def check_columns(columns: Iterable[str]) -> list[str]:
    """Return a warning for each column that is not known, and so not read; raises ColumnsRefused.

    Refused are a required column that is missing, and one that stands there twice.
    """
    names = list(columns)
    problems = [
        _("The column “%(column)s” is missing.") % {"column": column.name}
        for column in COLUMNS.values()
        if column.is_required and column.name not in names
    ]
    problems += [
        _("The column “%(column)s” stands there twice.") % {"column": name} for name in COLUMNS if names.count(name) > 1
    ]
    if problems:
        raise ColumnsRefused("\n".join([*problems, *_warnings(names)]))
    return _warnings(names)


def _warnings(names: Iterable[str]) -> list[str]:
    return [unknown_column(name) for name in dict.fromkeys(names) if name not in COLUMNS]


def unknown_column(name: str) -> str:
    """Return the warning about a column that is not read."""
    shown = ascii(name)[1:-1] if not name.isprintable() else name
    near = get_close_matches(name, COLUMNS, n=1)
    if near:
        message = _("The column “%(column)s” is not known, and not read. Do you mean “%(near)s”?")
        return message % {"column": shown, "near": near[0]}
    return _("The column “%(column)s” is not known, and not read.") % {"column": shown}


class OrderImport:
    """Takes the rows of one file, for one seller; with ``is_trial`` everything is tried and nothing kept."""

    def __init__(self, seller: Seller, *, is_trial: bool = False) -> None:
        self.seller = seller
        self.is_trial = is_trial
        self._codes: dict[str, list[str]] = {
            "category": list(DeviceCategory.objects.values_list("code", flat=True)),
            "family": list(DeviceFamily.objects.values_list("code", flat=True)),
            "reason": list(Reason.objects.values_list("code", flat=True)),
        }
        self._families = set(DeviceFamily.objects.values_list("categories__code", "code"))
        self._lines_by_key: dict[str, int] = {}
        self._orders: dict[str, tuple[object, ...]] = {}

    def take_all(self, rows: Iterable[Row]) -> Iterator[Taken]:
        """Take the rows one by one, as they come."""
        return map(self.take, rows)

    def take(self, row: Row) -> Taken:
        """Take one row; a refused one is no exception, for the next may be good."""
        if row.problem:
            return Taken(row.line, faults=(Fault(row.line, "", row.problem),))
        values, faults = self._read(row)
        if faults:
            return Taken(row.line, faults=tuple(faults))
        try:
            return self._open(row.line, values)
        except RowRefused as refusal:
            return Taken(row.line, faults=(Fault(row.line, refusal.column, str(refusal)),))

    def _read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        values: dict[str, Any] = {}
        faults = []
        for column in COLUMNS.values():
            try:
                values[column.name] = self._value(column, row.cells)
            except CellRefused as refusal:
                faults.append(Fault(row.line, column.name, str(refusal)))
        if not faults:
            faults = [Fault(row.line, name, reason) for name, reason in self._contradictions(values)]
        return values, faults

    def _value(self, column: Column, cells: Mapping[str, str]) -> Any:
        value = read_cell(column, cells.get(column.name, ""))
        codes = self._codes.get(column.name)
        if codes is not None and value is not None and value not in codes:
            raise CellRefused(_("is none of: %(codes)s") % {"codes": ", ".join(codes)})
        return value

    def _contradictions(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        ordered, delivered, requested = values["ordered_on"], values["delivered_on"], values["requested_at"]
        if delivered and delivered < ordered:
            yield "delivered_on", _("is before the purchase")
        if requested and timezone.localdate(requested) < ordered:
            yield "requested_at", _("is before the purchase")
        if values["family"] and (values["category"], values["family"]) not in self._families:
            yield "family", _("is no family of this category")

    def _open(self, line: int, values: Mapping[str, Any]) -> Taken:
        key = natural_key(values)
        self._refuse_twin(line, values, key)
        if self.is_trial:
            self._refuse_other_details(values)
        try:
            case = self._store(values, key)
        except AlreadyOpenError as error:
            _refuse_other(error, key, values)
            return Taken(line, error.case)
        except OpeningRefusedError as error:
            raise RowRefused("order_number", str(error)) from error
        except IntegrityError as error:
            raise RowRefused("", _("The database refuses the row: %(reason)s") % {"reason": error}) from error
        return Taken(line, case, is_new=True)

    def _refuse_twin(self, line: int, values: Mapping[str, Any], key: str) -> None:
        """Refuse what another line was already: taking it for the same return could lose a device."""
        first = self._lines_by_key.setdefault(key, line)
        if first != line:
            reason = _("is the same as on line %(line)d: tell the two apart by order_line, imei or serial_number")
            raise RowRefused(_key_column(values), reason % {"line": first})

    def _refuse_other_details(self, values: Mapping[str, Any]) -> None:
        """Refuse what the database would refuse if the rows before this one were kept."""
        details = (values["first_name"], values["last_name"], values["email"], _order(values))
        if self._orders.setdefault(values["order_number"], details) != details:
            reason = _("Order %(order)s is already known with other details.")
            raise RowRefused("order_number", reason % {"order": values["order_number"]})

    def _refuse_erased(self, values: Mapping[str, Any]) -> None:
        """Refuse what may have been erased: the numbers by which it could be known again are gone."""
        erased = ReturnCase.objects.filter(
            seller=self.seller,
            order__number=values["order_number"],
            erased_at__isnull=False,
            device__category=values["category"],
            device__brand=values["brand"],
            device__model=values["model"],
        ).first()
        if erased is not None:
            reason = _("has an erased return already, %(case)s: open another one by hand")
            raise RowRefused("order_number", reason % {"case": erased})

    @transaction.atomic
    def _store(self, values: Mapping[str, Any], key: str) -> ReturnCase:
        case = open_case(
            seller=self.seller,
            customer=_customer(values),
            order=_order(values),
            device=_device(values),
            request=RequestData(values["reason"], key, values["requested_at"] or timezone.now()),
            actor=None,
        )
        self._refuse_erased(values)
        if self.is_trial:
            transaction.set_rollback(True)
        return case


def natural_key(values: Mapping[str, Any]) -> str:
    """Return what a row is known by: the reference that its case gets."""
    if values["return_reference"]:
        return str(values["return_reference"])
    part = values["order_line"] or values["imei"] or values["serial_number"] or "1"
    key = f"{values['order_number']}/{part}"
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _refuse_other(error: AlreadyOpenError, key: str, values: Mapping[str, Any]) -> None:
    """Let a row pass that is known by its key, if its case is about the same device."""
    case = error.case
    if case.external_reference != key:
        raise RowRefused("imei" if values["imei"] else "order_number", str(error)) from error
    wanted = _device(values)
    same = Q(category=wanted.category_id, model=wanted.model, imei=wanted.imei, serial_number=wanted.serial_number)
    if not Device.objects.filter(same, pk=case.device_id).exists():
        reason = _("is that of %(case)s, which is about another device: tell the two apart by order_line or imei")
        raise RowRefused(_key_column(values), reason % {"case": case}) from error


def _key_column(values: Mapping[str, Any]) -> str:
    return "return_reference" if values["return_reference"] else "order_number"


def _customer(values: Mapping[str, Any]) -> CustomerData:
    return CustomerData(values["first_name"], values["last_name"], values["email"], values["language"])


def _order(values: Mapping[str, Any]) -> OrderData:
    return OrderData(
        number=values["order_number"],
        placed_on=values["ordered_on"],
        price=values["price"],
        delivered_on=values["delivered_on"],
        currency=values["currency"],
        warranty_months=values["warranty_months"],
    )


def _device(values: Mapping[str, Any]) -> DeviceData:
    return DeviceData(
        category_id=values["category"],
        family_id=values["family"],
        brand=values["brand"],
        model=values["model"],
        imei=values["imei"],
        serial_number=values["serial_number"],
        is_bulky=values["bulky"],
    )
