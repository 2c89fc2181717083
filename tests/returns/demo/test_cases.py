"""The demo's cases reach everything that there is so far: each rule, verdict, status and state."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from django.db import transaction
from django.db.models import F
from pytest_django import DjangoDbBlocker

from returns.adjudication import Replay
from returns.casework.batches import replay_decisions, stored_decisions
from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.demo.cases import demo_cases, open_demo_cases, play_demo_cases
from returns.demo.people import assemble_troupe
from returns.demo.rulebook import publish_shipped_rulebook
from returns.guide.progress import read_progress
from returns.identifiers import clean_imei
from returns.ledger import stored_chain
from returns.models import Decision, DecisionRecord, Event, ReturnCase, Seller, User
from returns.workflow import TRANSITIONS, State
from rules import Outcome
from rules.models import Version
from rules.registry import compiled_book


@pytest.fixture(scope="module")
def version(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Version]:
    """The rulebook by which all cases were decided; they are played once for all tests, which only look at them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        load_roles()
        troupe = assemble_troupe()
        found = publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
        for _case in play_demo_cases(open_demo_cases(troupe), troupe):
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


def test_the_demo_has_many_plausible_cases_of_every_category(version: Version) -> None:
    cases = demo_cases()
    assert len(cases) >= 44
    assert len({demo.reference for demo in cases}) == len(cases)
    categories = Counter(demo.entry["device"]["category"] for demo in cases)
    assert set(categories) == set(compiled_book(version.hash).vocabulary["device.category"].codes)
    numbers = [demo.entry["device"]["imei"] for demo in cases if "imei" in demo.entry["device"]]
    assert [clean_imei(number) for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)


def test_what_the_demo_decided_is_whole_and_decided_again_alike(version: Version) -> None:
    assert stored_chain.verify() == []
    replays = Counter(replay for _decision, replay in replay_decisions(stored_decisions()))
    assert replays == {Replay.SAME: Decision.objects.count() - 1, Replay.ERASED: 1}


def test_opening_again_adds_nothing(version: Version) -> None:
    before = ReturnCase.objects.count()
    assert open_demo_cases(assemble_troupe()) == []
    assert ReturnCase.objects.count() == before


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
