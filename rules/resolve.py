"""From the rules that fired and those that wait to the outcome: what each effect adds up to."""

from operator import attrgetter

from .case import DecidedCase
from .competition import compete
from .document import Rule
from .missing import UndecidedInputs
from .outcome import (
    TIE,
    UNGUARDED,
    Block,
    Guarantee,
    Item,
    Outcome,
    Recommendation,
    Review,
    Status,
)
from .pieces import Ranks

_by_transition_and_rule = attrgetter("transition", "rule")
_by_resolution_and_rule = attrgetter("resolution", "rule")


def resolve(case: DecidedCase) -> Outcome:
    """The outcome of a decided case; one that failed is closed: nothing covered, everything blocked."""
    if case.failure:
        return _closed(case)
    plan = case.plan
    # By kind, in the order of ``kinds.py``.
    _, excluding, requiring, blocking, reviewing, proposing = plan.pieces.by_kind(case.fired_ranks)
    pending = plan.pieces.by_kind(case.pending_ranks)
    guarantees = _guarantees(case, excluding, pending[1])
    reviews = _reviews(case, reviewing, pending[4])
    return Outcome(
        plan.code,
        plan.hash,
        case.on,
        _status(guarantees, reviews),
        guarantees,
        _items(case, requiring, pending[2]),
        _blocks(case, blocking, pending[3]),
        reviews,
        _recommendations(case, proposing, pending[5]),
        {name: case.facts.get(name) for name in plan.derived},
        case,
    )


def _closed(case: DecidedCase) -> Outcome:
    vocabulary = case.plan.vocabulary
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        status="needs_review",
        guarantees=dict.fromkeys(vocabulary.guarantees, UNGUARDED),
        items={},
        blocks=tuple(Block(name, case.failure, None, pending=True) for name in sorted(vocabulary.transitions)),
        reviews=(Review(case.failure, None),),
        recommendations=(),
        derived=dict.fromkeys(case.plan.derived),
        case=case,
    )


def _guarantees(case: DecidedCase, fired: Ranks, pending: Ranks) -> dict[str, Guarantee]:
    """Excluded once one exclusion applies; else open while one waits, or if none for the guarantee is in effect."""
    found = case.plan.guarantees(case.on)
    if not fired and not pending:
        return found
    pieces = case.plan.pieces
    for rank in pieces.applying(fired, pending) if pending else fired:
        for name, alone in pieces.exclusions[rank]:
            before = found[name].grounds
            found[name] = Guarantee("excluded", before + alone.grounds) if before else alone
    return _open_guarantees(case, pending, found) if pending else found


def _open_guarantees(case: DecidedCase, pending: Ranks, found: dict[str, Guarantee]) -> dict[str, Guarantee]:
    """The verdicts once more, with what is missing for those about which an exclusion is pending."""
    inputs = UndecidedInputs(case)
    missing: dict[str, set[str]] = {}
    for rank in pending:
        rule = case.plan.ranked[rank]
        for name in rule.effect.guarantees:
            missing.setdefault(name, set()).update(inputs.of(rule))
    for name, facts in missing.items():
        grounds = found[name].grounds
        found[name] = Guarantee("excluded" if grounds else "undetermined", grounds, tuple(sorted(facts)))
    return found


def _items(case: DecidedCase, fired: Ranks, pending: Ranks) -> dict[str, Item]:
    if not fired and not pending:
        return {}
    # The winner of an item comes first, so it is the last to be written.
    found = dict(map(case.plan.pieces.items.__getitem__, reversed(fired)))
    return _contested(case, pending, found) if pending else found


def _contested(case: DecidedCase, pending: Ranks, found: dict[str, Item]) -> dict[str, Item]:
    """The items once more, those decided anew about which a rule is pending."""
    plan = case.plan
    unknown: dict[str, list[Rule]] = {}
    for rank in pending:
        rule = plan.ranked[rank]
        unknown.setdefault(rule.effect.item, []).append(rule)
    for name, rules in unknown.items():
        winner = [plan.ranked[plan.ranks[found[name].rule]]] if name in found else []
        item = compete(winner, rules)
        if item is not None:
            found[name] = item
    return found


def _blocks(case: DecidedCase, fired: Ranks, pending: Ranks) -> tuple[Block, ...]:
    if not fired and not pending:
        return ()
    pieces = case.plan.pieces
    certain, unsettled = pieces.blocks
    places = [place for rank in fired for place in pieces.places[rank]]
    places.sort()
    found = list(map(certain.__getitem__, places))
    if pending:
        found += [unsettled[place] for rank in pieces.applying([], pending) for place in pieces.places[rank]]
        found.sort(key=_by_transition_and_rule)
    return tuple(found)


def _reviews(case: DecidedCase, fired: Ranks, pending: Ranks) -> tuple[Review, ...]:
    if not fired and not pending and not case.ties:
        return ()
    pieces = case.plan.pieces
    ranks = pieces.applying(fired, pending) if pending else fired
    found = tuple(map(pieces.reviews.__getitem__, ranks))
    if case.ties:
        return tuple(sorted((*found, Review(TIE, None)), key=lambda review: (review.ground, review.rule or "")))
    return found


def _recommendations(case: DecidedCase, fired: Ranks, pending: Ranks) -> tuple[Recommendation, ...]:
    if not fired and not pending:
        return ()
    pieces = case.plan.pieces
    certain, unsettled = pieces.proposals
    found = list(map(certain.__getitem__, fired))
    if pending:
        found += map(unsettled.__getitem__, pieces.applying([], pending))
        found.sort(key=_by_resolution_and_rule)
    return tuple(found)


def _status(guarantees: dict[str, Guarantee], reviews: tuple[Review, ...]) -> Status:
    if reviews:
        return "needs_review"
    for guarantee in guarantees.values():
        if guarantee.verdict == "undetermined":
            return "undetermined"
    return "decided"
