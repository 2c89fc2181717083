"""The order of forward chaining: which rules can be evaluated together, and when each derived fact settles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    levels = _Levels(derivations)
    of_rule = [levels.of_rule(rule) for rule in rules]
    settled = {name: levels.of_fact(name) for name in derivations}
    last = max([*of_rule, *(level - 1 for level in settled.values()), 0])
    return tuple(
        Stratum(
            tuple(rule for rule, level in zip(rules, of_rule, strict=True) if level == stage),
            tuple(derivations[name] for name, level in settled.items() if level == stage + 1),
        )
        for stage in range(last + 1)
    )


class _Levels:
    def __init__(self, derivations: dict[str, Derivations]) -> None:
        self.derivations = derivations
        self.known: dict[str, int] = {}
        self.open: list[str] = []

    def of_fact(self, name: str) -> int:
        """How many strata must have run before the fact has settled, at least one."""
        if name in self.open:
            raise DerivationCycleError((*self.open[self.open.index(name) :], name))
        if name not in self.known:
            self.open.append(name)
            rules = self.derivations[name].rules
            self.known[name] = max((self.of_rule(rule) + 1 for rule in rules), default=1)
            self.open.pop()
        return self.known[name]

    def of_rule(self, rule: Rule) -> int:
        if rule.when is None:
            return 0
        read = [name for name in sorted(facts_read(rule.when)) if name in self.derivations]
        return max((self.of_fact(name) for name in read), default=0)
