"""Who a person is to a case, and which cases they may fetch: the fetch is the permission check."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from returns.models.case import CaseQuerySet, ReturnCase
from returns.models.decision import Decision
from returns.models.event import STAFF_ONLY, Event
from returns.models.evidence import Evidence
from returns.models.people import Customer, Seller
from returns.models.user import User
from returns.workflow import Audience

Actor = User | Customer | None
"""Who acts; None is the system itself (a command, an import)."""

HANDLE = "returns.handle_returncase"
LEAD = "returns.lead_returncase"
ERASE = "returns.erase_returncase"
VIEW = "returns.view_returncase"
TRY = "returns.try_returncase"


def is_agent(user: User) -> bool:
    """Tell whether the user handles cases; leads do, too."""
    return user.is_staff and (user.has_perm(HANDLE) or user.has_perm(LEAD))


def is_lead(user: User) -> bool:
    """Tell whether the user may also reopen cases."""
    return user.is_staff and user.has_perm(LEAD)


def leads() -> QuerySet[User]:
    """Return the staff who may confirm overrides and reopen cases by a permission of their own or of a group."""
    app, codename = LEAD.split(".")
    permission = Permission.objects.filter(content_type__app_label=app, codename=codename)
    held = Q(user_permissions__in=permission) | Q(groups__permissions__in=permission)
    return User.objects.filter(held, is_staff=True, is_active=True).distinct()


def may_erase(user: User) -> bool:
    """Tell whether the user may erase what cases say of people."""
    return user.is_staff and user.has_perm(ERASE)


def sees_every_case(user: User) -> bool:
    """Tell whether the user may read the cases of every seller."""
    return is_agent(user) or (user.is_staff and user.has_perm(VIEW))


def is_member(user: User, seller: Seller) -> bool:
    """Tell whether the user works for the seller."""
    return user.is_active and seller.members.filter(user=user).exists()


def audiences(case: ReturnCase, actor: Actor) -> frozenset[Audience]:
    """Return everything that the actor is to the case; empty for an outsider."""
    if actor is None:
        return frozenset({Audience.SYSTEM})
    if isinstance(actor, Customer):
        return frozenset({Audience.CUSTOMER} if actor.pk == case.customer_id else ())
    roles = {
        Audience.SELLER: is_member(actor, case.seller),
        Audience.AGENT: is_agent(actor),
        Audience.LEAD: is_lead(actor),
    }
    return frozenset(audience for audience, held in roles.items() if held)


def acting_as(case: ReturnCase, actor: Actor, allowed: frozenset[Audience]) -> Audience:
    """Return in whose name the actor does something that is open to some audiences.

    Raises PermissionDenied if it is not open to this actor.
    """
    held = audiences(case, actor) & allowed
    for audience in Audience:
        if audience in held:
            return audience
    raise PermissionDenied


def visible_cases(user: User | AnonymousUser) -> QuerySet[ReturnCase]:
    """Return the cases that the user may read: all of them for staff, else those of the user's sellers."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return ReturnCase.objects.none()
    if sees_every_case(user):
        return ReturnCase.objects.all()
    return ReturnCase.objects.filter(seller__members__user=user)


def triable_cases(user: User | AnonymousUser) -> QuerySet[ReturnCase]:
    """Return the cases on whose facts the user may try rules: who writes rules need not read whose cases they are."""
    if isinstance(user, User) and user.is_staff and user.has_perm(TRY):
        return ReturnCase.objects.all()
    return visible_cases(user)


def cases_of_customer(customer: Customer) -> QuerySet[ReturnCase]:
    """Return the customer's own cases."""
    return ReturnCase.objects.filter(customer=customer)


def cases_of_seller(seller: Seller) -> CaseQuerySet:
    """Return the seller's own cases: all that its portal ever reads."""
    return ReturnCase.objects.filter(seller=seller)


def visible_decisions(user: User | AnonymousUser) -> QuerySet[Decision]:
    """Return the decisions on the cases that the user may read."""
    decisions: QuerySet[Decision] = Decision.objects.filter(case__in=visible_cases(user))
    return decisions


def visible_events(user: User | AnonymousUser) -> QuerySet[Event]:
    """Return the events of the cases that the user may read; what stays between agents for staff only."""
    events: QuerySet[Event] = Event.objects.filter(case__in=visible_cases(user))
    if isinstance(user, User) and sees_every_case(user):
        return events
    return events.exclude(kind__in=STAFF_ONLY)


def visible_evidence(user: User | AnonymousUser) -> QuerySet[Evidence]:
    """Return the evidence of the cases that the user may read; files are as secret as the case, slips among them."""
    return Evidence.objects.filter(case__in=visible_cases(user))
