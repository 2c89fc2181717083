"""The coverage of a version as a table to read: categories down, items across, each cell with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rules import host
from rules.coverage import Cell, Coverage, cover
from rules.desk.frame import desk_link
from rules.document import Rule, RulebookDocument
from rules.faults import ValueProblemError
from rules.models import Version
from rules.sentences import sentence
from rules.translation import in_language
from rules.values import Value
from rules.vocabulary import CATEGORY
from rules.wording import code_name, fact_name


@dataclass(frozen=True, slots=True)
class Column:
    """An item."""

    item: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the procedure with the items that belong to it."""

    number: int
    name: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that has a say in a cell."""

    title: str
    waives: bool
    priority: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Square:
    """A cell in words. ``href`` leads to its rule, or to the list of them; ``changed``: the base says another thing."""

    cell: Cell
    href: str
    changed: bool
    facts: str
    titles: Sequence[tuple[bool, str]]

    @property
    def id(self) -> str:
        """What names the cell within the page and in its address."""
        return f"{self.cell.category}:{self.cell.item}"


@dataclass(frozen=True, slots=True)
class Row:
    """A category."""

    name: str
    squares: Sequence[Square]


class Table:
    """The table of a version's document on a day; ``base`` is the document that it is compared with.

    ``step`` narrows it to one step of the procedure, by its number; one that there is not narrows nothing. Raises
    ``DerivationCycleError``.
    """

    def __init__(
        self,
        version: Version,
        document: RulebookDocument,
        base: RulebookDocument | None,
        *,
        on: date,
        supposed: Mapping[str, Value],
        language: str,
        step: str = "",
    ) -> None:
        self.version = version
        self.document = document
        self.language = language
        self.labels = host.code_labels()
        facts = host.get().category_facts()
        self.coverage: Coverage = cover(document, on, facts, supposed)
        self.base = None if base is None else cover(base, on, facts, _known(supposed, base))
        self.rules: dict[str, Rule] = {rule.key: rule for rule in document.rules}
        self.all_steps = list(self._steps())
        self.steps = [entry for entry in self.all_steps if str(entry.number) == step] or self.all_steps
        self.rows = list(self._rows())

    @property
    def changed(self) -> int:
        """How many cells differ from the base."""
        return sum(square.changed for row in self.rows for square in row.squares)

    @property
    def depends_on(self) -> list[str]:
        """The facts on which cells depend."""
        return list(dict.fromkeys(name for cell in self.coverage.cells.values() for name in cell.depends_on))

    def square(self, name: str) -> Square | None:
        """The cell of an address."""
        return next((square for row in self.rows for square in row.squares if square.id == name), None)

    def heading(self, square: Square) -> str:
        """A cell by its category and item, and what it says."""
        category = next(row.name for row in self.rows if square in row.squares)
        item = code_name(square.cell.item, self.language, self.labels)
        message = {
            "required": _("%(category)s, %(item)s: required"),
            "waived": _("%(category)s, %(item)s: waived"),
            "conditional": _("%(category)s, %(item)s: depends"),
            "never": _("%(category)s, %(item)s: not asked for"),
        }[square.cell.state]
        return message % {"category": category, "item": item}

    def reasons(self, square: Square) -> list[Reason]:
        """The rules that have a say in a cell, the strongest first."""
        return [self._reason(self.rules[key]) for key in square.cell.rules]

    def _steps(self) -> Iterator[Step]:
        known = self.document.vocabulary.items
        left = dict.fromkeys(known)
        for number, (name, codes) in enumerate(host.get().item_groups(), 1):
            columns = [self._column(code) for code in codes if code in left]
            for column in columns:
                del left[column.item]
            if columns:
                yield Step(number, name, columns)
        if left:
            yield Step(0, _("Other items"), [self._column(code) for code in left])

    def _column(self, item: str) -> Column:
        return Column(item, code_name(item, self.language, self.labels))

    def _rows(self) -> Iterator[Row]:
        if CATEGORY not in self.document.vocabulary:
            return
        items = [column.item for step in self.steps for column in step.columns]
        for choice in self.document.vocabulary[CATEGORY].choices:
            name = in_language(dict(choice.label), self.language) or choice.code
            yield Row(name, [self._square(self.coverage.cells[choice.code, item]) for item in items])

    def _square(self, cell: Cell) -> Square:
        return Square(
            cell=cell,
            href=self._rule_url(cell.rules[0]) if len(cell.rules) == 1 else "",
            changed=self.base is not None and self.coverage.differs(self.base, cell.category, cell.item),
            facts=", ".join(fact_name(self.document.vocabulary[name], self.language) for name in cell.depends_on),
            titles=[(self.rules[key].effect.waives, self._title(key)) for key in cell.rules],
        )

    def _title(self, key: str) -> str:
        return in_language(dict(self.rules[key].title), self.language) or key

    def _rule_url(self, key: str) -> str:
        return desk_link("rule", self.version, key)

    def _reason(self, rule: Rule) -> Reason:
        text = str(sentence(rule, self.document.vocabulary, self.language, self.labels))
        return Reason(self._title(rule.key), rule.effect.waives, rule.priority, text, self._rule_url(rule.key))


def _known(supposed: Mapping[str, Value], document: RulebookDocument) -> dict[str, Value]:
    """What another document can take for granted as well: a fact that it lacks, or types otherwise, says nothing."""
    vocabulary = document.vocabulary
    return {name: value for name, value in supposed.items() if name in vocabulary and _fits(value, name, document)}


def _fits(value: Value, name: str, document: RulebookDocument) -> bool:
    try:
        return document.vocabulary.canonical(name, value) == value
    except ValueProblemError:
        return False
