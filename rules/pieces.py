"""What each rule adds to an outcome, made once a rulebook; and the order of rules in which an outcome names them.

By rank: a rule's place in that order. Where it matters whether a rule applies only because it is pending, there is one
piece for a rule that fires and one for a rule that is pending.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .document import Rule
from .kinds import KINDS
from .outcome import Block, Ground, Guarantee, Item, Recommendation, Review

ORDER = tuple(KINDS)
Ranks = list[int]
_NONE: list[Ranks] = [[] for _ in ORDER]


def rank(rule: Rule) -> tuple[int, str, int, bool, str]:
    """A sorting key: by kind; grounds, reviews and proposals as an outcome lists them; of an item, the winner first."""
    kind, effect = ORDER.index(rule.kind), rule.effect
    if rule.kind == "requirement":
        return kind, effect.item, -rule.priority, effect.waives, rule.key
    return kind, effect.ground or effect.resolution, 0, False, rule.key


class Pieces:
    """What the rules add, by rank.

    ``places`` of a blocker are those of its blocks in ``blocks``, where all of them stand as an outcome lists them; a
    block and a proposal come in pairs, for a rule that fires and for one that is pending.
    """

    def __init__(self, ranked: Sequence[Rule]) -> None:
        kinds = [ORDER.index(rule.kind) for rule in ranked]
        of_kind = {kind: [(n, rule) for n, rule in enumerate(ranked) if rule.kind == kind] for kind in ORDER}
        self._ends = [bisect_right(kinds, number) for number in range(len(ORDER))]
        self._apply = frozenset(n for n, rule in enumerate(ranked) if rule.pending == "apply")
        self.exclusions = {n: _exclusions(rule) for n, rule in of_kind["exclusion"]}
        self.items = {n: (rule.effect.item, _item(rule)) for n, rule in of_kind["requirement"]}
        self.reviews = {n: Review(rule.effect.ground, rule.key) for n, rule in of_kind["review"]}
        self.proposals = tuple(
            {n: Recommendation(rule.effect.resolution, rule.key, pending) for n, rule in of_kind["recommendation"]}
            for pending in (False, True)
        )
        listed = sorted((name, rule.key, n) for n, rule in of_kind["blocker"] for name in rule.effect.transitions)
        self.blocks = tuple(
            [Block(name, ranked[n].effect.ground, key, pending) for name, key, n in listed] for pending in (False, True)
        )
        self.places: dict[int, list[int]] = {n: [] for n, _ in of_kind["blocker"]}
        for place, (_name, _key, n) in enumerate(listed):
            self.places[n].append(place)

    def by_kind(self, ranks: Ranks) -> list[Ranks]:
        """Ranks in order, those of each kind apart, in the order of the kinds."""
        if not ranks:
            return _NONE
        found, begin = [], 0
        for end in self._ends:
            cut = bisect_left(ranks, end, begin)
            found.append(ranks[begin:cut])
            begin = cut
        return found

    def applying(self, fired: Ranks, pending: Ranks) -> Ranks:
        """The rules of one kind that apply, in order: those that fired, and some of those that are pending."""
        return sorted([*fired, *self._apply.intersection(pending)])


def _exclusions(rule: Rule) -> tuple[tuple[str, Guarantee], ...]:
    excluded = Guarantee("excluded", (Ground(rule.effect.ground, rule.key),))
    return tuple((name, excluded) for name in rule.effect.guarantees)


def _item(rule: Rule) -> Item:
    return Item("waived" if rule.effect.waives else "required", rule.key)
