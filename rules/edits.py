"""Changes of a draft, one function each: one transaction, one event, an author recorded.

Several people may edit a draft at once. Whoever saves names the revision that they saw; if somebody saved meanwhile,
``EditConflict`` says who changed what, nothing is stored, and the caller still holds all that was typed. A revision of
None asks for no such comparison. What is saved is valid: ``DocumentRefused`` carries the faults, their paths relative
to the rule, fact or example (``$.when.all[0].value``), or to the document where the whole is at fault (a circle among
derivations). A key of another version is not found: ``DoesNotExist``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from rules.check import check_cycles
from rules.document import canonical_json
from rules.drafts import Unstorable, assemble, check_storable, example_row, rule_entry, rule_row
from rules.history import Edit, EditKind, read_remark, remark, remarks
from rules.lifecycle import record_edit
from rules.models import Example, Rule, Version, VersionEvent
from rules.parse import parse_document, parse_example, parse_rule
from rules.people import Person
from rules.preflight import Report
from rules.refusals import DocumentRefused, EditConflict, NotStorable
from rules.shapes import MAX_NAME, Reader
from rules.vocabulary import CODE_LISTS, Vocabulary, parse_vocabulary

Json = Mapping[str, Any]
Row = TypeVar("Row", Rule, Example)


class NoSuchFact(LookupError):
    """The version's vocabulary has no fact of this name."""


# Rules


@transaction.atomic
def save_rule(*, version: Version, by: Person, key: str | None, rule_json: Json, revision: int | None) -> Rule:
    """Store a rule as a document has it; ``key`` None adds one, named by ``rule_json["key"]`` or else by its title."""
    if key is None:
        wanted = rule_json.get("key") or _free_key(version.rules.values_list("key", flat=True), rule_json)
        kind = EditKind.RULE_ADDED
    else:
        wanted, kind = key, EditKind.RULE_CHANGED
    draft = _edited(version, by, kind, str(wanted))
    entry = {**rule_json, "key": wanted}
    stored = None if key is None else _current(draft, draft.rules.all(), key, revision)
    _check_rule(draft, entry, is_new=key is None)
    rule = _overwritten(stored, rule_row(entry), draft)
    _check_whole(draft)
    return rule


@transaction.atomic
def delete_rule(*, version: Version, by: Person, key: str, revision: int | None) -> None:
    """Remove a rule from the draft."""
    draft = _edited(version, by, EditKind.RULE_DELETED, key)
    _current(draft, draft.rules.all(), key, revision).delete()


@transaction.atomic
def duplicate_rule(*, version: Version, by: Person, key: str) -> Rule:
    """Add a copy of a rule, disabled: two alike would say everything twice."""
    source = version.rules.get(key=key)
    copy = {**rule_entry(source), "enabled": False}
    copy["key"] = _free_key(version.rules.values_list("key", flat=True), {"key": key})
    return save_rule(version=version, by=by, key=None, rule_json=copy, revision=None)


@transaction.atomic
def set_enabled(*, version: Version, by: Person, key: str, enabled: bool, revision: int | None) -> Rule:
    """Enable or disable a rule."""
    draft = _edited(version, by, EditKind.RULE_ENABLED if enabled else EditKind.RULE_DISABLED, key)
    rule = _current(draft, draft.rules.all(), key, revision)
    rule.enabled = enabled
    _save_next_revision(rule)
    _check_whole(draft)
    return rule


@transaction.atomic
def move_rule(*, version: Version, by: Person, key: str, priority: int, revision: int | None) -> Rule:
    """Give a rule another priority; the higher one wins."""
    draft = _edited(version, by, EditKind.RULE_MOVED, key)
    rule = _current(draft, draft.rules.all(), key, revision)
    _check_rule(draft, {**rule_entry(rule), "priority": priority}, is_new=False)
    rule.priority = priority
    _save_next_revision(rule)
    return rule


# Facts and codes


def fact_revision(fact: Json) -> str:
    """What stands for the revision of a fact, which has no row to count its edits: a digest of its definition."""
    return hashlib.sha256(canonical_json(fact).encode("utf-8")).hexdigest()


@transaction.atomic
def save_fact(*, version: Version, by: Person, name: str | None, fact_json: Json, revision: str | None) -> Version:
    """Add a fact to the draft's vocabulary (``name`` None) or change one, whose name never changes.

    ``revision`` is the ``fact_revision`` of what the editor saw. A change that rules or examples can't live with is
    refused with their faults.
    """
    wanted = str(fact_json.get("name", "")) if name is None else name
    draft = _edited(version, by, EditKind.FACT_ADDED if name is None else EditKind.FACT_CHANGED, wanted)
    entry = {**fact_json, "name": wanted}
    facts = list(draft.frame["facts"])
    index = len(facts) if name is None else _fact_index(draft, name, revision)
    facts[index : index + 1] = [entry]
    _check_fact(draft, facts, index)
    return _reframed(draft, facts=facts)


@transaction.atomic
def delete_fact(*, version: Version, by: Person, name: str, revision: str | None) -> Version:
    """Remove a fact that nothing in the draft speaks of."""
    draft = _edited(version, by, EditKind.FACT_DELETED, name)
    facts = list(draft.frame["facts"])
    del facts[_fact_index(draft, name, revision)]
    return _reframed(draft, facts=facts)


@transaction.atomic
def add_code(*, version: Version, by: Person, list_name: str, code: str) -> Version:
    """Let effects name one more code: ``list_name`` is one of ``CODE_LISTS``, such as ``items``."""
    if list_name not in CODE_LISTS:
        raise ValueError(f"a vocabulary has no {list_name}")
    draft = _edited(version, by, EditKind.CODE_ADDED, code)
    return _reframed(draft, **{list_name: [*draft.frame[list_name], code]})


# Examples


@transaction.atomic
def save_example(*, version: Version, by: Person, key: str | None, example_json: Json, revision: int | None) -> Example:
    """Store an example as a document has it; ``key`` None adds one, named by its own key or else by its title."""
    if key is None:
        wanted = example_json.get("key") or _free_key(version.examples.values_list("key", flat=True), example_json)
        kind = EditKind.EXAMPLE_ADDED
    else:
        wanted, kind = key, EditKind.EXAMPLE_CHANGED
    draft = _edited(version, by, kind, str(wanted))
    entry = {**example_json, "key": wanted}
    stored = None if key is None else _current(draft, draft.examples.all(), key, revision)
    faults = Reader()
    parse_example(entry, _vocabulary(draft), faults)
    if key is None:
        _check_free(draft.examples.values_list("key", flat=True), wanted, faults)
    _refuse(faults, entry)
    return _overwritten(stored, example_row(entry), draft)


@transaction.atomic
def delete_example(*, version: Version, by: Person, key: str, revision: int | None) -> None:
    """Remove an example from the draft."""
    draft = _edited(version, by, EditKind.EXAMPLE_DELETED, key)
    _current(draft, draft.examples.all(), key, revision).delete()


# The draft, its rows and their revisions


def _edited(version: Version, by: Person, kind: EditKind, key: str) -> Version:
    return record_edit(version=version, by=by, comment=remark(kind, key))


def _current(draft: Version, rows: QuerySet[Row], key: str, revision: int | None) -> Row:
    """The row as it is stored now; raises ``EditConflict`` if it is not what the editor saw."""
    row = rows.filter(key=key).first()
    if row is None and (deletion := _edit_before(draft)) and read_remark(deletion.comment) in _deletions(key):
        raise EditConflict(deletion, None)
    if row is None:
        raise rows.model.DoesNotExist(key)
    if revision is not None and revision != row.revision:
        raise EditConflict(_edit_before(draft), row)
    return row


def _edit_before(draft: Version) -> VersionEvent | None:
    """The last edit of the same thing before the one that is being made, which is the draft's last event."""
    now = draft.events.latest("pk")
    edit = read_remark(now.comment)
    if edit is None:
        return None
    earlier = draft.events.filter(comment__in=remarks(edit), pk__lt=now.pk)
    return earlier.select_related("actor").order_by("-pk").first()


def _deletions(key: str) -> tuple[Edit, ...]:
    return Edit(EditKind.RULE_DELETED, key), Edit(EditKind.EXAMPLE_DELETED, key)


def _overwritten(stored: Row | None, row: Row, draft: Version) -> Row:
    row.version = draft
    if stored is None:
        row.save(force_insert=True)
        return row
    row.pk, row.revision = stored.pk, stored.revision
    _save_next_revision(row)
    return row


def _save_next_revision(row: Rule | Example) -> None:
    row.revision += 1
    row.save(force_update=True)


def _fact_index(draft: Version, name: str, revision: str | None) -> int:
    for index, fact in enumerate(draft.frame["facts"]):
        if fact["name"] == name:
            if revision is not None and revision != fact_revision(fact):
                raise EditConflict(_edit_before(draft), fact)
            return index
    deletion = _edit_before(draft)
    if deletion and read_remark(deletion.comment) == Edit(EditKind.FACT_DELETED, name):
        raise EditConflict(deletion, None)
    raise NoSuchFact(name)


def _reframed(draft: Version, **parts: Sequence[Any]) -> Version:
    draft.frame = {**draft.frame, **parts}
    draft.save(update_fields=["frame"])
    _check_whole(draft)
    return draft


def _free_key(taken: Iterable[str], entry: Json) -> str:
    """A key that is not taken, made of the entry's own or of its title."""
    title = entry.get("title") or {}
    wanted = entry.get("key") or slugify(title.get("fr") or title.get("en") or "")
    base = (wanted if wanted[:1].isalpha() else f"no-{wanted}".rstrip("-"))[: MAX_NAME - 5]
    names = set(taken)
    return next(name for name in _numbered(base) if name not in names)


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


# What is refused


def _vocabulary(draft: Version) -> Vocabulary:
    return parse_vocabulary(draft.frame, Reader())


def _check_rule(draft: Version, entry: Json, *, is_new: bool) -> None:
    faults = Reader()
    parse_rule(entry, _vocabulary(draft), faults)
    if is_new:
        _check_free(draft.rules.values_list("key", flat=True), str(entry["key"]), faults)
    _refuse(faults, entry)


def _check_fact(draft: Version, facts: Sequence[Json], index: int) -> None:
    """Refuse what is wrong with one fact, its paths relative to the fact."""
    faults, own = Reader(), Reader()
    parse_vocabulary({**draft.frame, "facts": facts}, faults)
    place = f"$.facts[{index}]"
    for fault in faults.faults:
        own.fault(fault.path.replace(place, "$", 1), fault.code, **fault.params)
    _refuse(own, facts[index])


def _check_free(taken: Iterable[str], key: str, faults: Reader) -> None:
    if key in set(taken):
        faults.fault("$.key", "duplicate", name=key)


def _check_whole(draft: Version) -> None:
    """Refuse what only the whole document shows: circles, and what a change of the vocabulary leaves behind."""
    document = assemble(draft)
    faults = Reader()
    parsed = parse_document(document, faults)
    if parsed is not None and not faults.faults:
        check_cycles(parsed, faults)
    _refuse(faults, draft.frame)


def _refuse(faults: Reader, entry: Json) -> None:
    if faults.faults:
        raise DocumentRefused(Report(faults=tuple(faults.faults)))
    try:
        check_storable(entry)
    except Unstorable:
        raise NotStorable from None
