"""What can only be seen in the whole document: circles among derivations (faults), and what is odd (warnings)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import cast

from .conditions import facts_read
from .contradictions import can_hold
from .document import Rule, RulebookDocument, canonical
from .faults import Fault
from .shapes import Reader
from .strata import DerivationCycleError, stratify
from .vocabulary import Fact

MAX_PAIRS = 20_000


def check_document(parsed: RulebookDocument, source: object, faults: Reader) -> tuple[Fault, ...]:
    """Add the faults of the whole to ``faults``; return the warnings, which refuse nothing."""
    if not isinstance(source, Mapping):
        return ()
    check_cycles(parsed, faults)
    try:
        canonical(source)
    except ValueError as error:
        faults.fault("$", "not_canonical", reason=str(error).encode("utf-8", "replace").decode("utf-8"))
    if faults.faults:
        return ()
    paths = _paths(source, "rules", "key")
    enabled = [rule for rule in parsed.rules if rule.enabled]
    return (
        *_impossible(parsed, enabled, paths),
        *_clashes(parsed, enabled, paths),
        *_unsupplied(parsed, enabled, _paths(source, "facts", "name")),
    )


def check_cycles(parsed: RulebookDocument, faults: Reader) -> None:
    """Add a fault if derivations read each other in a circle."""
    try:
        stratify([rule for rule in parsed.rules if rule.enabled], parsed.vocabulary)
    except DerivationCycleError as cycle:
        faults.fault("$.rules", "cycle", names=" → ".join(cycle.names))


def _paths(source: Mapping[str, object], list_name: str, key: str) -> dict[str, str]:
    entries = cast("Sequence[Mapping[str, str]]", source[list_name])
    return {entry[key]: f"$.{list_name}[{index}]" for index, entry in enumerate(entries)}


def _impossible(parsed: RulebookDocument, rules: list[Rule], paths: Mapping[str, str]) -> Iterator[Fault]:
    for rule in rules:
        if not can_hold([rule.condition], parsed.vocabulary):
            yield Fault(f"{paths[rule.key]}.when", "cannot_fire")


def _clashes(parsed: RulebookDocument, rules: list[Rule], paths: Mapping[str, str]) -> Iterator[Fault]:
    rivals: defaultdict[tuple[str, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.kind in ("requirement", "derivation"):
            rivals[rule.effect.item or rule.effect.fact, rule.priority].append(rule)
    tried = 0
    for group in rivals.values():
        for one, other in combinations(group, 2):
            tried += 1
            if tried > MAX_PAIRS:
                return
            if _contrary(one, other) and can_hold([one.condition, other.condition], parsed.vocabulary):
                yield Fault(paths[other.key], "may_clash", {"other": one.key})


def _contrary(one: Rule, other: Rule) -> bool:
    if one.kind != other.kind:
        return False
    return (one.effect.waives, one.effect.value) != (other.effect.waives, other.effect.value)


def _unsupplied(parsed: RulebookDocument, rules: list[Rule], paths: Mapping[str, str]) -> Iterator[Fault]:
    set_by_rules = {rule.effect.fact for rule in rules if rule.kind == "derivation"}
    read = {name for rule in rules if rule.when is not None for name in facts_read(rule.when)}
    for name in sorted(read):
        if _is_orphan(parsed.vocabulary[name], set_by_rules):
            yield Fault(paths[name], "nobody_supplies", {"name": name})


def _is_orphan(fact: Fact, set_by_rules: set[str]) -> bool:
    if fact.is_derived:
        return fact.name not in set_by_rules and fact.default is None
    return not fact.supplier
