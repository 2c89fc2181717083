"""Changes of a draft: each one transaction, one event, an author; a second editor is told; another version is safe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from returns.models import User
from rules import edits, lifecycle
from rules.drafts import assemble, rule_entry
from rules.history import Edit, EditKind, read_remark
from rules.models import EventKind, Example, Rule, Version
from rules.refusals import DocumentRefused, EditConflict, NotPermitted, NotStorable, WrongState
from tests.cast import staff
from tests.rules.conftest import Document

KEY = "shock-excludes"
FACT: dict[str, Any] = {
    "name": "staff.motor_noise",
    "type": "boolean",
    "label": {"fr": "Le moteur fait du bruit", "en": "The motor makes a noise"},
    "question": {"fr": "Le moteur fait-il du bruit ?", "en": "Does the motor make a noise?"},
    "supplier": "customer",
}
Change = Callable[[Version, User], Any]


def entry(version: Version, key: str = KEY) -> dict[str, Any]:
    return rule_entry(version.rules.get(key=key))


def example(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = assemble(version)["examples"][0]
    return found


def first_example(version: Version) -> str:
    return str(example(version)["key"])


def renamed(version: Version, note: str = "shorter") -> dict[str, Any]:
    return {**entry(version), "note": note}


CHANGES: dict[EditKind, Change] = {
    EditKind.RULE_ADDED: lambda version, by: edits.save_rule(
        version=version, by=by, key=None, rule_json={**entry(version), "key": "new"}, revision=None
    ),
    EditKind.RULE_CHANGED: lambda version, by: edits.save_rule(
        version=version, by=by, key=KEY, rule_json=renamed(version), revision=1
    ),
    EditKind.RULE_DELETED: lambda version, by: edits.delete_rule(version=version, by=by, key=KEY, revision=1),
    EditKind.RULE_ENABLED: lambda version, by: edits.set_enabled(
        version=version, by=by, key=KEY, enabled=True, revision=1
    ),
    EditKind.RULE_DISABLED: lambda version, by: edits.set_enabled(
        version=version, by=by, key=KEY, enabled=False, revision=1
    ),
    EditKind.RULE_MOVED: lambda version, by: edits.move_rule(version=version, by=by, key=KEY, priority=300, revision=1),
    EditKind.FACT_ADDED: lambda version, by: edits.save_fact(
        version=version, by=by, name=None, fact_json=FACT, revision=None
    ),
    EditKind.CODE_ADDED: lambda version, by: edits.add_code(
        version=version, by=by, list_name="items", code="video.motor"
    ),
    EditKind.EXAMPLE_ADDED: lambda version, by: edits.save_example(
        version=version, by=by, key=None, example_json={**example(version), "key": "new"}, revision=None
    ),
    EditKind.EXAMPLE_CHANGED: lambda version, by: edits.save_example(
        version=version, by=by, key=first_example(version), example_json=example(version), revision=1
    ),
    EditKind.EXAMPLE_DELETED: lambda version, by: edits.delete_example(
        version=version, by=by, key=first_example(version), revision=1
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_an_edit_is_one_event_in_the_name_of_an_author(kind: EditKind, draft: Version) -> None:
    other = staff("other", "rules.change_version")
    before = draft.events.count()
    CHANGES[kind](draft, other)
    event = draft.events.latest("pk")
    edit = read_remark(event.comment)
    assert draft.events.count() == before + 1
    assert (event.kind, event.actor) == (EventKind.EDITED, other)
    assert edit is not None
    assert edit.kind == kind
    assert draft.authors.filter(user=other).exists()
    assert Version.objects.get(pk=draft.pk).revision == draft.revision + 1


@pytest.mark.parametrize("kind", CHANGES)
def test_who_may_not_edit_is_refused(kind: EditKind, draft: Version) -> None:
    reader = staff("reader", "rules.view_version")
    before = assemble(draft)
    with pytest.raises(NotPermitted):
        CHANGES[kind](draft, reader)
    assert assemble(Version.objects.get(pk=draft.pk)) == before


@pytest.mark.parametrize("kind", CHANGES)
def test_only_drafts_can_be_edited(kind: EditKind, submitted: Version, editor: User) -> None:
    before = assemble(submitted)
    with pytest.raises(WrongState):
        CHANGES[kind](submitted, editor)
    assert assemble(Version.objects.get(pk=submitted.pk)) == before


# Rules


def test_a_changed_rule_is_stored_with_its_next_revision(draft: Version, editor: User) -> None:
    wanted = {**entry(draft), "priority": 7, "valid_from": "2026-01-01", "when": None}
    rule = edits.save_rule(version=draft, by=editor, key=KEY, rule_json=wanted, revision=1)
    stored = Rule.objects.get(pk=rule.pk)
    assert rule_entry(stored) == wanted
    assert stored.revision == 2


def test_a_rule_keeps_its_key(draft: Version, editor: User) -> None:
    rule = edits.save_rule(version=draft, by=editor, key=KEY, rule_json={**entry(draft), "key": "another"}, revision=1)
    assert rule.key == KEY


def test_a_new_rule_is_named_by_its_title(draft: Version, editor: User) -> None:
    wanted = {**entry(draft), "key": "", "title": {"fr": "Vidéo du moteur", "en": "Video of the motor"}}
    keys = [edits.save_rule(version=draft, by=editor, key=None, rule_json=wanted, revision=None).key for _ in range(3)]
    assert keys == ["video-du-moteur", "video-du-moteur-2", "video-du-moteur-3"]


@pytest.mark.parametrize("title", ["", "!!!", "30 jours", "é" * 300])
def test_any_title_gives_a_key(title: str, draft: Version, editor: User) -> None:
    wanted = {**entry(draft), "key": "", "title": {"fr": title, "en": ""}}
    edits.save_rule(version=draft, by=editor, key=None, rule_json=wanted, revision=None)


def test_a_key_that_is_taken_is_refused(draft: Version, editor: User) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        edits.save_rule(version=draft, by=editor, key=None, rule_json=entry(draft), revision=None)
    assert [(fault.path, fault.code) for fault in refusal.value.report.faults] == [("$.key", "duplicate")]


def test_a_faulty_rule_is_refused_with_every_fault_and_stores_nothing(draft: Version, editor: User) -> None:
    before, events = assemble(draft), draft.events.count()
    faulty = {**entry(draft), "when": {"all": []}, "priority": "high"}
    with pytest.raises(DocumentRefused) as refusal:
        edits.save_rule(version=draft, by=editor, key=KEY, rule_json=faulty, revision=1)
    assert {fault.path for fault in refusal.value.report.faults} == {"$.when.all", "$.priority"}
    assert assemble(draft) == before
    assert draft.events.count() == events


def test_what_a_database_would_change_is_refused(draft: Version, editor: User) -> None:
    with pytest.raises(NotStorable):
        edits.save_rule(version=draft, by=editor, key=KEY, rule_json=renamed(draft, "nul \0"), revision=1)


def test_a_circle_among_derivations_is_refused(draft: Version, editor: User) -> None:
    for name in ("a", "b"):
        fact = {"name": f"staff.{name}", "type": "boolean", "supplier": "derived"}
        edits.save_fact(version=draft, by=editor, name=None, fact_json=fact, revision=None)
    rules = [
        {
            **entry(draft),
            "key": f"sets-{one}",
            "kind": "derivation",
            "when": {"fact": f"staff.{other}", "operator": "equal", "value": True},
            "effect": {"set": f"staff.{one}", "to": True},
            "pending": "wait",
        }
        for one, other in (("a", "b"), ("b", "a"))
    ]
    edits.save_rule(version=draft, by=editor, key=None, rule_json=rules[0], revision=None)
    with pytest.raises(DocumentRefused) as refusal:
        edits.save_rule(version=draft, by=editor, key=None, rule_json=rules[1], revision=None)
    assert [fault.code for fault in refusal.value.report.faults] == ["cycle"]
    copy = edits.save_rule(version=draft, by=editor, key=None, rule_json={**rules[1], "enabled": False}, revision=None)
    with pytest.raises(DocumentRefused):
        edits.set_enabled(version=draft, by=editor, key=copy.key, enabled=True, revision=None)


def test_a_copy_is_disabled_and_has_a_key_of_its_own(draft: Version, editor: User) -> None:
    copy = edits.duplicate_rule(version=draft, by=editor, key=KEY)
    assert rule_entry(copy) == {**entry(draft), "key": f"{KEY}-2", "enabled": False}
    assert edits.duplicate_rule(version=draft, by=editor, key=KEY).key == f"{KEY}-3"


def test_a_priority_beyond_the_limits_is_refused(draft: Version, editor: User) -> None:
    with pytest.raises(DocumentRefused):
        edits.move_rule(version=draft, by=editor, key=KEY, priority=10**7, revision=None)


# Two editors


def test_the_second_editor_of_a_rule_is_told_and_overwrites_nothing(draft: Version, editor: User) -> None:
    other = staff("other", "rules.change_version")
    mine = renamed(draft, "mine")
    edits.save_rule(version=draft, by=other, key=KEY, rule_json=renamed(draft, "theirs"), revision=1)
    edits.save_rule(version=draft, by=other, key="photo-front-on", rule_json=entry(draft, "photo-front-on"), revision=1)
    with pytest.raises(EditConflict) as conflict, translation.override("en"):
        edits.save_rule(version=draft, by=editor, key=KEY, rule_json=mine, revision=1)
    error = conflict.value
    assert isinstance(error.current, Rule)
    assert error.current.note == "theirs"
    assert error.event is not None
    assert error.event.actor == other
    assert read_remark(error.event.comment) == Edit(EditKind.RULE_CHANGED, KEY)
    assert str(other) in str(error)
    assert entry(draft)["note"] == "theirs"
    edits.save_rule(version=draft, by=editor, key=KEY, rule_json=mine, revision=error.current.revision)
    assert entry(draft)["note"] == "mine"


def test_who_edits_a_deleted_rule_is_told_who_deleted_it(draft: Version, editor: User) -> None:
    other = staff("other", "rules.change_version")
    mine = renamed(draft)
    edits.delete_rule(version=draft, by=other, key=KEY, revision=1)
    with pytest.raises(EditConflict) as conflict:
        edits.save_rule(version=draft, by=editor, key=KEY, rule_json=mine, revision=1)
    assert conflict.value.current is None
    assert conflict.value.event is not None
    assert conflict.value.event.actor == other


def test_the_second_editor_of_a_fact_is_told(draft: Version, editor: User) -> None:
    edits.save_fact(version=draft, by=editor, name=None, fact_json=FACT, revision=None)
    seen = edits.fact_revision(FACT)
    theirs = {**FACT, "unit": "dB"}
    edits.save_fact(version=draft, by=editor, name=FACT["name"], fact_json=theirs, revision=seen)
    with pytest.raises(EditConflict) as conflict:
        edits.save_fact(version=draft, by=editor, name=FACT["name"], fact_json=FACT, revision=seen)
    assert conflict.value.current == theirs
    edits.delete_fact(version=draft, by=editor, name=FACT["name"], revision=edits.fact_revision(theirs))
    with pytest.raises(EditConflict):
        edits.save_fact(version=draft, by=editor, name=FACT["name"], fact_json=FACT, revision=seen)


def test_the_second_editor_of_an_example_is_told(draft: Version, editor: User) -> None:
    key = first_example(draft)
    edits.save_example(version=draft, by=editor, key=key, example_json=example(draft), revision=1)
    with pytest.raises(EditConflict):
        edits.delete_example(version=draft, by=editor, key=key, revision=1)


# Facts


def test_a_fact_of_ones_own_can_be_read_by_rules_at_once(draft: Version, editor: User) -> None:
    edits.save_fact(version=draft, by=editor, name=None, fact_json=FACT, revision=None)
    reading = {**entry(draft, "shock-send-back"), "when": {"fact": FACT["name"], "operator": "equal", "value": True}}
    edits.save_rule(version=draft, by=editor, key=None, rule_json={**reading, "key": "noisy"}, revision=None)
    assert lifecycle.submit(version=draft, by=editor).state == "in_review"


def test_a_faulty_fact_is_refused_at_its_own_places(draft: Version, editor: User) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        edits.save_fact(version=draft, by=editor, name=None, fact_json={**FACT, "type": "choice"}, revision=None)
    assert [(fault.path, fault.code) for fault in refusal.value.report.faults] == [("$.choices", "choices_needed")]


def test_a_name_that_is_taken_is_refused(draft: Version, editor: User) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        edits.save_fact(version=draft, by=editor, name=None, fact_json={**FACT, "name": "damage.shock"}, revision=None)
    assert [(fault.path, fault.code) for fault in refusal.value.report.faults] == [("$.name", "duplicate")]


def test_a_fact_that_rules_read_can_neither_go_nor_change_its_type(draft: Version, editor: User) -> None:
    shock = next(fact for fact in draft.frame["facts"] if fact["name"] == "damage.shock")
    with pytest.raises(DocumentRefused):
        edits.delete_fact(version=draft, by=editor, name="damage.shock", revision=None)
    with pytest.raises(DocumentRefused):
        edits.save_fact(
            version=draft, by=editor, name="damage.shock", fact_json={**shock, "type": "date"}, revision=None
        )


def test_a_code_is_added_once(draft: Version, editor: User) -> None:
    edits.add_code(version=draft, by=editor, list_name="items", code="video.motor")
    assert Version.objects.get(pk=draft.pk).frame["items"][-1] == "video.motor"
    with pytest.raises(DocumentRefused):
        edits.add_code(version=draft, by=editor, list_name="items", code="video.motor")
    with pytest.raises(ValueError, match="colours"):
        edits.add_code(version=draft, by=editor, list_name="colours", code="red")


# Versions apart


def test_the_rows_of_another_version_cannot_be_reached(draft: Version, editor: User, document: Document) -> None:
    other = lifecycle.new_draft(version=draft, by=editor)
    rule = edits.save_rule(
        version=other, by=editor, key=None, rule_json={**entry(draft), "key": "only-there"}, revision=None
    )
    attempts: list[Callable[[], Any]] = [
        lambda: edits.save_rule(version=draft, by=editor, key=rule.key, rule_json=entry(draft), revision=None),
        lambda: edits.delete_rule(version=draft, by=editor, key=rule.key, revision=None),
        lambda: edits.duplicate_rule(version=draft, by=editor, key=rule.key),
        lambda: edits.set_enabled(version=draft, by=editor, key=rule.key, enabled=False, revision=None),
        lambda: edits.move_rule(version=draft, by=editor, key=rule.key, priority=1, revision=None),
    ]
    before, events = assemble(other), draft.events.count()
    for attempt in attempts:
        with pytest.raises(Rule.DoesNotExist):
            attempt()
    with pytest.raises(Example.DoesNotExist):
        edits.delete_example(version=draft, by=editor, key="nowhere", revision=None)
    with pytest.raises(edits.NoSuchFact):
        edits.delete_fact(version=draft, by=editor, name="staff.nowhere", revision=None)
    assert assemble(Version.objects.get(pk=other.pk)) == before
    assert draft.events.count() == events


def test_a_remark_that_a_person_wrote_is_no_edit() -> None:
    assert read_remark("rule_changed it all, said somebody") == Edit(EditKind.RULE_CHANGED, "it all, said somebody")
    assert read_remark("shorter") is None
