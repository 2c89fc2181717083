"""A rulebook ready to decide: the document, its order of chaining, and the two engines that must agree."""

import logging
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import TracebackType
from typing import Any, Self, cast

from .case import DecidedCase, Failure, settle
from .check import check_document
from .conditions import Comparison
from .document import Example, Rule, RulebookDocument, canonical, document_hash
from .durable import EngineFailure, Matcher
from .faults import FactError, Fault, RulebookError
from .generated import Fires, compile_fires
from .network import Query
from .outcome import Outcome
from .parse import parse_document
from .resolve import resolve
from .shapes import Reader
from .strata import Derivations, Stratum, derivations_of, stratify
from .values import Value
from .vocabulary import DECISION_ON, Vocabulary

ALWAYS = Comparison(DECISION_ON, "isKnown")
logger = logging.getLogger("rules.engines")


class Plan:
    """What is the same for every case of a rulebook: its enabled rules by stratum, and who excludes what."""

    def __init__(self, document: RulebookDocument, digest: str) -> None:
        self.code = document.code
        self.hash = digest
        self.vocabulary: Vocabulary = document.vocabulary
        self.rules = tuple(rule for rule in document.rules if rule.enabled)
        self.all_rules = document.rules
        self.strata: tuple[Stratum, ...] = stratify(self.rules, document.vocabulary)
        self.derivations: dict[str, Derivations] = derivations_of(self.rules, document.vocabulary)
        self.derived = tuple(sorted(self.derivations))
        self._exclusions: dict[str, list[Rule]] = {name: [] for name in document.vocabulary.guarantees}
        for rule in self.rules:
            for name in rule.effect.guarantees:
                self._exclusions[name].append(rule)
        self._always_guarded = {
            name for name, rules in self._exclusions.items() if any(not rule.dates for rule in rules)
        }

    def is_guarded(self, guarantee: str, on: date) -> bool:
        """Whether an exclusion of the guarantee is in effect: without one, nobody has said what it covers."""
        return guarantee in self._always_guarded or any(rule.in_effect(on) for rule in self._exclusions[guarantee])


Truths = tuple[list[int], list[int]]


class _Chain:
    """One stratum for both engines: rules by number, and what durable-rules must answer for given truths."""

    def __init__(self, stratum: Stratum, vocabulary: Vocabulary) -> None:
        self.rules = stratum.rules
        self.settles = stratum.settles
        self.fires: Fires = compile_fires([(n, rule.condition) for n, rule in enumerate(self.rules)])
        self.open_numbers = {
            number: len(self.rules) + place
            for place, number in enumerate(n for n, rule in enumerate(self.rules) if rule.kind == "derivation")
        }
        self.applies_pending = frozenset(n for n, rule in enumerate(self.rules) if rule.pending == "apply")
        self.matcher = Matcher(self._queries(), vocabulary)

    def _queries(self) -> list[Query]:
        """A query a rule: does it apply? For a derivation also: could it still fire?"""
        conditions = [rule.condition or ALWAYS for rule in self.rules]
        applies = [
            Query(condition, "not_false" if rule.pending == "apply" else "true")
            for rule, condition in zip(self.rules, conditions, strict=True)
        ]
        return applies + [Query(conditions[number], "not_false") for number in self.open_numbers]

    def reference(self, facts: Mapping[str, Value]) -> Truths:
        fired: list[int] = []
        pending: list[int] = []
        self.fires(facts, fired, pending)
        return fired, pending

    def expected(self, fired: list[int], pending: list[int]) -> frozenset[int]:
        """What durable-rules answers if it agrees with the reference."""
        numbers = {*fired, *(number for number in pending if number in self.applies_pending)}
        if self.open_numbers:
            open_numbers = self.open_numbers
            numbers.update(open_numbers[n] for n in (*fired, *pending) if n in open_numbers)
        return frozenset(numbers)

    def truths(self, answers: frozenset[int]) -> Truths:
        """The derivations that durable-rules says are true and unknown, by number."""
        fired = [number for number in self.open_numbers if number in answers]
        pending = [n for n, place in self.open_numbers.items() if place in answers and n not in answers]
        return fired, pending

    def settle(self, fired: list[Rule], pending: list[Rule], facts: dict[str, Value]) -> list[str]:
        """Add the derived facts that are known after this stratum; the names of those on which rules differ."""
        ties = []
        for derivations in self.settles:
            name = derivations.fact
            value, tied = settle(
                derivations,
                [rule for rule in fired if rule.effect.fact == name],
                [rule for rule in pending if rule.effect.fact == name],
            )
            if value is not None:
                facts[name] = value
            if tied:
                ties.append(name)
        return ties


class Rulebook:
    """A published meaning: ``decide`` gives the outcome of a case. Made by ``load_rulebook``; safe under threads."""

    def __init__(self, source: Mapping[str, Any], document: RulebookDocument, warnings: tuple[Fault, ...]) -> None:
        self.source = source
        self.document = document
        self.vocabulary = document.vocabulary
        self.warnings = warnings
        self.hash = document_hash(source)
        self.plan = Plan(document, self.hash)
        self._chains = [_Chain(stratum, self.vocabulary) for stratum in self.plan.strata]

    @property
    def code(self) -> str:
        """The code of the rulebook, such as ``fr``."""
        return self.document.code

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, disabled ones included, by key."""
        return self.document.rules

    @property
    def examples(self) -> tuple[Example, ...]:
        """The saved cases, by key."""
        return self.document.examples

    @cached_property
    def canonical(self) -> bytes:
        """The document as it is hashed and stored."""
        return canonical(self.source)

    def decide(self, facts: Mapping[str, object]) -> Outcome:
        """The outcome for the facts, by both engines; where they differ or fail, *needs review*.

        ``facts`` are JSON values by name, ``None`` for asked and not known; ``decision.on`` is required.
        Raises ``FactError`` for an unknown or derived fact or a wrong value.
        """
        known, asked = self._read(facts)
        return resolve(self._decide(known, asked))

    def _read(self, facts: Mapping[str, object]) -> tuple[dict[str, Value], frozenset[str]]:
        known, asked = self.vocabulary.read_facts(facts)
        if DECISION_ON not in known:
            raise FactError(DECISION_ON, "fact_required")
        for name in self.plan.derived:
            if name in known:
                raise FactError(name, "fact_derived")
        return known, asked

    def _decide(self, known: dict[str, Value], asked: frozenset[str]) -> DecidedCase:
        on = cast("date", known[DECISION_ON])
        facts = dict(known)
        fired: list[Rule] = []
        pending: list[Rule] = []
        ties: list[str] = []
        expected = []
        for chain in self._chains:
            true, unknown = chain.reference(facts)
            expected.append(chain.expected(true, unknown))
            fired += [chain.rules[number] for number in true]
            pending += [chain.rules[number] for number in unknown]
            if chain.settles:
                ties += chain.settle(fired, pending, facts)
        failure = self._verify(known, expected)
        return DecidedCase(self.plan, on, facts, asked, tuple(fired), tuple(pending), tuple(ties), failure)

    def _verify(self, known: dict[str, Value], expected: list[frozenset[int]]) -> Failure:
        """Have durable-rules decide the same case by itself, derived facts included, and compare."""
        facts = dict(known) if len(self._chains) > 1 else known
        fired: list[Rule] = []
        pending: list[Rule] = []
        try:
            for chain, wanted in zip(self._chains, expected, strict=True):
                answers = chain.matcher.match(facts)
                if answers != wanted:
                    self._log_disagreement(chain, answers, wanted, facts)
                    return "disagreement"
                if chain.open_numbers and len(self._chains) > 1:
                    true, unknown = chain.truths(answers)
                    fired += [chain.rules[number] for number in true]
                    pending += [chain.rules[number] for number in unknown]
                if chain.settles and len(self._chains) > 1:
                    chain.settle(fired, pending, facts)
        except EngineFailure:
            logger.exception("durable-rules failed on %s with facts %r", self.hash, known)
            return "failure"
        return ""

    def _log_disagreement(
        self, chain: _Chain, answers: frozenset[int], wanted: frozenset[int], facts: Mapping[str, Value]
    ) -> None:
        keys = sorted({chain.rules[n].key if n < len(chain.rules) else f"#{n}" for n in answers ^ wanted})
        logger.error("the engines differ on %s about %s with facts %r", self.hash, ", ".join(keys), facts)

    def close(self) -> None:
        """Give back the memory that durable-rules holds; the rulebook decides nothing afterwards."""
        for chain in self._chains:
            chain.matcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def load_rulebook(document: object) -> Rulebook:
    """Read, check and compile a rulebook document; raises ``RulebookError`` with every fault and its JSON path."""
    faults = Reader()
    parsed = parse_document(document, faults)
    warnings = check_document(parsed, document, faults) if parsed is not None else ()
    if faults.faults or parsed is None or not isinstance(document, Mapping):
        raise RulebookError(faults.faults)
    return Rulebook(document, parsed, warnings)
