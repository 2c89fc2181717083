"""From the rules that fired and those that wait to the outcome: what each effect adds up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

from .case import DecidedCase
from .competition import compete
from .document import Rule
from .missing import undecided_inputs
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

ByKind = Mapping[str, list[Rule]]


def resolve(case: DecidedCase) -> Outcome:
    """The outcome of a decided case; one that failed is closed: nothing covered, everything blocked."""
    if case.failure:
        return _closed(case)
    fired, pending = _by_kind(case.fired), _by_kind(case.pending)
    guarantees = _guarantees(case, fired["exclusion"], pending["exclusion"])
    reviews = _reviews(case, fired["review"], pending["review"])
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        case=case,
        status=_status(guarantees, reviews),
        guarantees=guarantees,
        items=_items(fired["requirement"], pending["requirement"]),
        blocks=_blocks(fired["blocker"], pending["blocker"]),
        reviews=reviews,
        recommendations=_recommendations(fired["recommendation"], pending["recommendation"]),
        derived={name: case.facts.get(name) for name in case.plan.derived},
    )


def _closed(case: DecidedCase) -> Outcome:
    vocabulary = case.plan.vocabulary
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        case=case,
        status="needs_review",
        guarantees={name: Guarantee("undetermined") for name in vocabulary.guarantees},
        items={},
        blocks=tuple(Block(name, case.failure, None, True) for name in sorted(vocabulary.transitions)),
        reviews=(Review(case.failure, None),),
        recommendations=(),
        derived=dict.fromkeys(case.plan.derived),
    )


def _by_kind(rules: Iterable[Rule]) -> ByKind:
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        found[rule.kind].append(rule)
    return found


def _applying(fired: list[Rule], pending: list[Rule]) -> list[tuple[Rule, bool]]:
    """The rules that apply, and for each whether only because it is pending."""
    return [
        *((rule, False) for rule in fired),
        *((rule, True) for rule in pending if rule.pending == "apply"),
    ]


def _guarantees(case: DecidedCase, fired: list[Rule], pending: list[Rule]) -> dict[str, Guarantee]:
    grounds: defaultdict[str, list[Ground]] = defaultdict(list)
    for rule, _unknown in _applying(fired, pending):
        for name in rule.effect.guarantees:
            grounds[name].append(Ground(rule.effect.ground, rule.key))
    open_rules: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in pending:
        for name in rule.effect.guarantees:
            open_rules[name].append(rule)
    return {
        name: Guarantee(
            _verdict(case, name, bool(grounds[name]), open_rules[name]),
            tuple(sorted(grounds[name], key=attrgetter("ground", "rule"))),
            _names_missing(case, open_rules[name]),
        )
        for name in case.plan.vocabulary.guarantees
    }


def _verdict(case: DecidedCase, name: str, excluded: bool, pending: list[Rule]) -> Verdict:
    if excluded:
        return "excluded"
    if any(rule.pending == "wait" for rule in pending) or not case.plan.is_guarded(name, case.on):
        return "undetermined"
    return "covered"


def _names_missing(case: DecidedCase, rules: list[Rule]) -> tuple[str, ...]:
    if not rules:
        return ()
    return tuple(sorted(frozenset[str]().union(*(undecided_inputs(case, rule) for rule in rules))))


def _items(fired: list[Rule], pending: list[Rule]) -> dict[str, Item]:
    competing: defaultdict[str, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for rule in fired:
        competing[rule.effect.item][0].append(rule)
    for rule in pending:
        competing[rule.effect.item][1].append(rule)
    found = {name: compete(*rules) for name, rules in competing.items()}
    return {name: item for name, item in found.items() if item is not None}


def _blocks(fired: list[Rule], pending: list[Rule]) -> tuple[Block, ...]:
    found = [
        Block(transition, rule.effect.ground, rule.key, unknown)
        for rule, unknown in _applying(fired, pending)
        for transition in rule.effect.transitions
    ]
    return tuple(sorted(found, key=attrgetter("transition", "rule")))


def _reviews(case: DecidedCase, fired: list[Rule], pending: list[Rule]) -> tuple[Review, ...]:
    found = [Review(rule.effect.ground, rule.key) for rule, _unknown in _applying(fired, pending)]
    if case.ties:
        found.append(Review(TIE, None))
    return tuple(sorted(found, key=lambda review: (review.ground, review.rule or "")))


def _recommendations(fired: list[Rule], pending: list[Rule]) -> tuple[Recommendation, ...]:
    found = [Recommendation(rule.effect.resolution, rule.key, unknown) for rule, unknown in _applying(fired, pending)]
    return tuple(sorted(found, key=attrgetter("resolution", "rule")))


def _status(guarantees: Mapping[str, Guarantee], reviews: tuple[Review, ...]) -> Status:
    if reviews:
        return "needs_review"
    if any(guarantee.verdict == "undetermined" for guarantee in guarantees.values()):
        return "undetermined"
    return "decided"
