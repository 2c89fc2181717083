"""The order of forward chaining: which rules can be evaluated together, and when each derived fact settles."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from .conditions import facts_read
from .document import Rule
from .values import Value
from .vocabulary import Vocabulary


class DerivationCycleError(ValueError):
    """Derived facts that read one another; ``names`` is the circle."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(" → ".join(names))


@dataclass(frozen=True, slots=True)
class Derivations:
    """All enabled derivations of one fact, and what it is when none fires."""

    fact: str
    default: Value | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rules that read no derived fact which settles later; ``settles`` are the facts that are known after it."""

    rules: tuple[Rule, ...]
    settles: tuple[Derivations, ...]


def derivations_of(rules: Iterable[Rule], vocabulary: Vocabulary) -> dict[str, Derivations]:
    """The derivations by the fact they set, derived facts without one included."""
    setting: dict[str, list[Rule]] = {fact.name: [] for fact in vocabulary if fact.is_derived}
    for rule in rules:
        if rule.kind == "derivation":
            setting[rule.effect.fact].append(rule)
    return {name: Derivations(name, vocabulary[name].default, tuple(found)) for name, found in setting.items()}


def stratify(rules: Sequence[Rule], vocabulary: Vocabulary) -> tuple[Stratum, ...]:
    """The rules by stratum, first to last, at least one; raises ``DerivationCycleError``.

    A rule stands in the first stratum in which every derived fact that it reads has settled, so that NOT on a
    derived fact is sound.
    """
    derivations = derivations_of(rules, vocabulary)
    settled = _settled(derivations)
    of_rule = [_stratum_of(rule, settled) for rule in rules]
    last = max([*of_rule, *(level - 1 for level in settled.values()), 0])
    return tuple(
        Stratum(
            tuple(rule for rule, level in zip(rules, of_rule, strict=True) if level == stage),
            tuple(derivations[name] for name, level in settled.items() if level == stage + 1),
        )
        for stage in range(last + 1)
    )


def _settled(derivations: Mapping[str, Derivations]) -> dict[str, int]:
    """How many strata must have run before each derived fact has settled, at least one."""
    reads = {name: [_derived_read(rule, derivations) for rule in found.rules] for name, found in derivations.items()}
    order = TopologicalSorter({name: sorted({*chain.from_iterable(read)}) for name, read in reads.items()})
    levels: dict[str, int] = {}
    try:
        for name in order.static_order():
            levels[name] = 1 + max((levels[other] for read in reads[name] for other in read), default=0)
    except CycleError as cycle:
        raise DerivationCycleError(tuple(reversed(cycle.args[1]))) from None
    return {name: levels[name] for name in derivations}


def _stratum_of(rule: Rule, settled: Mapping[str, int]) -> int:
    return max((settled[name] for name in _derived_read(rule, settled)), default=0)


def _derived_read(rule: Rule, derived: Container[str]) -> list[str]:
    return [] if rule.when is None else [name for name in facts_read(rule.when) if name in derived]
