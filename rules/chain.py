"""Forward chaining, twice: by the reference, and by durable-rules on its own, stratum after stratum."""

import logging
from collections.abc import Mapping, Sequence

from .case import Failure, settle
from .conditions import Comparison
from .document import Rule
from .durable import EngineFailure, Matcher
from .generated import compile_fires
from .layout import by_value
from .network import Query
from .plan import Plan
from .strata import Stratum
from .values import Value
from .vocabulary import DECISION_ON

ALWAYS = Comparison(DECISION_ON, "isKnown")
_NONE: tuple[list[Rule], list[Rule]] = ([], [])
# The derivations that are true and those that are unknown, by the fact that they set.
Open = dict[str, tuple[list[Rule], list[Rule]]]

logger = logging.getLogger("rules.engines")


class Chains:
    """All strata of a rulebook, for both engines; safe under threads."""

    def __init__(self, plan: Plan) -> None:
        self.hash = plan.hash
        self._chains = [_Chain(stratum, plan) for stratum in plan.strata]

    def by_reference(self, facts: dict[str, Value]) -> "Firings":
        """Fire the rules by the reference meaning; the derived facts that are known are added to ``facts``."""
        found = Firings()
        fired, pending = found.fired, found.pending
        derivations: Open = {}
        for chain in self._chains:
            true: list[int] = []
            unknown: list[int] = []
            chain.fires(facts, true, unknown)
            found.expected.append(chain.expected(true, unknown) if unknown or chain.derivations else frozenset(true))
            rank_of = chain.rank_of
            fired += true if rank_of is None else map(rank_of, true)
            if unknown:
                pending += unknown if rank_of is None else map(rank_of, unknown)
            if chain.derivations:
                chain.note(true, unknown, derivations)
            if chain.settles:
                found.ties += chain.settle(derivations, facts)
        fired.sort()
        pending.sort()
        return found

    def verify(self, known: dict[str, Value], expected: Sequence[frozenset[int]]) -> Failure:
        """Have durable-rules decide the case by itself, derived facts included, and compare with the reference."""
        alone = len(self._chains) == 1
        facts = known if alone else dict(known)
        derivations: Open = {}
        try:
            for chain, wanted in zip(self._chains, expected, strict=True):
                answers = chain.matcher.match(facts)
                if answers != wanted:
                    self._log_disagreement(chain, answers, wanted, facts)
                    return "disagreement"
                if not alone:
                    chain.note(*chain.truths(answers), derivations)
                    chain.settle(derivations, facts)
        except EngineFailure:
            logger.exception("durable-rules failed on %s with facts %r", self.hash, known)
            return "failure"
        return ""

    def _log_disagreement(
        self, chain: "_Chain", answers: frozenset[int], wanted: frozenset[int], facts: Mapping[str, Value]
    ) -> None:
        keys = ", ".join(sorted({chain.rule_of(number).key for number in answers ^ wanted}))
        logger.error("the engines differ on %s about %s with facts %r", self.hash, keys, facts)

    def close(self) -> None:
        """Give back the memory that durable-rules holds."""
        for chain in self._chains:
            chain.matcher.close()


class Firings:
    """The ranks of the rules that are true and unknown, the tied facts, what durable-rules must answer a stratum."""

    __slots__ = ("expected", "fired", "pending", "ties")

    def __init__(self) -> None:
        self.fired: list[int] = []
        self.pending: list[int] = []
        self.ties: list[str] = []
        self.expected: list[frozenset[int]] = []


class _Chain:
    """One stratum: its rules by number. A derivation has a second number, for "could it still fire?".

    ``rank_of`` gives the rank of a number; None where they are the same, as in a rulebook of one stratum.
    """

    def __init__(self, stratum: Stratum, plan: Plan) -> None:
        self.rules = tuple(sorted(stratum.rules, key=lambda rule: plan.ranks[rule.key]))
        self.rank_of = None if self.rules == plan.ranked else [plan.ranks[rule.key] for rule in self.rules].__getitem__
        self.settles = stratum.settles
        self.fires = compile_fires([(number, rule.condition) for number, rule in enumerate(self.rules)])
        numbers = [number for number, rule in enumerate(self.rules) if rule.kind == "derivation"]
        self.derivations = {number: len(self.rules) + place for place, number in enumerate(numbers)}
        self.apply_pending = frozenset(n for n, rule in enumerate(self.rules) if rule.pending == "apply")
        self.matcher = Matcher(by_value(self._queries(), plan.vocabulary))

    def _queries(self) -> list[Query]:
        conditions = [rule.condition or ALWAYS for rule in self.rules]
        applies = [
            Query(condition, "not_false" if rule.pending == "apply" else "true")
            for rule, condition in zip(self.rules, conditions, strict=True)
        ]
        return applies + [Query(conditions[number], "not_false") for number in self.derivations]

    def rule_of(self, number: int) -> Rule:
        """The rule that a query is about."""
        if number < len(self.rules):
            return self.rules[number]
        return self.rules[[*self.derivations][number - len(self.rules)]]

    def expected(self, true: list[int], unknown: list[int]) -> frozenset[int]:
        """What durable-rules answers if it agrees with the reference."""
        numbers = {*true, *(number for number in unknown if number in self.apply_pending)}
        numbers.update(self.derivations[n] for n in (*true, *unknown) if n in self.derivations)
        return frozenset(numbers)

    def truths(self, answers: frozenset[int]) -> tuple[list[int], list[int]]:
        """The derivations that durable-rules says are true, and those it says are unknown."""
        true = [number for number in self.derivations if number in answers]
        unknown = [n for n, place in self.derivations.items() if place in answers and n not in answers]
        return true, unknown

    def note(self, true: list[int], unknown: list[int], derivations: Open) -> None:
        """Keep this stratum's derivations until their facts settle."""
        for side, numbers in enumerate((true, unknown)):
            for number in numbers:
                if number in self.derivations:
                    rule = self.rules[number]
                    derivations.setdefault(rule.effect.fact, ([], []))[side].append(rule)

    def settle(self, derivations: Open, facts: dict[str, Value]) -> list[str]:
        """Add the derived facts that are known after this stratum; the names of those on which rules differ."""
        ties = []
        for entry in self.settles:
            value, tied = settle(entry, *derivations.get(entry.fact, _NONE))
            if value is not None:
                facts[entry.fact] = value
            if tied:
                ties.append(entry.fact)
        return ties
