"""Fifty people decide one case at once: exactly one does, the others are told, a hundred times over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection

from returns.casework.changes import CaseChangedError
from returns.casework.deciding import accept_proposal, decide_otherwise, withdraw_override
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.models import Event, OutboxMessage, Override, ReturnCase
from returns.workflow import State
from tests.cast import Cast
from tests.returns.casework.deciding import inspected, version

__all__ = ["version"]

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, ROUNDS = 50, 100
WON, TOLD = "won", "told"


class Crowd:
    """Threads, each with a connection of its own and the case as it stood before any of them decides."""

    def __init__(self, case: ReturnCase, attempt: Callable[[int, ReturnCase], str]) -> None:
        self.case, self.read, self.attempt = case, case, attempt
        self.barrier = Barrier(PEOPLE + 1)
        self.results: list[str] = []
        self.threads = [Thread(target=self._work, args=(number,)) for number in range(PEOPLE)]

    def _work(self, number: int) -> None:
        try:
            while self.barrier.wait() >= 0:
                self.results.append(self.attempt(number, copy(self.read)))
                self.barrier.wait()
        except BrokenBarrierError:
            connection.close()

    def round(self) -> Counter[str]:
        """Let everybody decide the case as it stands now; return how it went for each."""
        self.results.clear()
        self.read = ReturnCase.objects.select_related("current_decision__record", "device").get(pk=self.case.pk)
        for _step in ("decide", "done"):
            self.barrier.wait(timeout=60)
        return Counter(self.results)

    @contextmanager
    def gathered(self) -> Iterator[Crowd]:
        """Begin, and see everybody off."""
        for thread in self.threads:
            thread.start()
        try:
            yield self
        finally:
            self.barrier.abort()
            for thread in self.threads:
                thread.join()


def deciding(cast: Cast) -> Callable[[int, ReturnCase], str]:
    ways: list[Callable[[ReturnCase], object]] = [
        lambda case: accept_proposal(case=case, actor=cast.agent),
        lambda case: perform(case=case, transition="refuse", actor=cast.lead, reason="No."),
        lambda case: decide_otherwise(case=case, actor=cast.lead, resolution="refund", reason="A gesture."),
    ]

    def attempt(number: int, case: ReturnCase) -> str:
        try:
            ways[number % len(ways)](case)
        except CaseChangedError:
            return TOLD
        return WON

    return attempt


def undo(case: ReturnCase, cast: Cast) -> None:
    """Put the case back to where it can be decided."""
    case.refresh_from_db()
    if case.override is not None:
        withdraw_override(case=case, actor=cast.lead, reason="Again.")
    if case.state != State.INSPECTED:
        perform(case=case, transition="contest", actor=case.customer, reason="Again.")


def written() -> tuple[int, int, int]:
    return Event.objects.count(), Override.objects.count(), OutboxMessage.objects.count()


def test_exactly_one_of_fifty_decides(case: ReturnCase, cast: Cast) -> None:
    inspected(case, cast)
    mails = {Event.Kind.TRANSITION: 2, Event.Kind.OVERRIDDEN: 0}
    outcomes = []
    with Crowd(case, deciding(cast)).gathered() as crowd:
        for _round in range(ROUNDS):
            before = written()
            outcomes.append(crowd.round())
            event = Event.objects.latest("pk")
            is_override = event.kind == Event.Kind.OVERRIDDEN
            assert written() == (before[0] + 1, before[1] + is_override, before[2] + mails[Event.Kind(event.kind)])
            undo(case, cast)
    assert outcomes == [Counter({WON: 1, TOLD: PEOPLE - 1})] * ROUNDS
    assert stored_chain.verify() == []


def test_the_race_is_real(case: ReturnCase, cast: Cast) -> None:
    """The same crowd, each checking the state and then writing it, as one would without thinking of the others."""
    inspected(case, cast)

    def naive(_number: int, case: ReturnCase) -> str:
        if case.state != State.INSPECTED:
            return TOLD
        ReturnCase.objects.filter(pk=case.pk).update(state=State.ACCEPTED)
        return WON

    with Crowd(case, naive).gathered() as crowd:
        assert crowd.round()[WON] > 1
