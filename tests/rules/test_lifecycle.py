"""The steps of a version's life, and who is refused which."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from returns.models import User
from rules import lifecycle
from rules.document import document_hash
from rules.drafts import assemble
from rules.models import FROZEN, State, Version
from rules.refusals import (
    AlreadyPublished,
    AuthorMayNotApprove,
    ChangedMeanwhile,
    DocumentRefused,
    LifecycleError,
    NeverInForce,
    NotInTheFuture,
    NotPermitted,
    NotStorable,
    StillNeeded,
    WrongState,
)
from rules.registry import version_in_force
from tests.cast import staff
from tests.rules.conftest import Document, Publish

Step = Callable[[Version, User], Any]

HASH = "sha256:" + "0" * 64
LATER = timedelta(days=30)
STEPS: dict[str, Step] = {
    "new_draft": lambda version, by: lifecycle.new_draft(version=version, by=by),
    "record_edit": lambda version, by: lifecycle.record_edit(version=version, by=by, comment=""),
    "submit": lambda version, by: lifecycle.submit(version=version, by=by),
    "approve": lambda version, by: lifecycle.approve(version=version, by=by),
    "send_back": lambda version, by: lifecycle.send_back(version=version, by=by, comment=""),
    "publish": lambda version, by: lifecycle.publish(version=version, by=by),
    "schedule": lambda version, by: lifecycle.schedule(version=version, by=by, effective_from=timezone.now() + LATER),
    "roll_back": lambda version, by: lifecycle.roll_back(version=version, by=by, reason=""),
    "retire": lambda version, by: lifecycle.retire(version=version, by=by),
}
FOR_EDITORS = ("new_draft", "record_edit", "submit")
LEADS_ON = {
    State.DRAFT: {"new_draft", "record_edit", "submit"},
    State.IN_REVIEW: {"new_draft", "approve", "send_back"},
    State.APPROVED: {"new_draft", "send_back", "publish"},
    State.PUBLISHED: {"new_draft", "schedule", "roll_back", "retire"},
    State.RETIRED: {"new_draft"},
}


def fresh(version: Version) -> Version:
    return Version.objects.get(pk=version.pk)


def history(version: Version) -> list[tuple[str, str]]:
    return [(event.kind, event.actor.email if event.actor else "") for event in version.events.select_related("actor")]


def mend(version: Version, by: User) -> None:
    """An edit as the desk makes it."""
    lifecycle.record_edit(version=version, by=by, comment="shorter")
    version.rules.filter(key="shock-excludes").update(note="shorter")


# The way through


def test_the_way_from_a_document_to_decisions(
    document: Document, editor: User, approver: User, published: Version
) -> None:
    version = fresh(published)
    assert version.state == State.PUBLISHED
    assert version.hash == document_hash(document)
    assert assemble(version) == assemble(published)
    assert document_hash(assemble(version)) == version.hash
    assert version_in_force(rulebook="fr", at=timezone.now()) == version
    assert history(version) == [
        ("imported", editor.email),
        ("submitted", editor.email),
        ("approved", approver.email),
        ("published", approver.email),
    ]
    assert {event.content_hash for event in version.events.all()} == {version.hash}
    assert (version.rulebook.code, version.rulebook.title_en) == ("fr", "Returns, France")


def test_versions_are_numbered_and_remember_what_they_were_made_from(published: Version, editor: User) -> None:
    draft = lifecycle.new_draft(version=published, by=editor, comment="for summer")
    assert (draft.number, draft.state, draft.parent) == (2, State.DRAFT, published)
    assert document_hash(assemble(fresh(draft))) == published.hash
    assert [event.comment for event in draft.events.all()] == ["for summer"]


def test_an_edit_counts_and_makes_an_author(draft: Version, approver: User) -> None:
    edited = lifecycle.record_edit(version=draft, by=approver, comment="shorter", revision=1)
    assert edited.revision == fresh(draft).revision == 2
    assert approver.pk in draft.authors.values_list("user", flat=True)
    event = draft.events.last()
    assert event is not None
    assert (event.kind, event.comment) == ("edited", "shorter")


def test_who_saw_an_older_revision_is_told(draft: Version, editor: User, approver: User) -> None:
    lifecycle.record_edit(version=draft, by=editor, comment="", revision=1)
    with pytest.raises(ChangedMeanwhile, match="fr 1"):
        lifecycle.record_edit(version=draft, by=approver, comment="", revision=1)
    assert fresh(draft).revision == 2


def test_what_was_sent_back_can_be_mended_and_submitted_again(approved: Version, editor: User, approver: User) -> None:
    sent_back = lifecycle.send_back(version=approved, by=approver, comment="too long")
    assert sent_back.state == State.DRAFT
    mend(sent_back, editor)
    again = lifecycle.submit(version=sent_back, by=editor)
    lifecycle.publish(version=lifecycle.approve(version=again, by=approver), by=approver)
    assert fresh(approved).state == State.PUBLISHED
    assert '"note":"shorter"' in fresh(approved).document


def test_a_version_scheduled_for_later_is_not_in_force_yet(
    published: Version, other_document: Document, editor: User, approver: User
) -> None:
    draft = lifecycle.import_draft(document=other_document, by=editor)
    approved = lifecycle.approve(version=lifecycle.submit(version=draft, by=editor), by=approver)
    moment = timezone.now() + LATER
    activation = lifecycle.publish(version=approved, by=approver, effective_from=moment, reason="summer")
    assert (activation.effective_from, activation.reason) == (moment, "summer")
    assert version_in_force(rulebook="fr", at=timezone.now()) == published
    assert version_in_force(rulebook="fr", at=moment) == activation.version


def test_rolling_back_puts_the_older_version_in_force_at_once(
    published: Version, other_document: Document, publish: Publish, approver: User
) -> None:
    newer = publish(other_document)
    assert version_in_force(rulebook="fr", at=timezone.now()) == newer
    activation = lifecycle.roll_back(version=published, by=approver, reason="wrong refusals")
    assert activation.is_rollback
    assert version_in_force(rulebook="fr", at=timezone.now()) == published
    assert version_in_force(rulebook="fr", at=activation.effective_from - timedelta(microseconds=1)) == newer


def test_a_retired_version_is_never_in_force_again(
    published: Version, other_document: Document, publish: Publish, approver: User
) -> None:
    publish(other_document)
    lifecycle.retire(version=published, by=approver, comment="obsolete")
    with pytest.raises(WrongState):
        lifecycle.roll_back(version=published, by=approver, reason="")
    assert fresh(published).state == State.RETIRED


# What is refused


@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state in State for step in STEPS if step not in LEADS_ON[state]]
)
def test_a_step_is_refused_from_any_other_state(state: State, step: str, draft: Version, approver: User) -> None:
    frozen = {"document": "{}", "hash": HASH} if state in FROZEN else {}
    Version.objects.filter(pk=draft.pk).update(state=state, **frozen)
    with pytest.raises(WrongState):
        STEPS[step](draft, approver)
    assert (fresh(draft).state, draft.events.count()) == (state, 1)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_needs_its_permission(step: str, draft: Version, editor: User) -> None:
    judge_only = staff("judge_only", "rules.approve_version")
    person = judge_only if step in FOR_EDITORS else editor
    with pytest.raises(NotPermitted):
        STEPS[step](draft, person)
    assert fresh(draft).state == State.DRAFT


def test_importing_needs_its_permission(document: Document, db: None) -> None:
    with pytest.raises(NotPermitted):
        lifecycle.import_draft(document=document, by=staff("judge_only", "rules.approve_version"))
    assert not Version.objects.exists()


@pytest.mark.parametrize("step", ["approve", "send_back"])
def test_who_edited_never_judges(step: str, draft: Version, editor: User, approver: User) -> None:
    mend(draft, approver)
    submitted = lifecycle.submit(version=draft, by=editor)
    with pytest.raises(AuthorMayNotApprove, match="fr 1"):
        STEPS[step](submitted, approver)
    assert fresh(draft).state == State.IN_REVIEW


def test_who_submitted_never_approves(draft: Version, approver: User) -> None:
    submitted = lifecycle.submit(version=draft, by=approver)
    with pytest.raises(AuthorMayNotApprove):
        lifecycle.approve(version=submitted, by=approver)


def test_copying_ones_own_draft_does_not_make_it_somebody_elses(draft: Version, editor: User, approver: User) -> None:
    mend(draft, approver)
    copy = lifecycle.new_draft(version=draft, by=editor)
    with pytest.raises(AuthorMayNotApprove):
        lifecycle.approve(version=lifecycle.submit(version=copy, by=editor), by=approver)


def test_the_authors_of_a_published_version_may_judge_what_is_made_from_it(
    published: Version, editor: User, approver: User
) -> None:
    author = staff("author", "rules.change_version", "rules.approve_version")
    copy = lifecycle.new_draft(version=published, by=approver)
    mend(copy, editor)
    assert list(copy.authors.values_list("user", flat=True)) == [editor.pk]
    assert lifecycle.approve(version=lifecycle.submit(version=copy, by=editor), by=author).state == State.APPROVED


def test_a_document_with_faults_is_refused_with_all_of_them(document: Document, editor: User) -> None:
    document["rules"][0]["kind"] = "wish"
    document["rules"][1]["priority"] = "high"
    with pytest.raises(DocumentRefused) as raised:
        lifecycle.import_draft(document=document, by=editor)
    assert [fault.path for fault in raised.value.report.faults] == ["$.rules[0].kind", "$.rules[1].priority"]
    assert "$.rules[1].priority" in str(raised.value)
    assert not Version.objects.exists()


def test_what_a_database_would_change_is_refused(document: Document, editor: User) -> None:
    document["rules"][0]["note"] = "nul \0"
    with pytest.raises(NotStorable):
        lifecycle.import_draft(document=document, by=editor)


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: draft.rules.filter(key="shock-excludes").update(enabled=False),
        lambda draft: draft.rules.filter(key="shock-excludes").update(effect={"exclude": ["x"], "ground": "shock"}),
    ],
    ids=["an example fails", "a fault"],
)
def test_a_draft_that_does_not_hold_is_not_submitted(
    draft: Version, editor: User, change: Callable[[Version], int]
) -> None:
    change(draft)
    with pytest.raises(DocumentRefused):
        lifecycle.submit(version=draft, by=editor)
    assert fresh(draft).state == State.DRAFT


def test_a_draft_with_failing_examples_can_be_imported(document: Document, editor: User) -> None:
    document["examples"][0]["expect"] = {"status": "needs_review"}
    assert lifecycle.import_draft(document=document, by=editor).examples.count() == 1


def test_what_changed_under_review_is_not_approved(submitted: Version, approver: User) -> None:
    submitted.rules.filter(key="shock-excludes").update(note="smuggled")
    with pytest.raises(ChangedMeanwhile):
        lifecycle.approve(version=submitted, by=approver)


def test_what_changed_after_approval_is_not_published(approved: Version, approver: User) -> None:
    approved.rules.filter(key="shock-excludes").update(note="smuggled")
    with pytest.raises(ChangedMeanwhile):
        lifecycle.publish(version=approved, by=approver)
    assert fresh(approved).state == State.APPROVED
    assert not approved.activations.exists()


def test_the_same_content_is_published_once(published: Version, editor: User, approver: User) -> None:
    copy = lifecycle.new_draft(version=published, by=editor)
    approved = lifecycle.approve(version=lifecycle.submit(version=copy, by=editor), by=approver)
    with pytest.raises(AlreadyPublished, match="fr 1"):
        lifecycle.publish(version=approved, by=approver)


def test_the_past_can_not_be_scheduled(published: Version, approver: User) -> None:
    with pytest.raises(NotInTheFuture):
        lifecycle.schedule(version=published, by=approver, effective_from=timezone.now())
    assert published.activations.count() == 1
    assert history(published)[-1][0] == "published"


def test_rolling_back_needs_something_to_roll_back_to(
    published: Version, other_document: Document, editor: User, approver: User
) -> None:
    with pytest.raises(NeverInForce):
        lifecycle.roll_back(version=published, by=approver, reason="it is in force")
    draft = lifecycle.import_draft(document=other_document, by=editor)
    approved = lifecycle.approve(version=lifecycle.submit(version=draft, by=editor), by=approver)
    later = lifecycle.publish(version=approved, by=approver, effective_from=timezone.now() + LATER).version
    with pytest.raises(NeverInForce):
        lifecycle.roll_back(version=later, by=approver, reason="it never was in force")


def test_what_is_needed_does_not_retire(
    published: Version, other_document: Document, publish: Publish, approver: User
) -> None:
    with pytest.raises(StillNeeded):
        lifecycle.retire(version=published, by=approver)
    publish(other_document)
    lifecycle.schedule(version=published, by=approver, effective_from=timezone.now() + LATER)
    with pytest.raises(StillNeeded):
        lifecycle.retire(version=published, by=approver)


def test_a_refusal_speaks_the_readers_language(draft: Version, approver: User) -> None:
    with pytest.raises(LifecycleError) as raised:
        lifecycle.approve(version=draft, by=approver)
    with translation.override("en"):
        assert str(raised.value) == "fr 1 is “draft”, which does not allow this."
