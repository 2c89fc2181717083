"""Random questions and cases as hypothesis strategies, and what the reference answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from rules.conditions import All, Any, Comparison, Condition, FactReference, Not
from rules.evaluate import truth_of
from rules.network import Query
from rules.operators import OPERATORS, Operator
from rules.values import Value
from rules.vocabulary import Choice, Fact, Vocabulary

Facts = Mapping[str, Value]

CODES = ("phone", "téléphone", 'a"}', "\\", "自転車")
_CHOICES = tuple(map(Choice, CODES))
_TYPES = {"boolean": (), "integer": (), "decimal": (), "date": (), "choice": _CHOICES, "choices": _CHOICES, "text": ()}
VOCABULARY = Vocabulary(
    Fact(f"{type_name}.{letter}", type_name, choices=choices)
    for type_name, choices in _TYPES.items()
    for letter in "ab"
)
_VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "boolean": st.booleans(),
    "integer": st.sampled_from((0, 1, 2, -1, 2**53, -(2**53))) | st.integers(-(2**53), 2**53),
    "decimal": st.sampled_from(("0", "0.0001", "-12.5", "461168601842738.7904", "-461168601842738.7904")).map(
        lambda digits: Decimal(digits).quantize(Decimal("0.0001"))
    ),
    "date": st.sampled_from((date.min, date(2024, 2, 29), date(2026, 5, 31), date.max)),
    "choice": st.sampled_from(CODES),
    "choices": st.frozensets(st.sampled_from(CODES), max_size=3),
    "text": st.sampled_from(("", "écran", "e", "OK", 'fin"', "自")),
}
_OPERANDS = {"text": st.sampled_from(("", "é", "OK")), "pattern": st.sampled_from(("é", "^O", "$"))}


def facts() -> st.SearchStrategy[Facts]:
    """A case: some facts known, the others absent."""
    return st.fixed_dictionaries({}, optional={fact.name: _VALUES[fact.type] for fact in VOCABULARY})


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """A leaf of any type and operator, against a value, a list or another fact."""
    fact = draw(st.sampled_from(tuple(VOCABULARY)))
    row = draw(st.sampled_from([row for row in OPERATORS.values() if fact.type in row.types]))
    if row.operand == "none":
        return Comparison(fact.name, row.name)
    if row.operand == "same" and draw(st.integers(0, 9)) == 0:
        return Comparison(fact.name, row.name, FactReference(f"{fact.type}.b"))
    return Comparison(fact.name, row.name, draw(_operand(row, fact)))


def _operand(row: Operator, fact: Fact) -> st.SearchStrategy[Value | tuple[Value, ...]]:
    if row.operand == "list":
        return st.lists(_VALUES[fact.type], min_size=1, max_size=20).map(tuple)
    if row.operand == "code":
        return _VALUES["choice"] if fact.type == "choices" else _OPERANDS["text"]
    return _OPERANDS.get(row.operand, _VALUES[fact.type])


def conditions(leaves: int = 12) -> st.SearchStrategy[Condition]:
    """Groups and negations of comparisons."""
    return st.recursive(comparisons(), _grouped, max_leaves=leaves)


def _grouped(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    groups = st.lists(parts, min_size=1, max_size=5).map(tuple)
    return groups.map(All) | groups.map(Any) | parts.map(Not)


def queries() -> st.SearchStrategy[list[Query]]:
    """Several questions for one network, both sorts and the condition that always holds among them."""
    holds = st.sampled_from(("true", "not_false"))
    return st.lists(st.builds(Query, st.none() | conditions(), holds), max_size=12)


def expected(questions: Sequence[Query], case: Facts) -> frozenset[int]:
    """What the reference says: the indexes of the questions that hold."""
    truths = [truth_of(query.condition, case) for query in questions]
    return frozenset(
        index
        for index, (query, truth) in enumerate(zip(questions, truths, strict=True))
        if truth is True or (truth is None and query.holds == "not_false")
    )
