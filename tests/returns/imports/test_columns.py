"""What may stand in a column of an order export, and what it becomes."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from returns.imports.columns import COLUMNS, CellRefused, describe_columns, read_cell
from tests.factories import INVALID_IMEI, VALID_IMEI

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()

READ: list[tuple[str, str, Any]] = [
    ("order_number", "  40-1 ", "40-1"),
    ("ordered_on", "2026-01-05", date(2026, 1, 5)),
    ("ordered_on", "05/01/2026", date(2026, 1, 5)),
    ("ordered_on", "5/1/2026", date(2026, 1, 5)),
    ("ordered_on", "2024-02-29", date(2024, 2, 29)),
    ("delivered_on", "", None),
    ("requested_at", "", None),
    ("requested_at", "2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
    ("requested_at", "2026-03-02T14:30", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
    ("requested_at", "02/03/2026 14:30", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
    ("requested_at", "2026-03-02T14:30:00Z", datetime(2026, 3, 2, 14, 30, tzinfo=UTC)),
    ("price", "349", Decimal("349")),
    ("price", "349.00", Decimal("349.00")),
    ("price", "349,5", Decimal("349.5")),
    ("price", "1 234,50", Decimal("1234.50")),
    ("price", "1\u202f234\u00a0567,50", Decimal("1234567.50")),
    ("currency", "", "EUR"),
    ("currency", "chf", "CHF"),
    ("warranty_months", "", 12),
    ("warranty_months", "24", 24),
    ("imei", "49-015420-323751-8", VALID_IMEI),
    ("imei", "", ""),
    ("email", "Elodie@Example.org", "elodie@example.org"),
    ("bulky", "", False),
    ("bulky", "OUI", True),
    ("bulky", "0", False),
    ("language", "", "fr"),
    ("language", "EN", "en"),
    ("family", "", None),
    ("model", "iPhone\n 12", "iPhone 12"),
    ("last_name", "Le\u0301a", "Léa"),
]

REFUSED = [
    ("order_number", "", "is empty"),
    ("order_number", " \u00a0 ", "is empty"),
    ("order_number", "9" * 61, "longer than 60"),
    ("order_number", "40\x001", "control character"),
    ("last_name", "Dur\x1band", "control character"),
    ("last_name", "Andr\udce9", "not UTF-8"),
    ("last_name", "\ud800", "not UTF-8"),
    ("ordered_on", "2026-02-30", "does not exist"),
    ("ordered_on", "29/02/2026", "does not exist"),
    ("ordered_on", "2026-13-01", "does not exist"),
    ("ordered_on", "0000-01-01", "does not exist"),
    ("ordered_on", "1999-12-31", "before the year 2000"),
    ("ordered_on", "05/01/26", "no date"),
    ("ordered_on", "20260105", "no date"),
    ("ordered_on", "2026-W02-1", "no date"),
    ("ordered_on", "46027", "no date"),
    ("ordered_on", "٢٠٢٦-٠١-٠٥", "no date"),
    ("ordered_on", TOMORROW, "future"),
    ("delivered_on", TOMORROW, "future"),
    ("requested_at", TOMORROW, "future"),
    ("requested_at", "2026-03-02T25:00", "time of day"),
    ("requested_at", "2026-02-30T10:00", "does not exist"),
    ("price", "", "is empty"),
    ("price", "-1", "no price"),
    ("price", "NaN", "no price"),
    ("price", "1e3", "no price"),
    ("price", "349 €", "no price"),
    ("price", "1.234,50", "no price"),
    ("price", "1,234", "no price"),
    ("price", "349.999", "no price"),
    ("price", "123456789", "no price"),
    ("price", "1 2", "no price"),
    ("price", "３４９", "no price"),
    ("currency", "EURO", "no currency"),
    ("currency", "€", "no currency"),
    ("warranty_months", "-1", "number of months"),
    ("warranty_months", "121", "number of months"),
    ("warranty_months", "1.5", "number of months"),
    ("imei", VALID_IMEI[:14], "15 digits, not 14"),
    ("imei", INVALID_IMEI, "does not exist"),
    ("imei", "0" * 15, "zeros"),
    ("imei", "4.90154E+14", "digits only"),
    ("email", "elodie", "no e-mail"),
    ("email", "elodie@example.org, x@example.org", "no e-mail"),
    ("bulky", "maybe", "neither yes nor no"),
    ("language", "de", "none of: fr, en"),
]


@pytest.mark.parametrize(("name", "cell", "value"), READ)
def test_what_is_read(name: str, cell: str, value: object) -> None:
    assert read_cell(COLUMNS[name], cell) == value


@pytest.mark.parametrize(("name", "cell", "reason"), REFUSED)
def test_what_is_refused(name: str, cell: str, reason: str) -> None:
    with translation.override("en"), pytest.raises(CellRefused, match=reason):
        read_cell(COLUMNS[name], cell)


@given(st.sampled_from(list(COLUMNS.values())), st.text())
def test_whatever_stands_there_is_a_value_or_a_reason(column: Any, cell: str) -> None:
    with suppress(CellRefused):
        read_cell(column, cell)


def test_every_column_is_described() -> None:
    assert [line.split()[0] for line in describe_columns().splitlines()] == list(COLUMNS)
