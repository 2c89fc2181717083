"""A rulebook ready to decide: the document, and the two engines that must agree."""

from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Any, Self, cast

from .case import DecidedCase
from .chain import Chains
from .check import check_canonical, check_document
from .document import Example, Rule, RulebookDocument, hash_of
from .faults import FactError, Fault, RulebookError
from .outcome import Outcome
from .parse import parse_document
from .plan import Plan
from .resolve import resolve
from .shapes import Reader
from .values import Value
from .vocabulary import DECISION_ON


class Rulebook:
    """A published meaning: ``decide`` gives the outcome of a case. Made by ``load_rulebook``; safe under threads."""

    def __init__(
        self, source: Mapping[str, Any], document: RulebookDocument, content: bytes, warnings: tuple[Fault, ...]
    ) -> None:
        self.source = source
        self.document = document
        self.vocabulary = document.vocabulary
        self.vocabulary.make_ready()
        self.warnings = warnings
        self.canonical = content
        """The document as it is hashed and stored, whatever becomes of ``source``."""
        self.hash = hash_of(self.canonical)
        self.plan = Plan(document, self.hash)
        self._chains = Chains(self.plan)

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
        found = self._chains.by_reference(facts)
        failure = self._chains.verify(known, found.expected)
        return DecidedCase(self.plan, on, facts, asked, found.fired, found.pending, found.ties, failure)

    def close(self) -> None:
        """Give back the memory that durable-rules holds; whoever still decides by it makes it compile anew."""
        self._chains.close()

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
    if parsed is None or not isinstance(document, Mapping):
        raise RulebookError(faults.faults)
    content = check_canonical(document, faults)
    warnings = check_document(parsed, document, faults)
    if faults.faults:
        raise RulebookError(faults.faults)
    return Rulebook(document, parsed, content, warnings)
