"""Cases to try things on, and a database without its triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from returns.casework.opening import CustomerData, DeviceData, OrderData, RequestData, open_case
from returns.ledger import append_only
from returns.models import ReturnCase
from rules.models import Version
from tests.cast import Cast, assemble_cast
from tests.conftest import SOURCE
from tests.factories import (
    VALID_IMEI,
    CategoryFactory,
    FamilyFactory,
    ItemFactory,
    ReasonFactory,
    StepFactory,
    publish,
)
from tests.returns.books import small_book

OpenCase = Callable[..., ReturnCase]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody."""
    return assemble_cast()


@pytest.fixture
def version(db: None) -> Version:
    """The small rulebook, in force, and the catalogue rows that it names."""
    ItemFactory.create()
    ItemFactory.create(code="photo.back")
    ItemFactory.create(code="shipping", step=StepFactory.create(code="shipping"))
    return publish(small_book())


@pytest.fixture
def mail_texts(db: None) -> None:
    """The shipped texts of mails."""
    call_command("loaddata", SOURCE / "fixtures/catalogue/10_messages.json", verbosity=0)


@pytest.fixture
def new_case(cast: Cast, version: Version) -> OpenCase:
    """Opens a case of the cast's seller and customer."""
    ReasonFactory.create()
    CategoryFactory.create()
    FamilyFactory.create()

    def create(number: str = "40-1", opened_at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> ReturnCase:
        buyer = cast.customer
        return open_case(
            seller=cast.shop,
            customer=CustomerData(buyer.first_name, buyer.last_name, buyer.email),
            order=OrderData(number, date(2026, 1, 5), Decimal("349.00"), delivered_on=date(2026, 1, 9)),
            device=DeviceData("phone", "iphone", "Apple", "iPhone 12", VALID_IMEI),
            request=RequestData("in_warranty", opened_at=opened_at),
            actor=None,
        )

    return create


@pytest.fixture
def case(new_case: OpenCase) -> ReturnCase:
    """A case just opened."""
    return new_case()


def _settle_constraints() -> None:
    if connection.vendor == "postgresql":
        # Foreign keys that are still to be checked would forbid to alter a table.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def _lifted() -> Iterator[None]:
    _settle_constraints()
    append_only.remove(connection, append_only.GUARDS)
    yield
    _settle_constraints()
    append_only.install(connection, append_only.GUARDS)


@pytest.fixture
def lifted_triggers() -> Callable[[], AbstractContextManager[None]]:
    """A block in which the database holds nobody back."""
    return _lifted
