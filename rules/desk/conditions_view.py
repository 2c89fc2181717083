"""What the condition editor's templates show: one flat description a node, its fields named and filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rules.conditions import MAX_DEPTH, MAX_LEAVES
from rules.desk import tree as trees
from rules.desk.conditions_form import BoundCondition, NodeFault, kept_in
from rules.desk.sheet import GROUPS
from rules.desk.tree import REFERENCE, ROOT, Group, Line, Node, Path, field_name, number
from rules.desk.typed import Widget, widget_of
from rules.operators import OPERATORS, Operator
from rules.translation import in_language, translate
from rules.vocabulary import Fact, Vocabulary
from rules.wording import fact_name, unit_name

MAX_ROWS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """An option or a tick."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ValueField:
    """The field for what a fact is compared with."""

    widget: Widget
    name: str
    id: str
    choices: tuple[Choice, ...] = ()
    text: str = ""
    unit: str = ""
    inputmode: str = "text"

    @property
    def chosen(self) -> str:
        """The labels of what is ticked, as one text."""
        return ", ".join(choice.label for choice in self.choices if choice.chosen)

    @property
    def is_chosen(self) -> bool:
        """Whether one of the options is."""
        return any(choice.chosen for choice in self.choices)

    @property
    def rows(self) -> int:
        """How high a field of several lines is."""
        return min(self.text.count("\n") + 1, MAX_ROWS)

    @property
    def input_type(self) -> str:
        """A date has a calendar, unless what stands there is none: a date's field would hide it."""
        return "date" if self.widget == "date" and _is_date(self.text) else "text"


@dataclass(frozen=True, slots=True)
class NodeView:
    """What a group and a condition have in common.

    ``focus`` is the part that the person just used, if it is one of this node; ``tools``: a button of each action,
    with whether it is disabled.
    """

    path: Path
    nots: range
    faults: tuple[NodeFault, ...]
    focus: str
    is_first: bool
    is_last: bool

    @property
    def number(self) -> str:
        """How people call it: 4.2."""
        return number(self.path)

    @property
    def id(self) -> str:
        """What its elements' ids begin with."""
        return "c" + "-".join(map(str, self.path))

    @property
    def not_name(self) -> str:
        """The name of the ticks of NOT."""
        return field_name(self.path, "n")

    @property
    def wrong(self) -> Mapping[str, bool]:
        """Which parts have a fault."""
        return {fault.part: True for fault in self.faults}


@dataclass(frozen=True, slots=True)
class LineView(NodeView):
    """One condition."""

    facts: SafeString
    operators: SafeString
    value: ValueField | None
    kept: str
    is_group: bool = False

    @property
    def fact_name(self) -> str:
        """The name of the fact's field."""
        return field_name(self.path, "f")

    @property
    def operator_name(self) -> str:
        """The name of the operator's field."""
        return field_name(self.path, "o")

    @property
    def kept_name(self) -> str:
        """The name of the stored operand's field."""
        return field_name(self.path, "w")


@dataclass(frozen=True, slots=True)
class GroupView(NodeView):
    """A group and all that is in it."""

    mode: str
    children: tuple[LineView | GroupView, ...]
    bare: bool
    always: bool
    is_full: bool
    is_deep: bool
    is_group: bool = True

    @property
    def is_root(self) -> bool:
        """Whether it is the main group."""
        return self.path == ROOT

    @property
    def mode_name(self) -> str:
        """The name of the mode's field."""
        return field_name(self.path, "m")


@dataclass(frozen=True, slots=True)
class EditorView:
    """The whole editor, with what stands in its head."""

    root: GroupView
    lines: int
    depth: int
    faults: tuple[NodeFault, ...]
    max_lines: int = MAX_LEAVES
    max_depth: int = MAX_DEPTH


def editor_view(bound: BoundCondition, vocabulary: Vocabulary, language: str) -> EditorView:
    """Describe a condition to its template."""
    drawing = _Drawing(bound, vocabulary, language)
    tree = bound.tree
    lines = trees.count_lines(tree)
    return EditorView(drawing.group(tree, ROOT, 0, (1, 1)), lines, trees.depth(tree), bound.faults)


class _Drawing:
    def __init__(self, bound: BoundCondition, vocabulary: Vocabulary, language: str) -> None:
        self.bound = bound
        self.vocabulary = vocabulary
        self.language = language
        self.is_full = trees.count_lines(bound.tree) >= MAX_LEAVES
        self.faults: dict[Path, tuple[NodeFault, ...]] = {}
        for fault in bound.faults:
            self.faults[fault.path] = (*self.faults.get(fault.path, ()), fault)

    def common(self, node: Node, path: Path, place: tuple[int, int]) -> dict[str, Any]:
        focus = self.bound.focus
        return {
            "path": path,
            "nots": range(node.nots),
            "faults": self.faults.get(path, ()),
            "focus": focus.part if focus is not None and focus.path == path else "",
            "is_first": place[0] == 1,
            "is_last": place[0] == place[1],
        }

    def group(self, node: Group, path: Path, above: int, place: tuple[int, int]) -> GroupView:
        depth = above + node.nots + 1
        count = len(node.children)
        return GroupView(
            **self.common(node, path, place),
            mode=node.mode,
            children=tuple(
                self.group(child, (*path, index), depth, (index, count))
                if isinstance(child, Group)
                else self.line(child, (*path, index), (index, count))
                for index, child in enumerate(node.children, 1)
            ),
            bare=node.stands_alone,
            always=node.always,
            is_full=self.is_full,
            is_deep=depth >= MAX_DEPTH,
        )

    def line(self, node: Line, path: Path, place: tuple[int, int]) -> LineView:
        fact = self.vocabulary.facts.get(node.fact)
        row = OPERATORS.get(node.operator_name) if fact is not None else None
        kept = kept_in(node, row, fact, self.language) if fact is not None and row is not None else None
        return LineView(
            **self.common(node, path, place),
            facts=self.fact_options(node.fact),
            operators=self.operator_options(fact, node) if fact is not None else SafeString(),
            value=self.value(node, row, fact, path) if fact is not None and row is not None else None,
            kept=trees.kept_text(kept) if kept is not None else "",
        )

    # Options

    @cached_property
    def all_facts(self) -> SafeString:
        """The options of every fact, by the first word of their names; drawn once, for there can be 200 lists."""
        order = {name: index for index, name in enumerate(dict.fromkeys(map(_prefix, self.vocabulary)))}
        facts = sorted(self.vocabulary, key=lambda fact: order[_prefix(fact)])
        return format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (GROUPS.get(prefix, prefix.capitalize()), self.options(members))
                for prefix, members in groupby(facts, key=_prefix)
            ),
        )

    def options(self, facts: Any) -> SafeString:
        rows = ((fact.name, fact_name(fact, self.language)) for fact in facts)
        return format_html_join("", '<option value="{}">{}</option>', rows)

    def fact_options(self, chosen: str) -> SafeString:
        if not chosen:
            return format_html('<option value="">{}</option>{}', _("choose a fact"), self.all_facts)
        if chosen not in self.vocabulary:
            return format_html('<option value="{}" selected>{}</option>{}', chosen, chosen, self.all_facts)
        return _selected(self.all_facts, chosen)

    def operator_options(self, fact: Fact, line: Line) -> SafeString:
        rows = [row for row in OPERATORS.values() if fact.type in row.types]
        literal = self.operators(rows, "")
        comparable = [row for row in rows if row.operand == "same"]
        if sum(other.type == fact.type for other in self.vocabulary) < 2 and not line.with_fact:
            return _selected(literal, line.operator)
        others = format_html(
            '<optgroup label="{}">{}</optgroup>', _("another fact"), self.operators(comparable, REFERENCE)
        )
        return _selected(literal + others, line.operator)

    def operators(self, rows: list[Operator], mark: str) -> SafeString:
        dots = " …" if mark else ""
        labels = ((row.name + mark, translate(self.language, row.label) + dots) for row in rows)
        return format_html_join("", '<option value="{}">{}</option>', labels)

    # The value

    def value(self, line: Line, row: Operator, fact: Fact, path: Path) -> ValueField | None:
        widget = widget_of(fact, row, with_fact=line.with_fact, texts=line.texts)
        if widget == "none":
            return None
        return value_field(
            fact,
            widget,
            line.texts,
            self.language,
            name=field_name(path, f"v:{fact.name}"),
            id="c" + "-".join(map(str, path)) + "-v",
            facts=[other for other in self.vocabulary if other.type == fact.type],
        )


def value_field(
    fact: Fact,
    widget: Widget,
    texts: tuple[str, ...],
    language: str,
    *,
    name: str,
    id: str,  # noqa: A002
    facts: list[Fact] | None = None,
) -> ValueField:
    """The field for a value of a fact, with what was typed; ``facts`` are those it could be compared with."""
    return ValueField(
        widget=widget,
        name=name,
        id=id,
        choices=tuple(_choices(fact, widget, texts, language, facts or [])),
        text=texts[0] if texts else "",
        unit=unit_name(fact.unit, language) if fact.unit and widget == "number" else "",
        inputmode="numeric" if fact.type == "integer" else "decimal",
    )


def _choices(fact: Fact, widget: Widget, texts: tuple[str, ...], language: str, facts: list[Fact]) -> Iterator[Choice]:
    if widget == "yesno":
        yield from (Choice("true", _("yes"), "true" in texts), Choice("false", _("no"), "false" in texts))
    elif widget in ("choice", "ticks"):
        for choice in fact.choices:
            label = in_language(dict(choice.label), language) or choice.code
            yield Choice(choice.code, label, choice.code in texts)
    elif widget == "fact":
        for other in facts:
            yield Choice(other.name, fact_name(other, language), other.name in texts)


def _selected(options: SafeString, value: str) -> SafeString:
    # The values are names, which hold nothing that HTML would escape.
    return mark_safe(options.replace(f'value="{value}"', f'value="{value}" selected', 1))  # noqa: S308


def _is_date(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _prefix(fact: Fact) -> str:
    return fact.name.partition(".")[0]
