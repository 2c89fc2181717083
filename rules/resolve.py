"""From the rules that fired and those that wait to the outcome: what each effect adds up to."""

from bisect import bisect_left
from operator import attrgetter

from .case import DecidedCase
from .competition import compete
from .document import Rule
from .missing import UndecidedInputs
from .outcome import TIE, Block, Ground, Guarantee, Item, Outcome, Recommendation, Review, Status, Verdict

_COVERED = Guarantee("covered")
_UNGUARDED = Guarantee("undetermined")
_by_ground_and_rule = attrgetter("ground", "rule")
_by_transition_and_rule = attrgetter("transition", "rule")
_by_resolution_and_rule = attrgetter("resolution", "rule")


class _Ranks:
    """The rules of a case by kind and rank: those that fired, those that are pending, those that apply pending."""

    __slots__ = ("any_pending", "case", "spans")

    def __init__(self, case: DecidedCase) -> None:
        self.case = case
        self.spans = case.plan.pieces.spans
        self.any_pending = bool(case.pending_ranks)

    def fired(self, kind: str) -> list[int]:
        begin, end = self.spans[kind]
        ranks = self.case.fired_ranks
        return ranks[bisect_left(ranks, begin) : bisect_left(ranks, end)]

    def pending(self, kind: str) -> list[int]:
        begin, end = self.spans[kind]
        return [rank for rank in self.case.pending_ranks if begin <= rank < end]

    def applying(self, kind: str) -> list[int]:
        ranked = self.case.plan.ranked
        return [rank for rank in self.pending(kind) if ranked[rank].pending == "apply"]


def resolve(case: DecidedCase) -> Outcome:
    """The outcome of a decided case; one that failed is closed: nothing covered, everything blocked."""
    if case.failure:
        return _closed(case)
    ranks = _Ranks(case)
    guarantees = _guarantees(case, ranks)
    reviews = _reviews(case, ranks)
    return Outcome(
        rulebook=case.plan.code,
        hash=case.plan.hash,
        decision_on=case.on,
        status=_status(guarantees, reviews),
        guarantees=guarantees,
        items=_items(case, ranks),
        blocks=_blocks(case, ranks),
        reviews=reviews,
        recommendations=_recommendations(case, ranks),
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


def _guarantees(case: DecidedCase, ranks: _Ranks) -> dict[str, Guarantee]:
    grounds: dict[str, list[Ground]] = {}
    for rank in ranks.fired("exclusion"):
        for name, ground in case.plan.pieces.grounds[rank]:
            grounds.setdefault(name, []).append(ground)
    if ranks.any_pending:
        return _open_guarantees(case, ranks, grounds)
    return {name: _settled(case, name, grounds) for name in case.plan.vocabulary.guarantees}


def _settled(case: DecidedCase, name: str, grounds: dict[str, list[Ground]]) -> Guarantee:
    """The verdict where no rule is pending."""
    if name in grounds:
        return Guarantee("excluded", tuple(grounds[name]))
    return _COVERED if case.plan.is_guarded(name, case.on) else _UNGUARDED


def _open_guarantees(case: DecidedCase, ranks: _Ranks, grounds: dict[str, list[Ground]]) -> dict[str, Guarantee]:
    """The verdicts where an exclusion may be pending."""
    for rank in ranks.applying("exclusion"):
        for name, ground in case.plan.pieces.grounds[rank]:
            grounds.setdefault(name, []).append(ground)
    pending: dict[str, list[Rule]] = {}
    for rank in ranks.pending("exclusion"):
        rule = case.plan.ranked[rank]
        for name in rule.effect.guarantees:
            pending.setdefault(name, []).append(rule)
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


def _items(case: DecidedCase, ranks: _Ranks) -> dict[str, Item]:
    fired = ranks.fired("requirement")
    # The winner of an item comes first, so it is the last to be written.
    found = dict(map(case.plan.pieces.items.__getitem__, reversed(fired)))
    return _contested(case, ranks, found) if ranks.any_pending else found


def _contested(case: DecidedCase, ranks: _Ranks, found: dict[str, Item]) -> dict[str, Item]:
    """The items once more, those decided anew about which a rule is pending."""
    plan = case.plan
    pending: dict[str, list[Rule]] = {}
    for rank in ranks.pending("requirement"):
        rule = plan.ranked[rank]
        pending.setdefault(rule.effect.item, []).append(rule)
    for name, unknown in pending.items():
        winner = [plan.ranked[plan.ranks[found[name].rule]]] if name in found else []
        item = compete(winner, unknown)
        if item is not None:
            found[name] = item
    return found


def _blocks(case: DecidedCase, ranks: _Ranks) -> tuple[Block, ...]:
    places, (certain, unsettled) = case.plan.pieces.places, case.plan.pieces.blocks
    found = [place for rank in ranks.fired("blocker") for place in places[rank]]
    found.sort()
    blocks = list(map(certain.__getitem__, found))
    if ranks.any_pending:
        blocks += [unsettled[place] for rank in ranks.applying("blocker") for place in places[rank]]
        blocks.sort(key=_by_transition_and_rule)
    return tuple(blocks)


def _reviews(case: DecidedCase, ranks: _Ranks) -> tuple[Review, ...]:
    reviews = case.plan.pieces.reviews
    found = list(map(reviews.__getitem__, ranks.fired("review")))
    if ranks.any_pending:
        found += map(reviews.__getitem__, ranks.applying("review"))
        found.sort(key=_by_ground_and_rule)
    if case.ties:
        found.append(Review(TIE, None))
        found.sort(key=lambda review: (review.ground, review.rule or ""))
    return tuple(found)


def _recommendations(case: DecidedCase, ranks: _Ranks) -> tuple[Recommendation, ...]:
    certain, unsettled = case.plan.pieces.proposals
    found = list(map(certain.__getitem__, ranks.fired("recommendation")))
    if ranks.any_pending:
        found += map(unsettled.__getitem__, ranks.applying("recommendation"))
        found.sort(key=_by_resolution_and_rule)
    return tuple(found)


def _status(guarantees: dict[str, Guarantee], reviews: tuple[Review, ...]) -> Status:
    if reviews:
        return "needs_review"
    if any(guarantee.verdict == "undetermined" for guarantee in guarantees.values()):
        return "undetermined"
    return "decided"
