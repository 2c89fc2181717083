"""How many cases wait in a view of the queue, for the first page of the admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.utils import timezone
from django.utils.formats import number_format

from returns.admin.casedesk.queue import CAP, VIEWS
from returns.casework.finding import capped
from returns.models import User
from returns.models.case import CaseQuerySet
from returns.permissions import visible_cases


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases wait, and how many of them are late; written "10,000+" past the cap."""

    number: int
    late: int

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        shown = number_format(min(self.number, CAP), force_grouping=True)
        return f"{shown}+" if self.number > CAP else shown


def waiting(view: str, user: User) -> Waiting:
    """Count the cases of a view that the user may read, in two queries at most."""
    now = timezone.now()
    cases = VIEWS[view].counted(cast("CaseQuerySet", visible_cases(user)), now, user)
    number = capped(cases, CAP)
    return Waiting(number, capped(cases.late(now), CAP) if number else 0)
