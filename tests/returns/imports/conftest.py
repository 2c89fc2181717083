"""A seller whose orders are imported, and rows as a marketplace exports them."""

from __future__ import annotations

import pytest

from returns.models import Seller
from tests.factories import VALID_IMEI, CategoryFactory, FamilyFactory, ReasonFactory, SellerFactory, publish
from tests.returns.books import small_book

GOOD = {
    "order_number": "40-1001",
    "ordered_on": "2026-01-05",
    "delivered_on": "2026-01-09",
    "requested_at": "2026-03-02",
    "price": "349.00",
    "category": "phone",
    "family": "iphone",
    "brand": "Apple",
    "model": "iPhone 12",
    "imei": VALID_IMEI,
    "reason": "in_warranty",
    "first_name": "Élodie",
    "last_name": "Durand",
    "email": "elodie.durand@example.org",
}


def row(**cells: str) -> dict[str, str]:
    return {**GOOD, **cells}


def csv_of(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    columns = list(dict.fromkeys(name for cells in rows for name in cells))
    lines = [delimiter.join(columns), *(delimiter.join(cells.get(name, "") for name in columns) for cells in rows)]
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def seller(db: None) -> Seller:
    """A seller, with the catalogue rows and the rulebook that cases need."""
    ReasonFactory.create()
    FamilyFactory.create().categories.add(CategoryFactory.create(), CategoryFactory.create(code="tablet"))
    CategoryFactory.create(code="earphones")
    publish(small_book())
    shop: Seller = SellerFactory.create(code="reboot")
    return shop
