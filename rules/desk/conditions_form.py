"""The condition editor: what a form sent as a tree, as JSON and as faults at the conditions that have them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from rules.conditions import MAX_DEPTH, MAX_LEAVES, parse_condition
from rules.desk import tree as trees
from rules.desk.tree import ROOT, Focus, Full, Group, Kept, Line, Path, Press
from rules.desk.typed import Mistyped, Untyped, Widget, as_sent, read, shown, widget_of
from rules.faults import ConditionError, message
from rules.operators import OPERATORS, Operator
from rules.vocabulary import CATEGORY, CHOICE_TYPES, Fact, Vocabulary


@dataclass(frozen=True, slots=True)
class NodeFault:
    """What is wrong with a node: at its fact (``f``), operator (``o``), value (``v``) or with the group (``m``).

    ``unfinished``: nothing is wrong, something is still to be filled in.
    """

    path: Path
    part: str
    text: str
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class BoundCondition:
    """A condition as a form holds it: the tree, its JSON (unfinished where the tree is) and what is wrong with it."""

    tree: Group
    when: Any
    faults: tuple[NodeFault, ...]
    focus: Focus | None = None

    def faults_at(self, path: Path) -> tuple[NodeFault, ...]:
        """The faults of one node."""
        return tuple(fault for fault in self.faults if fault.path == path)

    def without_unfinished(self) -> BoundCondition:
        """The same, silent about what is still to be filled in: nobody is reproached for a line just added."""
        return replace(self, faults=tuple(fault for fault in self.faults if not fault.unfinished))


def bind(post: QueryDict, vocabulary: Vocabulary, language: str) -> BoundCondition:
    """The condition that a form sent; what was typed is kept, whatever it is."""
    return _bound(trees.from_post(post), vocabulary, language)


def load(when: Any, vocabulary: Vocabulary, language: str) -> BoundCondition:
    """A stored condition in the form (None: always)."""
    return _bound(trees.from_json(when, partial(_line, vocabulary, language)), vocabulary, language)


def blank(vocabulary: Vocabulary, language: str, about: str = "") -> BoundCondition:
    """The condition of a new rule: one line to fill in, or those of a rule about a fact, by its name."""
    fact = vocabulary.facts.get(about)
    tree = trees.NEW_TREE if fact is None else _about(fact, vocabulary, language)
    return _bound(tree, vocabulary, language).without_unfinished()


def _about(fact: Fact, vocabulary: Vocabulary, language: str) -> Group:
    """The categories that the fact is asked of, for the rule must not wait on others, and the fact itself."""
    lines = []
    if fact.categories and CATEGORY in vocabulary:
        one = len(fact.categories) == 1
        value = fact.categories[0] if one else list(fact.categories)
        leaf = {"fact": CATEGORY, "operator": "equal" if one else "in", "value": value}
        lines.append(_line(vocabulary, language, leaf, 0))
    yes = {"fact": fact.name, "operator": "equal", "value": True}
    lines.append(_line(vocabulary, language, yes, 0) if fact.type == "boolean" else Line(fact.name))
    return Group("all", tuple(lines), bare=len(lines) == 1)


def press(bound: BoundCondition, button: Press, vocabulary: Vocabulary, language: str) -> BoundCondition:
    """The condition after a press of one of the tree's buttons."""
    try:
        changed, focus = trees.pressed(bound.tree, button)
    except Full:
        full = NodeFault(button.path, "m", _full_text())
        return replace(bound, faults=(*bound.faults, full), focus=Focus(button.path, button.action))
    return replace(_bound(changed, vocabulary, language), focus=focus)


def _full_text() -> str:
    return _("A rule holds at most %(leaves)s conditions, in groups at most %(depth)s deep.") % {
        "leaves": MAX_LEAVES,
        "depth": MAX_DEPTH,
    }


def _bound(tree: Group, vocabulary: Vocabulary, language: str) -> BoundCondition:
    reading = _Reading(vocabulary, language)
    settled = reading.settled_group(tree)
    when = trees.to_json(settled, reading.leaf)
    return BoundCondition(settled, when, tuple(sorted(reading.faults(settled), key=lambda fault: fault.path)))


# From JSON


def _line(vocabulary: Vocabulary, language: str, leaf: Mapping[str, Any], nots: int) -> Line:
    name, value = leaf["fact"], leaf.get("value")
    operator = leaf["operator"] + (trees.REFERENCE if isinstance(value, Mapping) else "")
    line = Line(name, operator, (), name, Kept(name, operator, value), nots)
    fact, row = vocabulary.facts.get(name), OPERATORS.get(leaf["operator"])
    if fact is None or row is None:
        return line
    widget = widget_of(fact, row, with_fact=line.with_fact)
    return replace(line, texts=shown(value, widget, fact, language))


# From text


class _Reading:
    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.found: list[NodeFault] = []

    def settled_group(self, group: Group) -> Group:
        return replace(
            group,
            children=tuple(
                self.settled_group(child) if isinstance(child, Group) else self.settled(child)
                for child in group.children
            ),
        )

    def settled(self, line: Line) -> Line:
        """The line without what was meant for another fact: its operator and its value must fit the one chosen."""
        fact = self.vocabulary.facts.get(line.fact)
        if fact is None:
            return line
        row = OPERATORS.get(line.operator_name)
        if row is None or fact.type not in row.types or (line.with_fact and row.operand != "same"):
            line = replace(line, operator="equal", texts=())
        typed_for = self.vocabulary.facts.get(line.typed_for)
        if line.typed_for != fact.name and (typed_for is None or not _alike(fact, typed_for)):
            line = replace(line, texts=())
        return replace(line, typed_for=fact.name)

    def leaf(self, path: Path, line: Line) -> dict[str, Any]:
        """The JSON of a condition, without what is missing or wrong in it; its faults are noted."""
        fact = self.vocabulary.facts.get(line.fact)
        if fact is None:
            self.note(path, "f", _unknown_fact(line), unfinished=not line.fact)
            return {}
        row = OPERATORS[line.operator_name]
        leaf: dict[str, Any] = {"fact": fact.name, "operator": row.name}
        if row.operand == "none":
            return leaf
        try:
            leaf["value"] = operand(line, row, fact, self.language)
        except Mistyped as mistake:
            self.note(path, "v", str(mistake), unfinished=isinstance(mistake, Untyped))
            return {**leaf, "value": {}} if line.with_fact else leaf
        self.check(path, leaf)
        return leaf

    def check(self, path: Path, leaf: Mapping[str, Any]) -> None:
        try:
            parse_condition(leaf, self.vocabulary)
        except ConditionError as error:
            for fault in error.faults[:1]:
                self.note(path, "v", _sentence(message(fault.code, fault.params, self.language)))

    def note(self, path: Path, part: str, text: str, *, unfinished: bool = False) -> None:
        self.found.append(NodeFault(path, part, text, unfinished))

    def faults(self, tree: Group) -> Sequence[NodeFault]:
        if trees.count_lines(tree) > MAX_LEAVES or trees.depth(tree) > MAX_DEPTH:
            self.note(ROOT, "m", _full_text())
        for path, node in trees.walk(tree):
            if isinstance(node, Group) and not node.children and not (path == ROOT and node.always):
                self.note(path, "m", _empty_text(path), unfinished=True)
        return self.found


def operand(line: Line, row: Operator, fact: Fact, language: str) -> Any:
    """What a line compares with, as JSON; raises ``Mistyped``. What is shown unchanged is just what was stored."""
    widget = widget_of(fact, row, with_fact=line.with_fact, texts=line.texts)
    if line.kept is not None and _shows(line, line.kept, widget, fact, language):
        return line.kept.value
    return read(line.texts, widget, fact, language)


def kept_in(line: Line, row: Operator, fact: Fact, language: str) -> Kept | None:
    """What a hidden field must keep: the stored operand, if the texts alone would give another."""
    widget = widget_of(fact, row, with_fact=line.with_fact, texts=line.texts)
    if line.kept is None or widget == "none" or not _shows(line, line.kept, widget, fact, language):
        return None
    try:
        again = read(line.texts, widget, fact, language)
    except Mistyped:
        return line.kept
    return None if json.dumps(again) == json.dumps(line.kept.value) else line.kept


def _shows(line: Line, kept: Kept, widget: Widget, fact: Fact, language: str) -> bool:
    if (kept.fact, kept.operator) != (line.fact, line.operator):
        return False
    try:
        stored = shown(kept.value, widget, fact, language)
    except (TypeError, KeyError, ValueError, ArithmeticError):  # a forged field can hold anything
        return False
    return [as_sent(text) for text in stored] == [as_sent(text) for text in line.texts]


def _alike(fact: Fact, other: Fact) -> bool:
    return fact.type == other.type and fact.type not in CHOICE_TYPES


def _unknown_fact(line: Line) -> str:
    if not line.fact:
        return _("Choose a fact.")
    return _("“%(name)s” is not a fact of this version. Choose another one.") % {"name": line.fact}


def _empty_text(path: Path) -> str:
    if path == ROOT:
        return _("Add a condition, or say that the rule always fires.")
    return _("Add a condition to the group, or remove it.")


def _sentence(text: str) -> str:
    return _("The value %(fault)s.") % {"fault": text}
