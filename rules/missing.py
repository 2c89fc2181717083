"""Which unknown facts could still change the outcome, and which rules need them."""

from collections import defaultdict
from collections.abc import Iterator

from .case import DecidedCase, would_change
from .competition import could_change
from .document import Rule
from .evaluate import undecided
from .outcome import Missing


def find_missing(case: DecidedCase) -> tuple[Missing, ...]:
    """The facts by name, each with the rules that need it; empty where the engines failed."""
    needed: defaultdict[str, set[str]] = defaultdict(set)
    if not case.failure:
        for rule in open_rules(case):
            for name in undecided_inputs(case, rule):
                needed[name].add(rule.key)
    return tuple(Missing(name, name in case.asked, tuple(sorted(needed[name]))) for name in sorted(needed))


def open_rules(case: DecidedCase) -> Iterator[Rule]:
    """The pending rules that could still change the outcome, whatever their policy."""
    for rule in case.pending:
        if rule.kind == "requirement":
            fired = [other for other in case.fired if other.effect.item == rule.effect.item]
            pending = [other for other in case.pending if other.effect.item == rule.effect.item]
            if not could_change(rule, fired, pending):
                continue
        if rule.kind == "derivation" and rule not in _open_derivations(case, rule.effect.fact):
            continue
        yield rule


def undecided_inputs(case: DecidedCase, rule: Rule) -> frozenset[str]:
    """The unknown facts that could decide the rule, each derived one replaced by what it is derived from.

    A derived fact that nothing can settle any more (no rule waits, or two contradict each other) stays itself.
    """
    return frozenset[str]().union(*(_inputs(case, name) for name in undecided(rule.when, case.facts)))


def _inputs(case: DecidedCase, name: str) -> frozenset[str]:
    if name not in case.plan.derivations:
        return frozenset({name})
    found = [undecided_inputs(case, rule) for rule in _open_derivations(case, name)]
    return frozenset[str]().union(*found) or frozenset({name})


def _open_derivations(case: DecidedCase, name: str) -> list[Rule]:
    fired = [rule for rule in case.fired if rule.effect.fact == name]
    pending = [rule for rule in case.pending if rule.effect.fact == name]
    top = max((rule.priority for rule in fired), default=None)
    values = {rule.effect.value for rule in fired if rule.priority == top}
    if len(values) > 1:
        return [rule for rule in pending if top is not None and rule.priority > top]
    value = values.pop() if values else case.plan.derivations[name].default
    return [rule for rule in pending if would_change(rule, value, top) or _outranks(rule, pending, value, top)]


def _outranks(rule: Rule, pending: list[Rule], value: object, top: int | None) -> bool:
    """Whether it gives the same value, but would silence a waiting one that gives another."""
    return (top is None or rule.priority > top) and any(
        other.effect.value != value and other.priority <= rule.priority and (top is None or other.priority >= top)
        for other in pending
        if other is not rule
    )
