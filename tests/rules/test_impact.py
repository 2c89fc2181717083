"""What a version would change, measured on stored cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from returns.models import User
from rules import edits, host, impact, lifecycle
from rules.host import CaseFacts
from rules.impact import measure, start_impact, stop_impact
from rules.models import ImpactRun, Version
from rules.models.impact import STALLED_AFTER
from rules.people import Person
from rules.refusals import NotPermitted
from rules.registry import NoVersionInForce
from tests.cast import staff
from tests.rules.test_host import NoCases

SHOCKS = [True, False, None, True]
"""What is known of the shock in each case."""


class SomeCases(NoCases):
    """An application with a few cases; ``seen`` are the vocabularies and readers it was asked with."""

    def __init__(self, facts: list[dict[str, Any]]) -> None:
        super().__init__()
        self.facts = facts
        self.between: Any = lambda: None

    def count_readable(self, *, reader: Person) -> int:
        return len(self.facts)

    def sample_cases(self, *, reader: Person, vocabulary: Any, limit: int) -> Iterator[CaseFacts]:
        for number, facts in enumerate(self.facts[:limit]):
            self.between()
            yield CaseFacts(f"R-{number}", {name: value for name, value in facts.items() if name in vocabulary})


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> SomeCases:
    application = SomeCases(
        [{"decision.on": "2026-05-31", "device.category": "phone", "damage.shock": shock} for shock in SHOCKS]
    )
    monkeypatch.setattr(host, "_registered", [application])
    return application


@pytest.fixture
def changed(published: Version, editor: User) -> Version:
    """A draft without the rule that a shock excludes the commercial warranty."""
    draft = lifecycle.new_draft(version=published, by=editor)
    edits.delete_rule(version=draft, by=editor, key="shock-excludes", revision=None)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def started(changed: Version, editor: User, cases: SomeCases) -> ImpactRun:
    return start_impact(version=changed, by=editor)


def test_a_trial_waits_until_its_transaction_is_over_and_runs(
    changed: Version,
    editor: User,
    cases: SomeCases,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = start_impact(version=changed, by=editor)
        assert run.state == ImpactRun.State.WAITING
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (ImpactRun.State.DONE, 4, 4)
    assert run.counts["guarantee"] == {"changes": 3, "cases": 3}
    assert run.counts["cases"] == 3
    assert sum(run.counts["flow"].values()) == 4
    assert [entry["case"] for entry in run.differing] == ["R-0", "R-1", "R-3"], (
        "of the shock that nobody knows, neither says anything"
    )
    assert ["guarantee", "commercial", "excluded", "undetermined"] in run.differing[0]["changes"]


def test_a_second_press_starts_no_second_trial(started: ImpactRun, changed: Version, editor: User) -> None:
    assert start_impact(version=changed, by=editor) == started
    ImpactRun.objects.update(touched_at=timezone.now() - 2 * STALLED_AFTER)
    assert start_impact(version=changed, by=editor) != started, "nobody works at the first, as it seems"


def test_a_trial_is_worked_off_once(started: ImpactRun) -> None:
    measure(started.pk)
    ImpactRun.objects.update(done=0)
    measure(started.pk)
    started.refresh_from_db()
    assert started.done == 0


def test_stopped_it_ends_where_it_is(
    started: ImpactRun, editor: User, cases: SomeCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "SECONDS_BETWEEN_SIGNS", -1)
    seen = iter(range(10))
    cases.between = lambda: stop_impact(run=started, by=editor) if next(seen) == 2 else None
    measure(started.pk)
    started.refresh_from_db()
    assert (started.state, started.done, started.total) == (ImpactRun.State.STOPPED, 2, 4)
    assert len(started.differing) == 2


def test_one_that_is_over_cannot_be_stopped(started: ImpactRun, editor: User) -> None:
    measure(started.pk)
    stop_impact(run=started, by=editor)
    started.refresh_from_db()
    assert started.state == ImpactRun.State.DONE


def test_what_goes_wrong_ends_it_as_failed(started: ImpactRun, cases: SomeCases) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    cases.between = fail
    with pytest.raises(OSError, match="disk"):
        measure(started.pk)
    started.refresh_from_db()
    assert started.state == ImpactRun.State.FAILED


def test_a_value_that_one_version_does_not_take_is_for_a_person(
    published: Version, editor: User, cases: SomeCases
) -> None:
    draft = lifecycle.new_draft(version=published, by=editor)
    facts = draft.frame["facts"]
    category = next(fact for fact in facts if fact["name"] == "device.category")
    draft.frame = {**draft.frame, "facts": facts}
    category["choices"] = [*category["choices"], {"code": "drone", "label": {"fr": "Drone", "en": "Drone"}}]
    draft.save()
    cases.facts = [{"decision.on": "2026-05-31", "device.category": "drone", "return.reason": "change_of_mind"}]
    run = start_impact(version=draft, by=editor)
    measure(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (ImpactRun.State.DONE, 1)


def test_at_most_so_many_cases_are_tried_and_named(
    started: ImpactRun, monkeypatch: pytest.MonkeyPatch, cases: SomeCases
) -> None:
    monkeypatch.setattr(impact, "SAMPLE", 3)
    monkeypatch.setattr(impact, "LISTED", 1)
    measure(started.pk)
    started.refresh_from_db()
    assert (started.done, started.total, started.counts["cases"], len(started.differing)) == (3, 3, 2, 1)


def test_only_editors_and_approvers_start_and_stop(started: ImpactRun, changed: Version) -> None:
    auditor = staff("auditor", "rules.view_version")
    with pytest.raises(NotPermitted):
        start_impact(version=changed, by=auditor)
    with pytest.raises(NotPermitted):
        stop_impact(run=started, by=auditor)


def test_without_a_version_in_force_there_is_nothing_to_compare_with(draft: Version, editor: User) -> None:
    with pytest.raises(NoVersionInForce):
        start_impact(version=draft, by=editor)


def test_a_trial_is_stalled_when_nothing_was_heard_of_it(started: ImpactRun) -> None:
    assert not started.is_stalled
    started.touched_at -= STALLED_AFTER + timedelta(seconds=1)
    assert started.is_stalled
    started.state = ImpactRun.State.DONE
    assert not started.is_stalled
