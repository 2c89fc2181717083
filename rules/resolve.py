"""From the rules that fired and those that wait to the outcome: what each effect adds up to."""

from collections.abc import Iterable
from operator import attrgetter

from .case import DecidedCase
from .competition import compete
from .document import Rule
from .missing import UndecidedInputs
from .outcome import (
    TIE,
    Block,
    Ground,
    Guarantee,
    Item,
    Outcome,
    Recommendation,
    Review,
    Status,
    Verdict,
)

_COVERED = Guarantee("covered")
_by_ground_and_rule = attrgetter("ground", "rule")
_by_transition_and_rule = attrgetter("transition", "rule")
_by_resolution_and_rule = attrgetter("resolution", "rule")


class _Sorted:
    """The rules of a case by kind, those that fired and those that wait."""

    __slots__ = ("fired", "pending")

    def __init__(self, case: DecidedCase) -> None:
        self.fired = _by_kind(case.fired)
        self.pending = _by_kind(case.pending)

    def applying(self, kind: str) -> list[tuple[Rule, bool]]:
        """The rules of the kind that apply, and for each whether only because it is pending."""
        found = [(rule, False) for rule in self.fired.get(kind, ())]
        if kind in self.pending:
            found += [(rule, True) for rule in self.pending[kind] if rule.pending == "apply"]
        return found


def _by_kind(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind in found:
            found[rule.kind].append(rule)
        else:
            found[rule.kind] = [rule]
    return found


def resolve(case: DecidedCase) -> Outcome:
    """The outcome of a decided case; one that failed is closed: nothing covered, everything blocked."""
    if case.failure:
        return _closed(case)
    rules = _Sorted(case)
    guarantees = _guarantees(case, rules)
    reviews = _reviews(case, rules)
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        status=_status(guarantees, reviews),
        guarantees=guarantees,
        items=_items(rules),
        blocks=_blocks(rules),
        reviews=reviews,
        recommendations=_recommendations(rules),
        derived={name: case.facts.get(name) for name in case.plan.derived},
        case=case,
    )


def _closed(case: DecidedCase) -> Outcome:
    vocabulary = case.plan.vocabulary
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        status="needs_review",
        guarantees={name: Guarantee("undetermined") for name in vocabulary.guarantees},
        items={},
        blocks=tuple(Block(name, case.failure, None, pending=True) for name in sorted(vocabulary.transitions)),
        reviews=(Review(case.failure, None),),
        recommendations=(),
        derived=dict.fromkeys(case.plan.derived),
        case=case,
    )


def _guarantees(case: DecidedCase, rules: _Sorted) -> dict[str, Guarantee]:
    grounds: dict[str, list[Ground]] = {}
    for rule, _unknown in rules.applying("exclusion"):
        for name in rule.effect.guarantees:
            grounds.setdefault(name, []).append(Ground(rule.effect.ground, rule.key))
    pending: dict[str, list[Rule]] = {}
    for rule in rules.pending.get("exclusion", ()):
        for name in rule.effect.guarantees:
            pending.setdefault(name, []).append(rule)
    if not grounds and not pending and case.plan.always_guarded:
        return dict.fromkeys(case.plan.vocabulary.guarantees, _COVERED)
    inputs = UndecidedInputs(case)
    return {
        name: _guarantee(inputs, name, grounds.get(name, []), pending.get(name, []))
        for name in case.plan.vocabulary.guarantees
    }


def _guarantee(inputs: UndecidedInputs, name: str, grounds: list[Ground], pending: list[Rule]) -> Guarantee:
    verdict = _verdict(inputs.case, name, grounds, pending)
    if verdict == "covered":
        return _COVERED
    grounds.sort(key=_by_ground_and_rule)
    missing = frozenset[str]().union(*map(inputs.of, pending)) if pending else ()
    return Guarantee(verdict, tuple(grounds), tuple(sorted(missing)))


def _verdict(case: DecidedCase, name: str, grounds: list[Ground], pending: list[Rule]) -> Verdict:
    """Excluded once one exclusion applies; else open while one waits, or if none for the guarantee is in effect.

    An exclusion that is pending either applies or waits, so none is pending where the guarantee is covered.
    """
    if grounds:
        return "excluded"
    return "undetermined" if pending or not case.plan.is_guarded(name, case.on) else "covered"


def _items(rules: _Sorted) -> dict[str, Item]:
    competing: dict[str, tuple[list[Rule], list[Rule]]] = {}
    for rule in rules.fired.get("requirement", ()):
        competing.setdefault(rule.effect.item, ([], []))[0].append(rule)
    for rule in rules.pending.get("requirement", ()):
        competing.setdefault(rule.effect.item, ([], []))[1].append(rule)
    found = {name: compete(*rivals) for name, rivals in competing.items()}
    return {name: item for name, item in found.items() if item is not None}


def _blocks(rules: _Sorted) -> tuple[Block, ...]:
    found = [
        Block(transition, rule.effect.ground, rule.key, unknown)
        for rule, unknown in rules.applying("blocker")
        for transition in rule.effect.transitions
    ]
    found.sort(key=_by_transition_and_rule)
    return tuple(found)


def _reviews(case: DecidedCase, rules: _Sorted) -> tuple[Review, ...]:
    found = [Review(rule.effect.ground, rule.key) for rule, _unknown in rules.applying("review")]
    if case.ties:
        found.append(Review(TIE, None))
    found.sort(key=lambda review: (review.ground, review.rule or ""))
    return tuple(found)


def _recommendations(rules: _Sorted) -> tuple[Recommendation, ...]:
    found = [
        Recommendation(rule.effect.resolution, rule.key, unknown) for rule, unknown in rules.applying("recommendation")
    ]
    found.sort(key=_by_resolution_and_rule)
    return tuple(found)


def _status(guarantees: dict[str, Guarantee], reviews: tuple[Review, ...]) -> Status:
    if reviews:
        return "needs_review"
    if any(guarantee.verdict == "undetermined" for guarantee in guarantees.values()):
        return "undetermined"
    return "decided"
