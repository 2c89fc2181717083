"""Two people, or a person and a thousand decisions, at the same moment."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from returns.models import User
from rules import lifecycle
from rules.models import State, Version
from rules.refusals import LifecycleError, WrongState
from rules.registry import compiled_book, version_in_force
from tests.cast import staff
from tests.rules.conftest import Document, Publish

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = {"decision.on": "2026-05-31", "damage.shock": True}


def together(*steps: Callable[[], object]) -> list[object]:
    """Take the steps in a thread each, begun at once; what each gave or raised."""
    barrier = Barrier(len(steps))

    def take(step: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return step()
        except LifecycleError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def test_of_two_who_publish_at_once_one_wins(approved: Version, approver: User) -> None:
    other = staff("other_judge", "rules.approve_version")
    results = together(
        lambda: lifecycle.publish(version=approved, by=approver),
        lambda: lifecycle.publish(version=approved, by=other),
    )
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True]
    version = Version.objects.get(pk=approved.pk)
    assert version.state == State.PUBLISHED
    assert version.activations.count() == 1
    assert version.events.filter(kind="published").count() == 1


def test_of_approving_and_sending_back_at_once_one_wins(submitted: Version, approver: User) -> None:
    other = staff("other_judge", "rules.approve_version")
    results = together(
        lambda: lifecycle.approve(version=submitted, by=approver),
        lambda: lifecycle.approve(version=submitted, by=other),
    )
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True]


def test_drafts_made_at_once_get_a_number_each(draft: Version, editor: User) -> None:
    results = together(*[lambda: lifecycle.new_draft(version=draft, by=editor)] * 4)
    numbers = sorted(result.number for result in results if isinstance(result, Version))
    assert numbers == [2, 3, 4, 5]


def decide_in_force(_number: int) -> tuple[str, str]:
    """One decision as a worker makes it: the hash that was in force, and what it said."""
    version = version_in_force(rulebook="fr", at=timezone.now())
    outcome = compiled_book(version.hash).decide(FACTS)
    assert outcome.hash == version.hash
    return outcome.hash, outcome.guarantees["commercial"].verdict


def decide_in_process(count: int) -> list[tuple[str, str]]:
    connections.close_all()
    return [decide_in_force(number) for number in range(count)]


def test_decisions_name_one_hash_while_another_version_is_published(
    published: Version, other_document: Document, publish: Publish
) -> None:
    done = Event()

    def decide_until_done() -> list[tuple[str, str]]:
        try:
            found: list[tuple[str, str]] = []
            while not done.is_set() or len(found) < 100:
                found.append(decide_in_force(0))
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        deciders = [pool.submit(decide_until_done) for _ in range(3)]
        newer = publish(other_document)
        done.set()
        found = {pair for decider in deciders for pair in decider.result()}
    assert found <= {(published.hash, "excluded"), (newer.hash, "undetermined")}
    assert decide_in_force(0) == (newer.hash, "undetermined")


def test_processes_forked_before_a_publication_obey_it(
    published: Version, other_document: Document, publish: Publish
) -> None:
    decide_in_force(0)
    connection.close()
    context: Any = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        assert set(chain(*pool.map(decide_in_process, [50, 50]))) == {(published.hash, "excluded")}
        newer = publish(other_document)
        assert set(chain(*pool.map(decide_in_process, [50, 50]))) == {(newer.hash, "undetermined")}


def decide_around(published: Any, count: int) -> list[tuple[float, str]]:
    """Decide until ``published`` is set and ``count`` cases are done: when each began, and the hash that it names."""
    connections.close_all()
    try:
        found: list[tuple[float, str]] = []
        after = 0
        while len(found) < count or after < 25:
            after += published.is_set()
            began = time.monotonic()
            found.append((began, decide_in_force(0)[0]))
        return found
    finally:
        connections.close_all()


def send_decisions(published: Any, count: int, pipe: Any) -> None:
    pipe.send(decide_around(published, count))


def test_a_publication_among_a_thousand_decisions_of_threads_and_processes(
    published: Version, other_document: Document, publish: Publish
) -> None:
    """Each names exactly one hash, and whatever begins after the publication obeys it: no second, no restart."""
    context: Any = multiprocessing.get_context("fork")
    done = context.Event()
    connections.close_all()
    pipes = [context.Pipe(duplex=False) for _ in range(2)]
    processes = [context.Process(target=send_decisions, args=(done, 250, sending)) for _, sending in pipes]
    for process in processes:
        process.start()
    for _, sending in pipes:
        # Else a process that dies would be waited for for ever.
        sending.close()
    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(decide_around, done, 250) for _ in range(2)]
        newer = publish(other_document)
        moment = time.monotonic()
        done.set()
        found = [pair for receiving, _ in pipes for pair in receiving.recv()]
        found += [pair for thread in threads for pair in thread.result()]
    for process in processes:
        process.join()
    assert len(found) >= 1000
    assert {digest for _, digest in found} <= {published.hash, newer.hash}
    assert {digest for began, digest in found if began > moment} == {newer.hash}
