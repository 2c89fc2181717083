"""Which rule wins an item: only require and waive compete, the highest priority wins, a tie resolves to required."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from .document import Rule
from .outcome import Item


def compete(fired: Sequence[Rule], pending: Sequence[Rule]) -> Item | None:
    """The state of one item from its rules that are true and those that are unknown; None: nobody speaks of it.

    Undetermined where a rule that waits would change the state by firing.
    """
    if len(fired) == 1 and not pending:
        return _won_by(fired[0])
    winner = _winner(fired, [rule for rule in pending if rule.pending == "apply"])
    waiting = [rule for rule in pending if rule.pending == "wait" and _changes(rule, winner)]
    if waiting:
        return Item("undetermined", min(waiting, key=lambda rule: (-rule.priority, rule.key)).key)
    return None if winner is None else _won_by(winner)


def _won_by(rule: Rule) -> Item:
    return Item("waived" if rule.effect.waives else "required", rule.key)


def could_change(fired: Iterable[Rule], pending: Iterable[Rule]) -> list[Rule]:
    """The unknown rules on which the state of the item still depends, however the other unknown ones turn out.

    One that says what the item is already counts if it would silence another that says the contrary.
    """
    base = _winner(fired, ())
    contenders = [rule for rule in pending if _beats(rule, base)]
    if base is None:
        return contenders
    contrary = [rule for rule in contenders if rule.effect.waives != base.effect.waives]
    weakest = min(contrary, key=attrgetter("priority"), default=None)
    return contrary + [
        rule
        for rule in contenders
        if rule.effect.waives == base.effect.waives and weakest is not None and _beats(rule, weakest)
    ]


def _winner(fired: Iterable[Rule], applied: Iterable[Rule]) -> Rule | None:
    ranked = [
        (-rule.priority, rule.effect.waives, unknown, rule.key, rule) for unknown, rule in _marked(fired, applied)
    ]
    return min(ranked)[-1] if ranked else None


def _marked(fired: Iterable[Rule], applied: Iterable[Rule]) -> Iterable[tuple[bool, Rule]]:
    yield from ((False, rule) for rule in fired)
    yield from ((True, rule) for rule in applied)


def _beats(rule: Rule, other: Rule | None) -> bool:
    if other is None or rule.priority > other.priority:
        return True
    return rule.priority == other.priority and other.effect.waives and not rule.effect.waives


def _changes(rule: Rule, winner: Rule | None) -> bool:
    return winner is None or (rule.effect.waives != winner.effect.waives and _beats(rule, winner))
