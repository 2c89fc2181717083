"""Open cases go over to a scheduled version when its moment comes: once, whoever carries it out, and however late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task_backends

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import ReturnCase, User
from rules import lifecycle
from rules.due import carry_out_due
from rules.models import Activation, Version
from rules.registry import version_in_force
from tests.factories import CaseFactory, publish
from tests.rules.conftest import Document

pytestmark = pytest.mark.django_db


def activate(version: Version, by: User, moment: datetime, *, moves: bool = True) -> Activation:
    """An activation as it stands once its moment has passed."""
    activation = Activation(
        rulebook=version.rulebook, version=version, effective_from=moment, activated_by=by, moves_open_cases=moves
    )
    activation.save()
    return activation


@pytest.fixture
def versions(document: Document, other_document: Document) -> tuple[Version, Version]:
    """The second one replaced the first, long ago."""
    then = datetime(2020, 1, 1, tzinfo=UTC)
    return publish(document, since=then), publish(other_document, since=then + timedelta(days=1))


def hashes(*references: str) -> list[str]:
    return [ReturnCase.objects.get(reference=reference).version_hash for reference in references]


def test_open_cases_go_over_when_the_moment_has_come(versions: tuple[Version, Version], approver: User) -> None:
    old, new = versions
    CaseFactory.create(reference="R-1", version_hash=old.hash)
    activate(new, approver, timezone.now() - timedelta(seconds=1))
    [move] = carry_out_due()
    assert (move.count, hashes("R-1")) == (1, [new.hash])


def test_nothing_is_carried_out_before_its_moment_nor_twice(versions: tuple[Version, Version], approver: User) -> None:
    old, new = versions
    lifecycle.schedule(
        version=old, by=approver, effective_from=timezone.now() + timedelta(hours=1), moves_open_cases=True
    )
    activate(new, approver, timezone.now() - timedelta(seconds=1))
    assert len(carry_out_due()) == 1
    CaseFactory.create(reference="R-1", version_hash=old.hash)
    assert carry_out_due() == []
    assert hashes("R-1") == [old.hash]


def test_who_comes_late_takes_no_case_from_what_was_put_in_force_since(
    versions: tuple[Version, Version], approver: User
) -> None:
    old, new = versions
    now = timezone.now()
    activate(new, approver, now - timedelta(minutes=2))
    activate(old, approver, now - timedelta(minutes=1), moves=False)
    CaseFactory.create(reference="R-1", version_hash=old.hash)
    [move] = carry_out_due()
    assert (move.count, hashes("R-1")) == (0, [old.hash])


def test_publishing_at_once_moves_at_once(document: Document, published: Version, approved_other: Version) -> None:
    load_catalogue()
    CaseFactory.create(reference="R-1", version_hash=published.hash)
    judge = User.objects.get(email="judge@example.org")
    activation = lifecycle.publish(version=approved_other, by=judge, moves_open_cases=True)
    assert hashes("R-1") == [activation.version.hash]
    assert carry_out_due() == []


@pytest.fixture
def approved_other(other_document: Document, editor: User, approver: User) -> Version:
    draft = lifecycle.import_draft(document=other_document, by=editor)
    return lifecycle.approve(version=lifecycle.submit(version=draft, by=editor), by=approver)


def test_the_command_says_what_it_did(versions: tuple[Version, Version], approver: User) -> None:
    old, new = versions
    CaseFactory.create(version_hash=old.hash)
    activate(new, approver, timezone.now() - timedelta(seconds=1))
    out = StringIO()
    with override("en"):
        call_command("publish_due", stdout=out)
    assert out.getvalue() == f"{new}: 1 open cases went over to it.\n"


def test_a_scheduled_version_decides_at_its_moment_without_any_command(
    versions: tuple[Version, Version], approver: User
) -> None:
    old, new = versions
    moment = timezone.now() + timedelta(hours=1)
    lifecycle.schedule(version=old, by=approver, effective_from=moment)
    assert version_in_force(rulebook="fr", at=moment - timedelta(microseconds=1)) == new
    assert version_in_force(rulebook="fr", at=moment) == old


@pytest.mark.parametrize(("backend", "count"), [("dummy.DummyBackend", 1), ("immediate.ImmediateBackend", 0)])
def test_a_worker_is_told_when_where_there_is_one(
    backend: str,
    count: int,
    versions: tuple[Version, Version],
    approver: User,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.TASKS = {"default": {"BACKEND": f"django_tasks.backends.{backend}"}}
    moment = timezone.now() + timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.schedule(version=versions[0], by=approver, effective_from=moment, moves_open_cases=True)
        lifecycle.schedule(version=versions[0], by=approver, effective_from=moment)
    told = [result.task.run_after for result in getattr(task_backends["default"], "results", ())]
    assert told == [moment] * count
