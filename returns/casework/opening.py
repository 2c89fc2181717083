"""Opens return cases, and binds them to a version of a rulebook."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from returns.casework.changes import event_by, record, refuse_final
from returns.models.case import WARRANTY_MONTHS, CaseNumber, Device, Order, ReturnCase
from returns.models.event import Event
from returns.models.language import Language
from returns.models.people import Customer, Seller
from returns.permissions import Actor, acting_as
from returns.timing.deadlines import due_at
from returns.workflow import FINAL_STATES, Audience, State
from rules.models import Activation, Version
from rules.registry import version_in_force

RULEBOOK = "fr"


@dataclass(frozen=True, slots=True)
class CustomerData:
    """Who returns the device."""

    first_name: str
    last_name: str
    email: str
    language: str = Language.FRENCH.value


@dataclass(frozen=True, slots=True)
class OrderData:
    """The purchase, as the marketplace exports it."""

    number: str
    placed_on: date
    price: Decimal
    delivered_on: date | None = None
    currency: str = "EUR"
    warranty_months: int = WARRANTY_MONTHS


@dataclass(frozen=True, slots=True)
class DeviceData:
    """The device that was sold; category and family by their codes."""

    category_id: str
    family_id: str | None = None
    brand: str = ""
    model: str = ""
    imei: str = ""
    serial_number: str = ""
    is_bulky: bool = False


@dataclass(frozen=True, slots=True)
class RequestData:
    """What is asked: the reason by its code, the marketplace's own reference of the return, if it has one."""

    reason_id: str
    external_reference: str = ""
    opened_at: datetime = field(default_factory=timezone.now)
    rulebook: str = RULEBOOK


class OpeningRefusedError(Exception):
    """The case can't be opened; nothing was stored. The message says why."""


class AlreadyOpenError(OpeningRefusedError):
    """There is such a case already: ``case``."""

    def __init__(self, case: ReturnCase) -> None:
        self.case = case
        super().__init__(gettext("This return is already known as %(case)s.") % {"case": case})


@transaction.atomic
def open_case(
    *,
    seller: Seller,
    customer: CustomerData,
    order: OrderData,
    device: DeviceData,
    request: RequestData,
    actor: Actor,
) -> ReturnCase:
    """Open a case, with its order, device and customer where they are not known yet.

    It is bound to the version in force at ``request.opened_at``, or to the first one there ever was for a return
    older than that; deciding it is another step. Raises AlreadyOpenError for a return or a device that has a case,
    OpeningRefusedError for an order known with other details or a seller that is not active, NoVersionInForce,
    PermissionDenied for an outsider, and IntegrityError for an unknown code.
    """
    if not seller.is_active:
        raise OpeningRefusedError(gettext("%(seller)s opens no cases any more.") % {"seller": seller})
    version = _version_for(request)
    buyer = _customer(customer)
    bought = _order(seller, buyer, order)
    sold = _device(bought, device, request)
    _refuse_second(seller, sold, request)
    case = ReturnCase.objects.create(
        reference=_next_reference(request.opened_at),
        external_reference=request.external_reference,
        seller=seller,
        customer=buyer,
        order=bought,
        device=sold,
        reason_id=request.reason_id,
        opened_at=request.opened_at,
        due_at=due_at(State.OPENED, request.opened_at),
        version_hash=version.hash,
    )
    record(case, _opened(case, actor))
    return case


def rebind_case(*, case: ReturnCase, version_hash: str, actor: Actor) -> Event:
    """Move an unfinished case to another version; deciding it anew is another step.

    Raises CaseFinalError, CaseChangedError.
    """
    refuse_final(case)
    event = event_by(actor, Audience.SYSTEM, kind=Event.Kind.REBOUND, subject=version_hash)
    return record(case, event, version_hash=version_hash)


def _opened(case: ReturnCase, actor: Actor) -> Event:
    audience = acting_as(case, actor, frozenset(Audience))
    return event_by(actor, audience, kind=Event.Kind.OPENED, to_state=State.OPENED)


def _version_for(request: RequestData) -> Version:
    begun = Activation.objects.filter(rulebook__code=request.rulebook, effective_from__lte=timezone.now())
    first = begun.aggregate(first=models.Min("effective_from"))["first"]
    return version_in_force(rulebook=request.rulebook, at=max(request.opened_at, first or request.opened_at))


def _device(order: Order, data: DeviceData, request: RequestData) -> Device:
    # Of two alike in one order, nothing but their returns tells which is which.
    is_anonymous = request.external_reference and not data.imei and not data.serial_number
    known = None if is_anonymous else Device.objects.filter(order=order, **asdict(data)).first()
    return known or Device.objects.create(order=order, **asdict(data))


def _customer(data: CustomerData) -> Customer:
    details = {**asdict(data), "email": data.email.strip().lower()}
    language = details.pop("language")
    # Two imports at once may each have created the person: the older row counts.
    known = Customer.objects.filter(**details, erased_at=None).order_by("pk").first()
    return known or Customer.objects.create(**details, language=language)


def _order(seller: Seller, customer: Customer, data: OrderData) -> Order:
    details = asdict(data)
    order, created = Order.objects.get_or_create(
        seller=seller, number=details.pop("number"), defaults={"customer": customer, **details}
    )
    if not created and {"customer": order.customer, **{name: getattr(order, name) for name in details}} != {
        "customer": customer,
        **details,
    }:
        raise OpeningRefusedError(gettext("Order %(order)s is already known with other details.") % {"order": order})
    return order


def _refuse_second(seller: Seller, device: Device, request: RequestData) -> None:
    same = models.Q(device=device) & ~models.Q(state__in=FINAL_STATES)
    if request.external_reference:
        same |= models.Q(seller=seller, external_reference=request.external_reference)
    case = ReturnCase.objects.filter(same).first()
    if case is not None:
        raise AlreadyOpenError(case)


def _next_reference(opened_at: datetime) -> str:
    year = timezone.localtime(opened_at).year
    CaseNumber.objects.get_or_create(year=year)
    number = CaseNumber.objects.select_for_update().get(year=year)
    number.last += 1
    number.save()
    return f"R-{year}-{number.last:06d}"
