"""What can only be seen in the whole document: circles among derivations (faults), and what is odd (warnings)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Any, cast

from .conditions import facts_read
from .contradictions import Contradictions
from .document import Rule, RulebookDocument, canonical
from .faults import Fault
from .operators import OPERATORS
from .possible import Possible
from .shapes import Reader
from .strata import DerivationCycleError, stratify
from .values import Value
from .vocabulary import CATEGORY, Fact, Vocabulary

MAX_PAIRS = 20_000


def check_document(parsed: RulebookDocument, source: object, faults: Reader) -> tuple[Fault, ...]:
    """Add the faults of the whole to ``faults``; return the warnings, which refuse nothing."""
    if not isinstance(source, Mapping):
        return ()
    check_cycles(parsed, faults)
    if faults.faults:
        return ()
    paths = _paths(source, "rules", "key")
    enabled = [rule for rule in parsed.rules if rule.enabled]
    return (
        *_impossible(parsed, enabled, paths),
        *_clashes(parsed, enabled, paths),
        *_unsupplied(parsed, enabled, _paths(source, "facts", "name")),
        *_unasked(parsed.vocabulary, enabled, paths),
    )


def check_canonical(source: Mapping[str, Any], faults: Reader) -> bytes:
    """The document as it is hashed and stored; empty, and a fault, if that can't be written."""
    try:
        return canonical(source)
    except ValueError as error:
        faults.fault("$", "not_canonical", reason=str(error).encode("utf-8", "replace").decode("utf-8"))
        return b""


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
    contradictions = Contradictions(parsed.vocabulary)
    for rule in rules:
        if contradictions.can_hold(rule.condition) is False:
            yield Fault(f"{paths[rule.key]}.when", "cannot_fire")


def _clashes(parsed: RulebookDocument, rules: list[Rule], paths: Mapping[str, str]) -> Iterator[Fault]:
    contradictions = Contradictions(parsed.vocabulary)
    for one, other in islice(_contrary(rules), MAX_PAIRS):
        if contradictions.can_hold(one.condition, other.condition):
            yield Fault(paths[other.key], "may_clash", {"other": one.key})


def _contrary(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """The pairs of one priority that say the contrary of the same item or derived fact, by key."""
    rivals: defaultdict[tuple[str, str, int], defaultdict[tuple[bool, Value | None], list[Rule]]]
    rivals = defaultdict(lambda: defaultdict(list))
    for rule in rules:
        if rule.kind in ("requirement", "derivation"):
            effect = rule.effect
            rivals[effect.item, effect.fact, rule.priority][effect.waives, effect.value].append(rule)
    for answers in rivals.values():
        for some, others in combinations(answers.values(), 2):
            for one, other in product(some, others):
                yield (one, other) if one.key < other.key else (other, one)


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


def _unasked(vocabulary: Vocabulary, rules: list[Rule], paths: Mapping[str, str]) -> Iterator[Fault]:
    """The rules that wait for a fact on devices of which nobody is asked for it, a warning a rule and fact."""
    told: set[tuple[str, str]] = set()
    for (category, unasked), rule in islice(product(vocabulary.unasked.items(), rules), MAX_PAIRS):
        for name in sorted(unasked & _waits_for(rule, category)):
            if (rule.key, name) not in told:
                told.add((rule.key, name))
                yield Fault(f"{paths[rule.key]}.when", "waits_unasked", {"name": name, "category": str(category)})


def _waits_for(rule: Rule, category: Value | None) -> set[str]:
    """The facts that leave the rule open, while unknown, on a device of the category."""
    open_leaves = Possible({CATEGORY: category}, ()).open_leaves(rule.condition)
    return {name for leaf in open_leaves if OPERATORS[leaf.operator].operand != "none" for name in leaf.facts}
