"""The order in which cases need a person: the head of the streams is what sorting all cases would put first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from returns.casework.urgency import most_urgent, urgent
from returns.models import ReturnCase
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db

# Hours to the deadline (None: none), hours waited, whether it needs a person: the most urgent first.
STANDING = [
    (-20, 1, True),
    (-20, 1, True),
    (-2, 9, False),
    (5, 2, True),
    (30, 9, True),
    (None, 9, True),
    (None, 2, True),
]


def made(order: tuple[int, ...]) -> list[ReturnCase]:
    """The cases of ``STANDING``, opened in another order."""
    now = timezone.now()
    found: dict[int, ReturnCase] = {}
    for place in order:
        due, waited, needs = STANDING[place]
        found[place] = CaseFactory.create(
            due_at=None if due is None else now + timedelta(hours=due),
            attention_at=now - timedelta(hours=waited),
            needs_person=needs,
        )
    return [found[place] for place in sorted(found)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6), (0, 1, 6, 5, 4, 3, 2), (5, 3, 0, 6, 1, 4, 2)])
def test_the_most_urgent_is_the_first_of_all(order: tuple[int, ...]) -> None:
    cases, now = made(order), timezone.now()
    left = ReturnCase.objects.all()
    for case in cases:
        found = most_urgent(left, now)
        assert found == case
        left = left.exclude(pk=case.pk)
    assert most_urgent(left, now) is None
    assert [case for stream in urgent(ReturnCase.objects.all(), now) for case in stream.ordered()] == cases


def test_what_is_owed_later_and_needs_nobody_waits_for_nobody() -> None:
    later = timezone.now() + timedelta(hours=9)
    CaseFactory.create(due_at=later, attention_at=later, needs_person=False)
    assert most_urgent(ReturnCase.objects.all(), timezone.now()) is None
