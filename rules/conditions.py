"""Conditions as frozen nodes, read from and written to JSON.

``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` and ``{"fact": …, "operator": …, "value": …}``: the shape that
json-rules-engine made common. Reading reports every fault with its JSON path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as AnyValue
from typing import cast

from .faults import ConditionError, ValueProblemError
from .operators import OPERATORS, Operator
from .patterns import compile_pattern
from .shapes import Reader, is_encodable, is_list, printable
from .values import Value, reader, text, to_json
from .vocabulary import Fact, Vocabulary

MAX_DEPTH = 8
MAX_LEAVES = 200
MAX_LISTED = 1000
GROUPS = ("all", "any", "not")

Json = dict[str, AnyValue]


@dataclass(frozen=True, slots=True)
class FactReference:
    """The other fact of a comparison: ``{"fact": "inspected.shock"}``."""

    name: str


Operand = Value | tuple[Value, ...] | FactReference | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A leaf. ``value`` is canonical where the condition was read with a vocabulary."""

    fact: str
    operator: str
    value: Operand = None

    def to_json(self) -> Json:
        """The comparison as it stands in a document."""
        found: Json = {"fact": self.fact, "operator": self.operator}
        if OPERATORS[self.operator].operand != "none":
            found["value"] = _operand_json(self.value)
        return found

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it reads."""
        return (self.fact, self.value.name) if isinstance(self.value, FactReference) else (self.fact,)


@dataclass(frozen=True, slots=True)
class All:
    """True when every child is."""

    children: tuple["Condition", ...]

    def to_json(self) -> Json:
        """The group as it stands in a document."""
        return {"all": [child.to_json() for child in self.children]}


@dataclass(frozen=True, slots=True)
class Any:
    """True when one child is."""

    children: tuple["Condition", ...]

    def to_json(self) -> Json:
        """The group as it stands in a document."""
        return {"any": [child.to_json() for child in self.children]}


@dataclass(frozen=True, slots=True)
class Not:
    """True when its child is false."""

    child: "Condition"

    def to_json(self) -> Json:
        """The negation as it stands in a document."""
        return {"not": self.child.to_json()}


Condition = All | Any | Not | Comparison


def _operand_json(value: Operand) -> AnyValue:
    if isinstance(value, FactReference):
        return {"fact": value.name}
    if isinstance(value, tuple):
        return [_operand_json(entry) for entry in value]
    if value is None or isinstance(value, float):  # a float stands only where no vocabulary was at hand
        return value
    return to_json(value)


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly under this one."""
    if isinstance(condition, Comparison):
        return ()
    return (condition.child,) if isinstance(condition, Not) else condition.children


def leaves(condition: Condition) -> Iterator[Comparison]:
    """Every comparison, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    for child in children(condition):
        yield from leaves(child)


def facts_read(condition: Condition) -> frozenset[str]:
    """The names of the facts that the condition reads."""
    return frozenset(name for leaf in leaves(condition) for name in leaf.facts)


def parse_condition(document: object, vocabulary: Vocabulary | None = None, *, path: str = "$") -> Condition:
    """Read a condition; raises ``ConditionError`` with every fault.

    With a vocabulary, facts and values are checked and made canonical; without, the shape and the operators.
    """
    faults = Reader()
    condition = read_condition(document, vocabulary, path, faults)
    if condition is None or faults.faults:
        raise ConditionError(faults.faults)
    return condition


def read_condition(document: object, vocabulary: Vocabulary | None, path: str, faults: Reader) -> Condition | None:
    """The same for a caller that collects faults; None if there is one."""
    reading = _Reading(vocabulary, faults)
    condition = reading.node(document, path, 0)
    if reading.leaves > MAX_LEAVES:
        faults.fault(path, "too_many_leaves")
        return None
    return condition


class _Reading:
    def __init__(self, vocabulary: Vocabulary | None, faults: Reader) -> None:
        self.vocabulary = vocabulary
        self.faults = faults
        self.leaves = 0

    def refuse(self, path: str, code: str) -> None:
        """Note a fault that stands where a leaf might, and counts as one: reading ends after 200 of either."""
        self.leaves += 1
        self.faults.fault(path, code)

    def node(self, document: object, path: str, depth: int) -> Condition | None:
        if not isinstance(document, Mapping):
            self.refuse(path, "not_object")
            return None
        group = next((key for key in GROUPS if key in document), None)
        if group is None:
            return self.leaf(document, path)
        if len(document) > 1:
            self.leaves += 1
            self.faults.mapping(document, path, (group,))
            return None
        if depth == MAX_DEPTH:
            self.refuse(path, "too_deep")
            return None
        if group == "not":
            child = self.node(document["not"], f"{path}.not", depth + 1)
            return child and Not(child)
        return self.group(group, document[group], f"{path}.{group}", depth + 1)

    def group(self, name: str, document: object, path: str, depth: int) -> Condition | None:
        if not is_list(document):
            self.refuse(path, "not_list")
            return None
        if not document:
            self.refuse(path, "empty")
            return None
        parts = []
        for index, entry in enumerate(document):
            if self.leaves > MAX_LEAVES:
                return None
            parts.append(self.node(entry, f"{path}[{index}]", depth))
        found = tuple(part for part in parts if part is not None)
        if len(found) < len(parts):
            return None
        return All(found) if name == "all" else Any(found)

    def leaf(self, document: Mapping[str, AnyValue], path: str) -> Comparison | None:
        self.leaves += 1
        if "fact" not in document and "operator" not in document:
            self.faults.fault(path, "condition_shape")
            return None
        before = len(self.faults.faults)
        self.faults.mapping(document, path, ("fact", "operator"), ("value",))
        name, row = document.get("fact"), self.operator(document, path)
        fact = self.fact(name, f"{path}.fact") if "fact" in document else None
        value: Operand = None
        if row is not None:
            value = self.operand(row, fact, document, path)
        if len(self.faults.faults) > before or row is None or not isinstance(name, str):
            return None
        return Comparison(name, row.name, value)

    def operator(self, document: Mapping[str, AnyValue], path: str) -> Operator | None:
        if "operator" not in document:
            return None
        name = document["operator"]
        row = OPERATORS.get(name) if isinstance(name, str) else None
        if row is None:
            self.faults.fault(f"{path}.operator", "unknown_operator", name=printable(name))
        return row

    def fact(self, name: object, path: str) -> Fact | None:
        if not isinstance(name, str):
            self.faults.fault(path, "not_string")
            return None
        if self.vocabulary is None:
            return None
        if name not in self.vocabulary:
            self.faults.fault(path, "unknown_fact")
            return None
        return self.vocabulary[name]

    def operand(self, row: Operator, fact: Fact | None, document: Mapping[str, AnyValue], path: str) -> Operand:
        if fact is not None and fact.type not in row.types:
            self.faults.fault(f"{path}.operator", "operator_type", operator=row.name, type=fact.type)
            return None
        if row.operand == "none":
            if "value" in document:
                self.faults.fault(f"{path}.value", "value_unused", operator=row.name)
            return None
        if "value" not in document:
            self.faults.fault(path, "value_needed", operator=row.name)
            return None
        where, value = f"{path}.value", document["value"]
        if isinstance(value, Mapping):
            return self.reference(row, fact, value, where)
        if row.operand == "list":
            return self.listed(row, fact, value, where)
        return self.literal(row, fact, value, where)

    def reference(self, row: Operator, fact: Fact | None, document: Mapping[str, AnyValue], path: str) -> Operand:
        if row.operand != "same":
            self.faults.fault(path, "reference_unused", operator=row.name)
            return None
        if self.faults.mapping(document, path, ("fact",)) is None or "fact" not in document:
            return None
        name = document["fact"]
        other = self.fact(name, f"{path}.fact")
        if fact is not None and other is not None and other.type != fact.type:
            self.faults.fault(f"{path}.fact", "reference_type", fact=other.name, found=other.type, type=fact.type)
        return FactReference(name) if isinstance(name, str) else None

    def listed(self, row: Operator, fact: Fact | None, value: object, path: str) -> Operand:
        if not is_list(value) or not value:
            self.faults.fault(path, "list_needed", operator=row.name)
            return None
        found = [self.literal(row, fact, entry, where) for where, entry in self.faults.items(value, path, MAX_LISTED)]
        return cast("tuple[Value, ...]", tuple(found))

    def literal(self, row: Operator, fact: Fact | None, value: object, path: str) -> Value | None:
        try:
            return _literal(row, fact, value)
        except ValueProblemError as problem:
            self.faults.fault(path, problem.code, **problem.params)
            return None


def _literal(row: Operator, fact: Fact | None, value: object) -> Value:
    if row.operand == "pattern":
        pattern = text(value)
        compile_pattern(pattern)
        return pattern
    if fact is None:
        return _unbound(value)
    if row.operand == "code" and fact.type == "choices":
        return reader("choice", fact.codes)(value)
    return reader(fact.type, fact.codes)(value)


def _unbound(value: object) -> Value:
    """A literal whose type nobody knows yet: kept as it is, if it is one JSON scalar or a list of texts."""
    if isinstance(value, str) and is_encodable(value):
        return value
    if isinstance(value, bool | int | float):
        return cast("Value", value)
    if is_list(value) and all(isinstance(entry, str) and is_encodable(entry) for entry in value):
        return frozenset(value)
    raise ValueProblemError("not_value")
