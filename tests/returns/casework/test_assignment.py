"""Who has which case: two agents never take the same, and nothing is lost when somebody is away."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from returns.casework.assignment import NotAnAgentError, assign, hand_over, take_next, unassign
from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Event, ReturnCase, User
from tests.cast import Cast, staff
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db


def waiting(new_case: OpenCase, *numbers: str) -> list[ReturnCase]:
    """Cases that need a person, the longest waiting first."""
    cases = [new_case(number) for number in numbers]
    for rank, case in enumerate(cases):
        case.attention_at = timezone.now() - timedelta(hours=len(cases) - rank)
        case.needs_person = True
        case.due_at = None
        case.save()
    return cases


def test_a_case_is_given_and_given_back(case: ReturnCase, cast: Cast) -> None:
    assign(case=case, to=cast.agent, actor=cast.lead)
    case.refresh_from_db()
    assert case.assigned_to == cast.agent
    event = Event.objects.latest("pk")
    assert (event.kind, event.subject, event.at) == ("assigned", f"user:{cast.agent.pk}", case.assigned_at)
    unassign(case=case, actor=cast.agent)
    free = ReturnCase.objects.get(pk=case.pk)
    assert (free.assigned_to, free.assigned_at) == (None, None)
    assert stored_chain.verify() == []


@pytest.mark.parametrize("who", ["seller", "outsider", "rule_editor"])
def test_only_agents_have_cases_and_only_they_give_them(case: ReturnCase, cast: Cast, who: str) -> None:
    person: User = getattr(cast, who)
    with pytest.raises(NotAnAgentError):
        assign(case=case, to=person, actor=cast.lead)
    with pytest.raises(PermissionDenied):
        assign(case=case, to=cast.agent, actor=person)
    for act in (lambda: take_next(actor=person), lambda: hand_over(away=cast.agent, actor=person)):
        with pytest.raises(PermissionDenied):
            act()


def test_a_finished_case_is_given_to_nobody(case: ReturnCase, cast: Cast) -> None:
    from returns.adjudication import decide_case

    decide_case(case=case, actor=None)
    perform(case=case, transition="cancel", actor=cast.agent)
    with pytest.raises(CaseFinalError):
        assign(case=case, to=cast.agent, actor=cast.agent)


def test_the_next_is_the_most_urgent_that_nobody_has(new_case: OpenCase, cast: Cast) -> None:
    first, second, third = waiting(new_case, "40-1", "40-2", "40-3")
    third.due_at = timezone.now()
    third.save()
    assign(case=first, to=cast.lead, actor=cast.lead)
    assert [take_next(actor=cast.agent) for _ in range(3)] == [third, second, None]


def test_what_needs_nobody_yet_is_not_taken(case: ReturnCase, cast: Cast) -> None:
    case.attention_at = timezone.now() + timedelta(hours=1)
    case.save()
    assert take_next(actor=cast.agent) is None


def test_everything_of_somebody_away_goes_to_a_colleague_or_to_everybody(new_case: OpenCase, cast: Cast) -> None:
    cases = waiting(new_case, "40-1", "40-2", "40-3")
    for case in cases:
        assign(case=case, to=cast.agent, actor=cast.agent)
    assert hand_over(away=cast.agent, to=cast.lead, actor=cast.lead) == 3
    assert set(ReturnCase.objects.values_list("assigned_to", flat=True)) == {cast.lead.pk}
    assert hand_over(away=cast.lead, actor=cast.lead) == 3
    assert set(ReturnCase.objects.values_list("assigned_to", flat=True)) == {None}
    with pytest.raises(NotAnAgentError):
        hand_over(away=cast.agent, to=cast.seller, actor=cast.lead)


def test_who_is_slower_is_told(case: ReturnCase, cast: Cast) -> None:
    stale = ReturnCase.objects.get(pk=case.pk)
    assign(case=case, to=cast.lead, actor=cast.lead)
    with pytest.raises(CaseChangedError):
        assign(case=stale, to=cast.agent, actor=cast.agent)


@pytest.mark.django_db(transaction=True)
def test_two_agents_never_take_the_same(new_case: OpenCase, cast: Cast) -> None:
    waiting(new_case, *(f"40-{number}" for number in range(6)))
    agents = [staff(f"agent{number}", "returns.handle_returncase") for number in range(8)]
    barrier = Barrier(len(agents))
    taken: list[ReturnCase | None] = []

    def take(agent: User) -> None:
        barrier.wait()
        taken.append(take_next(actor=agent))
        connection.close()

    threads = [Thread(target=take, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cases = [case.pk for case in taken if case is not None]
    assert (len(taken), len(cases), len(set(cases))) == (8, 6, 6)
    assert ReturnCase.objects.exclude(assigned_to=None).count() == 6
