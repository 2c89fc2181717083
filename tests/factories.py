"""Rows for tests, with plausible values; what a test is about it names itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from returns.models import (
    AccountFamily,
    Carrier,
    Customer,
    Deadline,
    Device,
    DeviceCategory,
    DeviceFamily,
    DropOffOption,
    EvidenceItem,
    Order,
    Reason,
    ReturnCase,
    Seller,
    SellerMember,
    Step,
    User,
)
from rules.document import canonical, document_hash
from rules.models import Activation, Rulebook, State, Version

VALID_IMEI = "490154203237518"
OTHER_IMEI = "356938035643809"
INVALID_IMEI = "490154203237519"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")


class SellerFactory(DjangoModelFactory[Seller]):
    class Meta:
        model = Seller

    code = factory.Sequence(lambda n: f"seller_{n}")
    name = factory.Sequence(lambda n: f"Seller {n}")
    email = factory.LazyAttribute(lambda seller: f"{seller.code}@example.org")


class SellerMemberFactory(DjangoModelFactory[SellerMember]):
    class Meta:
        model = SellerMember

    seller = factory.SubFactory(SellerFactory)
    user = factory.SubFactory(UserFactory)


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.org")


class RowFactory(DjangoModelFactory[Any]):
    """A catalogue row: one a code, whoever asks for it."""

    class Meta:
        abstract = True
        django_get_or_create = ("code",)

    label_fr = factory.LazyAttribute(lambda row: f"{row.code} (fr)")
    label_en = factory.LazyAttribute(lambda row: f"{row.code} (en)")


class CategoryFactory(RowFactory):
    class Meta:
        model = DeviceCategory

    code = "phone"
    stores_personal_data = True
    holds_account = True


class AccountFamilyFactory(RowFactory):
    class Meta:
        model = AccountFamily

    code = "icloud"


class FamilyFactory(RowFactory):
    class Meta:
        model = DeviceFamily

    code = "iphone"
    brand = "Apple"
    account_family = factory.SubFactory(AccountFamilyFactory)


class ReasonFactory(RowFactory):
    class Meta:
        model = Reason

    code = "in_warranty"


class StepFactory(RowFactory):
    class Meta:
        model = Step

    code = "photos"


class ItemFactory(RowFactory):
    class Meta:
        model = EvidenceItem

    code = "photo.front_on"
    kind = EvidenceItem.Kind.PHOTO
    step = factory.SubFactory(StepFactory)


class CarrierFactory(RowFactory):
    class Meta:
        model = Carrier

    code = "dhl_express"
    tracking_format = Carrier.TrackingFormat.DHL_EXPRESS


class DropOffFactory(RowFactory):
    class Meta:
        model = DropOffOption

    code = "dhl_service_point"
    carrier = factory.SubFactory(CarrierFactory)
    deposit_proof = True


class DeadlineFactory(RowFactory):
    class Meta:
        model = Deadline

    code = "seller_answer"
    amount = 24
    unit = Deadline.Unit.BUSINESS_HOUR


class OrderFactory(DjangoModelFactory[Order]):
    class Meta:
        model = Order

    seller = factory.SubFactory(SellerFactory)
    customer = factory.SubFactory(CustomerFactory)
    number = factory.Sequence(lambda n: f"40-{n:06d}")
    placed_on = date(2026, 1, 5)
    delivered_on = date(2026, 1, 9)
    price = Decimal("349.00")


class DeviceFactory(DjangoModelFactory[Device]):
    class Meta:
        model = Device

    order = factory.SubFactory(OrderFactory)
    category = factory.SubFactory(CategoryFactory)
    family = factory.SubFactory(FamilyFactory)
    brand = "Apple"
    model = "iPhone 12"
    imei = VALID_IMEI


class CaseFactory(DjangoModelFactory[ReturnCase]):
    """A case without its events, as only tests have it; ``returns.casework.opening`` opens real ones."""

    class Meta:
        model = ReturnCase

    reference = factory.Sequence(lambda n: f"R-2026-{900000 + n}")
    device = factory.SubFactory(DeviceFactory)
    order = factory.LazyAttribute(lambda case: case.device.order)
    seller = factory.LazyAttribute(lambda case: case.order.seller)
    customer = factory.LazyAttribute(lambda case: case.order.customer)
    reason = factory.SubFactory(ReasonFactory)
    opened_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    version_hash = "sha256:" + "0" * 64


def publish(document: dict[str, Any], *, since: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> Version:
    """Store a document as a published version that is in force, without the steps before that."""
    rulebook, _created = Rulebook.objects.get_or_create(code=document["rulebook"])
    version: Version = Version.objects.create(
        rulebook=rulebook,
        number=rulebook.versions.count() + 1,
        state=State.PUBLISHED,
        frame={},
        document=canonical(document).decode(),
        hash=document_hash(document),
    )
    Activation(rulebook=rulebook, version=version, effective_from=since, activated_by=UserFactory.create()).save()
    return version
