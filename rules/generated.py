"""The reference meaning compiled to Python source: the same truths as ``evaluate``, at the speed of the floor.

A condition becomes two two-valued expressions, "is true" and "is false"; where neither holds it is unknown. Where every
fact is known nothing is, and "is true" alone is asked. Most rules are about some categories of device only: of the fact
on which most conditions insist, each value has a function of its own with the conditions that it leaves open. Only
names made here and ``repr`` of integers, booleans and strings enter the source, everything else by reference.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any as AnyValue

from .conditions import All, Any, Comparison, Condition, FactReference, Not, leaves
from .demands import Member, split
from .evaluate import Facts
from .operators import OPERATORS, Operator
from .patterns import compile_pattern
from .values import Value

Fires = Callable[[Facts, list[int], list[int]], None]
_FALSE_OF_NONE = frozenset({"equal", "in"})


def compile_fires(conditions: Iterable[tuple[int, Condition | None]]) -> Fires:
    """A function of the facts that appends the numbers of the true and of the unknown conditions to two lists.

    The numbers come in no particular order.
    """
    found = split(conditions)
    fact, common = found.fact, _compiled(found.everywhere)
    if not fact:
        return common
    parts = _Parts({None: found.insisting, **found.of_value})
    if not found.everywhere:
        return lambda facts, fired, pending: parts[facts.get(fact)](facts, fired, pending)

    def fires(facts: Facts, fired: list[int], pending: list[int]) -> None:
        common(facts, fired, pending)
        parts[facts.get(fact)](facts, fired, pending)

    return fires


class _Parts(dict[AnyValue, Fires]):
    """By a fact's value (None: unknown) a function of the conditions that it leaves open, compiled when first needed.

    Threads that ask at once compile it twice, to the same effect.
    """

    def __init__(self, members: Mapping[AnyValue, Sequence[Member]]) -> None:
        super().__init__()
        self.members = members

    def __missing__(self, value: AnyValue) -> Fires:
        if value not in self.members:
            return _nothing
        part = self[value] = _compiled(self.members[value])
        return part


def _nothing(facts: Facts, fired: list[int], pending: list[int]) -> None:
    """No condition holds or may hold for this value."""


def _compiled(members: Iterable[Member]) -> Fires:
    members = tuple(members)
    constants = _Constants()
    unsure = _Source(constants)
    anyway = unsure.function([line for number, demands in members for line in unsure.statement(number, demands)])
    sure = _Source(constants, known=True)
    return sure.function([line for number, demands in members for line in sure.statement(number, demands)], anyway)


class _Constants:
    """What enters the source by reference, each value once."""

    def __init__(self) -> None:
        self.values: dict[str, AnyValue] = {}
        self.names: dict[tuple[type, AnyValue], str] = {}

    def name(self, value: AnyValue) -> str:
        key = (type(value), value)
        if key not in self.names:
            self.names[key] = f"k{len(self.values)}"
            self.values[self.names[key]] = value
        return self.names[key]


class _Source:
    """The source of one function; with ``known``, one that leaves a case with an unknown fact to another."""

    def __init__(self, constants: _Constants, *, known: bool = False) -> None:
        self.known = known
        self.names: dict[str, str] = {}
        self.constants = constants

    def function(self, body: list[str], unsure: Fires | None = None) -> Fires:
        lines = ["def fires(facts, fired, pending):", *self.reads(), *body, "    return None"]
        namespace: dict[str, AnyValue] = {**self.constants.values, "unsure": unsure}
        exec(compile("\n".join(lines), "<rules>", "exec"), namespace)  # noqa: S102 - made of our own names only
        fires: Fires = namespace["fires"]
        return fires

    def reads(self) -> list[str]:
        if not self.known:
            return ["    g = facts.get", *(f"    {name} = g({fact!r})" for fact, name in self.names.items())]
        if not self.names:
            return []
        found = [f"        {name} = facts[{fact!r}]" for fact, name in self.names.items()]
        return ["    try:", *found, "    except KeyError:", "        return unsure(facts, fired, pending)"]

    def statement(self, number: int, demands: tuple[Condition, ...]) -> list[str]:
        """What the truth of all demands together does."""
        if not demands:
            return [f"    fired.append({number})"]
        lines = [f"    if {self.joined(demands, True, ' and ')}:", f"        fired.append({number})"]
        if not self.known and any(map(_may_be_unknown, demands)):
            lines += [f"    elif not {self.joined(demands, False, ' or ')}:", f"        pending.append({number})"]
        return lines

    def holds(self, condition: Condition, truth: bool) -> str:
        """An expression that holds exactly where the condition has the truth."""
        match condition:
            case Comparison():
                return self.leaf(condition, truth)
            case Not(child):
                return self.holds(child, not truth)
            case All(children):
                return self.joined(children, truth, " and " if truth else " or ")
            case Any(children):
                return self.joined(children, truth, " or " if truth else " and ")

    def joined(self, children: tuple[Condition, ...], truth: bool, word: str) -> str:
        return "(" + word.join(self.holds(child, truth) for child in children) + ")"

    def leaf(self, leaf: Comparison, truth: bool) -> str:
        row = OPERATORS[leaf.operator]
        if not truth and row.opposite is not None:
            row, truth = OPERATORS[row.opposite], True
        expression = row.source.format(a=self.fact(leaf.fact), b=self.operand(leaf, row))
        if not truth:
            expression = f"not ({expression})"
        guards = [f"{self.fact(name)} is not None" for name in self.guarded(leaf, row)]
        return "(" + " and ".join([*guards, expression]) + ")"

    def guarded(self, leaf: Comparison, row: Operator) -> tuple[str, ...]:
        """The facts whose absence the expression itself would not turn into false."""
        if (
            self.known
            or row.operand == "none"
            or (row.name in _FALSE_OF_NONE and not isinstance(leaf.value, FactReference))
        ):
            return ()
        return leaf.facts

    def fact(self, name: str) -> str:
        return self.names.setdefault(name, f"v{len(self.names)}")

    def operand(self, leaf: Comparison, row: Operator) -> str:
        value = leaf.value
        if isinstance(value, FactReference):
            return self.fact(value.name)
        if isinstance(value, bool | int | str) and row.operand != "pattern":
            return repr(value)
        if row.operand == "pattern":
            return self.constants.name(compile_pattern(str(value)))
        return self.constants.name(frozenset(value) if isinstance(value, tuple) else value)


def _may_be_unknown(demand: Condition) -> bool:
    return any(OPERATORS[leaf.operator].of_unknown is None for leaf in leaves(demand))


def truth_by_source(condition: Condition, facts: Mapping[str, Value]) -> bool | None:
    """One condition's truth by way of the compiled form."""
    fired: list[int] = []
    pending: list[int] = []
    compile_fires([(0, condition)])(facts, fired, pending)
    return True if fired else None if pending else False
