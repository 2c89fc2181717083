"""The canonicaliser: a case as durable-rules is told of it, one flat JSON object of integers.

durable-rules compares across types (``true == 1``, ``"6" > 5``), compares texts as escaped JSON and fails on some
floats, so nothing but integers reaches it: booleans as 0 and 1, decimals ×10⁴, dates as ordinals, choices as the
index of their code. An unknown fact is left out; where a rule asks whether a fact is known, or is not, a flag says so,
present only where it holds. Where a rule asks whether a comparison is true or unknown, it reads the value once more, as
lower or higher than any if there is none: one test instead of two. What durable-rules can't compare safely is computed
here and enters as 0 or 1.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from functools import partial
from typing import Any, Literal, NamedTuple, cast

from .conditions import Comparison, Condition
from .evaluate import Facts, compare, truth_of
from .values import Value
from .vocabulary import Fact, Vocabulary

NATIVE_TYPES = frozenset({"boolean", "integer", "decimal", "date", "choice"})
GUARD = "g"
# One message at a time, retracted by this id: durable-rules then need not hash the message to name it.
MESSAGE_ID = 1

Build = Callable[[Facts], str]
Truth = Callable[[Facts], bool | None]
Table = Mapping[Any, str]

# Beyond the canonical values, which are within ±2⁶².
_LOWEST, _HIGHEST = -(2**62) - 1, 2**62 + 1
_VALUES: tuple[Literal["value", "low", "high"], ...] = ("value", "low", "high")
_PLACES = 4
_EXACT = Context(prec=60)


class Property(NamedTuple):
    """One integer of the message.

    ``value`` of a fact, absent if it is unknown, or then ``low`` or ``high``; 1 if it is ``known`` or ``unknown``, else
    absent; or whether a computed condition (by its index) is ``true`` or is ``false``: one that is unknown is neither.
    """

    kind: Literal["value", "low", "high", "known", "unknown", "true", "false"]
    subject: str | int


def scaled(value: Decimal) -> int:
    """A canonical decimal (4 places, within ±2⁶² once scaled) as the whole number durable-rules compares."""
    return int(_EXACT.scaleb(value, _PLACES))


def encode(fact: Fact, value: Value) -> int:
    """A canonical value of a native type as an integer; the order of the values is kept, but for choices."""
    if fact.type == "decimal":
        return scaled(cast("Decimal", value))
    if fact.type == "date":
        return cast("date", value).toordinal()
    if fact.type == "choice":
        return fact.codes.index(cast("str", value))
    return int(cast("int", value))


def compile_message(names: Mapping[Property, str], vocabulary: Vocabulary, computed: Sequence[Condition]) -> Build:
    """A function from canonical facts (the unknown ones absent) to the message that has these properties.

    It is generated Python: an expression a fact, from the templates below. Names and texts reach it as
    variables, so that nothing a person typed is ever part of the source.
    """
    source = _Source(names, vocabulary, computed)
    for subject in dict.fromkeys(subject for _, subject in names):
        source.add(subject)
    return source.compiled()


class _Source:
    def __init__(self, names: Mapping[Property, str], vocabulary: Vocabulary, computed: Sequence[Condition]) -> None:
        self.names = names
        self.vocabulary = vocabulary
        self.computed = computed
        self.variables: dict[str, Any] = {"scaled": scaled}
        self.parts: list[str] = []

    def add(self, subject: str | int) -> None:
        if isinstance(subject, int):
            self.add_computed(subject)
            return
        fact = self.vocabulary[subject]
        name, values = self.variable("n", subject), self.values(subject)
        if not values:
            unknown, known = self.variable("u", self.unknown(subject)), self.variable("k", self.known(subject))
            self.parts.append(f"{{{unknown} if get({name}) is None else {known}}}")
        elif fact.type in ("boolean", "choice"):
            self.parts.append(f"{{{self.variable('t', self.table(fact, values))}[get({name})]}}")
        else:
            self.add_number(fact, name, values)

    def values(self, subject: str) -> tuple[Property, ...]:
        """The properties that hold the value of a known fact."""
        return tuple(of for kind in _VALUES if (of := Property(kind, subject)) in self.names)

    def add_number(self, fact: Fact, name: str, values: Sequence[Property]) -> None:
        number = {"integer": "v", "decimal": "scaled(v)", "date": "v.toordinal()"}[fact.type]
        unknown = self.variable("u", self.unknown(fact.name))
        first, *more = (self.variable("k", self.entry(of, "")) for of in values)
        known = f"{self.variable('k', self.known(fact.name))} + {first} + (s := str({number}))"
        known += "".join(f" + {entry} + s" for entry in more)
        self.parts.append(f"{{{unknown} if (v := get({name})) is None else {known}}}")

    def add_computed(self, subject: int) -> None:
        entries = {
            truth: self.optional(Property("true", subject), truth is True)
            + self.optional(Property("false", subject), truth is False)
            for truth in (True, False, None)
        }
        condition = self.computed[subject]
        # Not by the generated reference: what durable-rules answers is there to check that.
        truth: Truth = (
            partial(compare, condition) if isinstance(condition, Comparison) else partial(truth_of, condition)
        )
        self.parts.append(f"{{{self.variable('t', entries)}[{self.variable('c', truth)}(facts)]}}")

    def table(self, fact: Fact, values: Sequence[Property]) -> Table:
        each: Iterable[Value] = (False, True) if fact.type == "boolean" else fact.codes
        known = self.known(fact.name)
        entries: dict[Any, str] = {
            value: known + "".join(self.entry(of, encode(fact, value)) for of in values) for value in each
        }
        return {None: self.unknown(fact.name), **entries}

    def known(self, fact: str) -> str:
        return self.optional(Property("known", fact), 1)

    def unknown(self, fact: str) -> str:
        return (
            self.optional(Property("unknown", fact), 1)
            + self.optional(Property("low", fact), _LOWEST)
            + self.optional(Property("high", fact), _HIGHEST)
        )

    def optional(self, of: Property, value: int) -> str:
        return self.entry(of, int(value)) if of in self.names else ""

    def entry(self, of: Property, value: int | str) -> str:
        return f',"{self.names[of]}":{value}'

    def variable(self, kind: str, value: Any) -> str:
        name = f"{kind}{len(self.variables)}"
        self.variables[name] = value
        return name

    def compiled(self) -> Build:
        head = f'{{{{"id":{MESSAGE_ID},"{GUARD}":0'
        source = f"def message(facts):\n get = facts.get\n return f'{head}{''.join(self.parts)}}}}}'\n"
        exec(source, self.variables)  # noqa: S102
        return cast("Build", self.variables["message"])
