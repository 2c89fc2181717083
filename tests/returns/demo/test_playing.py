"""The demo's cases played reach all that there is: each rule, verdict, status and state, whatever day it is loaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from django.db import transaction
from django.db.models import F
from pytest_django import DjangoDbBlocker

from returns.adjudication import Replay
from returns.casework.batches import replay_decisions, stored_decisions
from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.demo.cases import demo_cases, new_demo_cases
from returns.demo.people import assemble_troupe
from returns.demo.playing import acts, play
from returns.demo.rulebook import publish_shipped_rulebook
from returns.guide.progress import read_progress
from returns.ledger import stored_chain
from returns.models import Decision, DecisionRecord, Event, ReturnCase, Seller, SellerMember, User
from returns.models.queue import DeadlineResult
from returns.portal import queues
from returns.timing.calendar import is_business_day
from returns.workflow import TRANSITIONS, State
from rules import Outcome
from rules.models import Version
from rules.registry import compiled_book
from tests.returns.demo.conftest import SATURDAY, TUESDAY


@pytest.fixture(scope="module", params=[TUESDAY, SATURDAY], ids=lambda now: now.date().isoformat())
def now(request: pytest.FixtureRequest) -> datetime:
    """When the demo is loaded."""
    moment: datetime = request.param
    return moment


@pytest.fixture(scope="module")
def version(now: datetime, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Version]:
    """The rulebook by which all cases were decided; they are played once for all tests, which only look at them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        load_roles()
        troupe = assemble_troupe()
        found = publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
        for _act, _case in play(acts(new_demo_cases(now)), troupe):
            pass
        yield found
        transaction.set_rollback(True)


def outcomes(version: Version) -> list[Outcome]:
    """The outcomes that stand, each with the rules that fired."""
    book = compiled_book(version.hash)
    records = DecisionRecord.objects.filter(decision__case__current_decision=F("decision"))
    return [book.decide(json.loads(facts)) for facts in records.values_list("facts", flat=True)]


def test_the_cases_as_they_stand_reach_every_rule_verdict_and_status(version: Version) -> None:
    book = compiled_book(version.hash)
    stand = outcomes(version)
    fired = {rule.key for outcome in stand for rule in outcome.case.fired}
    assert {rule.key for rule in book.rules if rule.enabled} - fired == set()
    verdicts = {(name, guarantee.verdict) for outcome in stand for name, guarantee in outcome.guarantees.items()}
    assert verdicts == set(product(book.vocabulary.guarantees, ("covered", "excluded", "undetermined")))
    assert {outcome.status for outcome in stand} == set(Decision.Status)


@pytest.mark.usefixtures("version")
def test_the_cases_as_they_stand_are_in_every_state_and_took_every_transition() -> None:
    assert set(ReturnCase.objects.values_list("state", flat=True)) == set(State)
    taken = Event.objects.exclude(transition="").values_list("transition", flat=True)
    assert set(taken) == set(TRANSITIONS)
    assert set(Event.objects.values_list("kind", flat=True)) == set(Event.Kind) - {Event.Kind.REBOUND}


def test_what_the_demo_decided_is_whole_and_decided_again_alike(version: Version) -> None:
    assert stored_chain.verify() == []
    replays = Counter(replay for _decision, replay in replay_decisions(stored_decisions()))
    assert replays == {Replay.SAME: Decision.objects.count() - 1, Replay.ERASED: 1}


@pytest.mark.usefixtures("version")
def test_loading_again_adds_nothing_also_days_later(now: datetime) -> None:
    assert ReturnCase.objects.count() == len(demo_cases(now))
    assert new_demo_cases(now + timedelta(days=10)) == []


@pytest.mark.usefixtures("version")
def test_what_happened_is_bound_in_the_order_in_which_it_did_and_nothing_is_of_the_future(now: datetime) -> None:
    moments = [*Event.objects.order_by("pk").values_list("at", flat=True)]
    assert all(one <= other for one, other in pairwise(moments))
    assert moments[-1] <= now
    days = [decided.decided_on for decided in Decision.objects.select_related("case")]
    assert max(days) <= now.date()


@pytest.mark.usefixtures("version")
def test_the_queue_is_a_mornings_some_cases_late_some_due_soon_most_of_them_fresh(now: datetime) -> None:
    open_cases = ReturnCase.objects.unfinished()
    late = open_cases.late(now)
    assert 6 <= late.count() <= 18
    assert min(case.due_at for case in late if case.due_at) > now - timedelta(days=16)
    assert open_cases.needing_attention(now).count() >= 40
    assert open_cases.filter(due_at__gte=now).count() >= 30
    assert open_cases.filter(opened_at__gt=now - timedelta(days=2)).count() >= (
        20 if is_business_day(now.date()) else 10
    )
    if is_business_day(now.date()):
        assert open_cases.filter(due_at__range=(now, now + timedelta(hours=4))).count() >= 4
        assert open_cases.filter(due_at__range=(now, now.replace(hour=23, minute=59))).count() >= 8


@pytest.mark.usefixtures("version")
def test_both_sellers_have_work_of_every_kind_and_kept_most_of_their_deadlines(now: datetime) -> None:
    for seller in Seller.objects.all():
        counts = queues.counts(ReturnCase.objects.filter(seller=seller), now)
        assert all(count for queue, count in counts.items() if queue != "blocked"), counts
        assert counts["late"] < counts["open"] / 3
        results = DeadlineResult.objects.filter(seller=seller)
        assert 0 < results.filter(is_late=True).count() < results.count() / 2
        assert SellerMember.objects.filter(seller=seller).exists()


@pytest.mark.usefixtures("version")
def test_everybody_in_the_demo_could_have_been_entered_by_hand() -> None:
    for row in (*User.objects.all(), *Seller.objects.all()):
        row.full_clean()


def test_every_case_gives_each_reason_in_both_languages(version: Version) -> None:
    for outcome in outcomes(version):
        assert all(outcome.explain(language) for language in ("fr", "en"))


def test_the_steps_that_customers_see_are_the_outcomes(version: Version) -> None:
    waiting = ReturnCase.objects.filter(state__in=("preparing", "ready")).select_related("current_decision__record")
    assert waiting.count() > 10
    for case in waiting:
        progress = read_progress(case, "fr")
        asked = {item for item, entry in progress.outcome["items"].items() if entry["status"] != "waived"}
        assert {item for step in progress.shown for item in step.items} == asked, case
        for step in progress.shown:
            assert set(step.questions) <= {entry["fact"] for entry in progress.outcome["missing"]}, case
