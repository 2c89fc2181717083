"""Which member of a seller sees to a case: chosen among the members, and handed over when one leaves."""

from __future__ import annotations

from django.db import transaction

from returns.casework.changes import event_by, record, refuse_final
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.people import Seller
from returns.models.user import User
from returns.permissions import acting_as, is_member
from returns.workflow import Audience

_SELLER = frozenset({Audience.SELLER})


class NotAMemberError(Exception):
    """Cases of a seller are handed to its members."""


def hand_to(*, case: ReturnCase, to: User | None, actor: User) -> Event:
    """Have a member of the seller see to a case, or nobody in particular.

    Raises NotAMemberError, CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _SELLER)
    if to is not None and not is_member(to, case.seller):
        raise NotAMemberError
    event = event_by(actor, audience, kind=Event.Kind.HANDLED, subject=f"user:{to.pk}" if to else "")
    return record(case, event, handled_by=to)


def take_if_free(*, case: ReturnCase, actor: User) -> None:
    """Have whoever does something with a case see to it, unless somebody already does; raises as ``hand_to`` does."""
    if case.handled_by is None:
        hand_to(case=case, to=actor, actor=actor)


@transaction.atomic
def hand_over_handled(*, seller: Seller, away: User, to: User | None, actor: User) -> int:
    """Hand everything unfinished that somebody sees to at a seller to another member, or to nobody; return how many.

    Raises as ``hand_to`` does; then nothing is handed over.
    """
    cases = ReturnCase.objects.unfinished().filter(seller=seller, handled_by=away).order_by("pk")
    # All of them before the first is changed: the ledger's head, which that locks, must be the last lock.
    found = list(cases.select_related("seller", "current_decision__record").select_for_update(of=("self",)))
    for case in found:
        hand_to(case=case, to=to, actor=actor)
    return len(found)
