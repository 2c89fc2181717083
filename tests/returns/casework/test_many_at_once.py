"""Several cases changed in one transaction, while somebody changes one of them: each waits, and none is given up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import OperationalError, connection

from returns import desk
from returns.casework.changes import CaseChangedError
from returns.casework.conversation import add_note
from returns.models import Event, ReturnCase
from returns.sellers import handling
from returns.sellers.handling import hand_over_handled, hand_to
from tests.cast import Cast
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[], object]


def _hand_over(case: ReturnCase, cast: Cast) -> Deed:
    return lambda: hand_over_handled(seller=case.seller, away=cast.seller, to=None, actor=cast.seller)


def _move(case: ReturnCase, cast: Cast) -> Deed:
    newer = publish({**small_book(), "title": {"fr": "Autre", "en": "Another"}}).hash
    return lambda: desk.ReturnsHost().move_cases(
        from_hashes=frozenset({case.version_hash}), to_hash=newer, by=cast.approver
    )


@pytest.mark.parametrize(
    ("module", "name", "begin", "kind"),
    [
        (handling, "hand_to", _hand_over, Event.Kind.HANDLED),
        (desk, "rebind_case", _move, Event.Kind.REBOUND),
    ],
)
def test_the_last_lock_is_the_ledgers(
    new_case: OpenCase,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    begin: Callable[[ReturnCase, Cast], Deed],
    kind: str,
) -> None:
    cases = [new_case("40-1"), new_case("40-2")]
    for case in cases:
        hand_to(case=case, to=cast.seller, actor=cast.seller)
    changed, problems = Flag(), list[Exception]()
    done: list[int] = []
    real = getattr(module, name)

    def slow(**given: Any) -> object:
        found = real(**given)
        done.append(given["case"].pk)
        changed.set()
        # Time enough for the other to take what is not locked yet.
        sleep(0.5)
        return found

    def note() -> None:
        changed.wait()
        other = ReturnCase.objects.exclude(pk=done[0]).get()
        add_note(case=other, actor=cast.agent, text="They called.")

    def work(deed: Deed) -> None:
        try:
            deed()
        except (CaseChangedError, OperationalError) as problem:
            problems.append(problem)
        finally:
            connection.close()

    deed = begin(cases[0], cast)
    monkeypatch.setattr(module, name, slow)
    threads = [Thread(target=work, args=(one,)) for one in (deed, note)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whoever wrote the note waited, and is told that the case has changed.
    assert [type(problem).__name__ for problem in problems] == ["CaseChangedError"]
    assert Event.objects.filter(kind=kind).values("case").distinct().count() == 2
