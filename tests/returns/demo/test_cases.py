"""The demo's cases reach everything that there is so far: each rule, verdict, status and state."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from returns import ledger
from returns.adjudication import Replay
from returns.batches import replay_decisions, stored_decisions
from returns.demo.cases import demo_cases, open_demo_cases, play_demo_cases
from returns.demo.people import assemble_troupe
from returns.demo.rulebook import publish_shipped_rulebook
from returns.fixtures_loading import load_catalogue, load_roles
from returns.identifiers import clean_imei
from returns.models import Decision, Event, ReturnCase
from returns.workflow import State
from rules.models import Version
from rules.registry import compiled_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    load_catalogue()
    load_roles()
    troupe = assemble_troupe()
    found = publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
    for _case in play_demo_cases(open_demo_cases(troupe), troupe):
        pass
    return found


def test_the_demo_reaches_every_rule_verdict_status_and_state(version: Version) -> None:
    book = compiled_book(version.hash)
    fired: set[str] = set()
    verdicts: set[tuple[str, str]] = set()
    for decision in Decision.objects.select_related("record"):
        outcome = book.decide(json.loads(decision.record.facts))
        fired |= {rule.key for rule in outcome.case.fired}
        verdicts |= {(name, guarantee.verdict) for name, guarantee in outcome.guarantees.items()}
    assert {rule.key for rule in book.rules if rule.enabled} - fired == set()
    assert {verdict for name, verdict in verdicts if name == "commercial"} == {"covered", "excluded", "undetermined"}
    assert {name for name, verdict in verdicts if verdict == "covered"} == set(book.vocabulary.guarantees)
    assert {name for name, verdict in verdicts if verdict == "excluded"} == set(book.vocabulary.guarantees)
    assert set(Decision.objects.values_list("status", flat=True)) == set(Decision.Status)
    states = set(ReturnCase.objects.values_list("state", flat=True))
    states |= set(Event.objects.exclude(to_state="").values_list("to_state", flat=True))
    assert states == set(State)


def test_the_demo_has_forty_plausible_cases_of_every_category(version: Version) -> None:
    cases = demo_cases()
    assert len(cases) >= 40
    assert len({demo.reference for demo in cases}) == len(cases)
    categories = Counter(demo.entry["device"]["category"] for demo in cases)
    assert set(categories) == set(compiled_book(version.hash).vocabulary["device.category"].codes)
    numbers = [demo.entry["device"]["imei"] for demo in cases if "imei" in demo.entry["device"]]
    assert [clean_imei(number) for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers)


def test_what_the_demo_decided_is_whole_and_decided_again_alike(version: Version) -> None:
    assert ledger.verify() == []
    replays = Counter(replay for _decision, replay in replay_decisions(stored_decisions()))
    assert replays == {Replay.SAME: Decision.objects.count()}


def test_opening_again_adds_nothing(version: Version) -> None:
    before = ReturnCase.objects.count()
    assert open_demo_cases(assemble_troupe()) == []
    assert ReturnCase.objects.count() == before


def test_the_command_refuses_any_database_but_its_own() -> None:
    with pytest.raises(CommandError, match="DATABASE_URL=sqlite"):
        call_command("demo", "--no-serve", "--language", "en")
    assert not ReturnCase.objects.exists()
