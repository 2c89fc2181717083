"""Which rule wins an item: only require and waive compete, the highest priority wins, a tie resolves to required."""

from collections.abc import Iterable, Sequence

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


def could_change(rule: Rule, fired: Sequence[Rule], pending: Iterable[Rule]) -> bool:
    """Whether the state of the item still depends on this unknown rule, however the other unknown ones turn out."""
    base = _winner(fired, ())
    if not _beats(rule, base):
        return False
    if base is None or rule.effect.waives != base.effect.waives:
        return True
    return any(
        other.effect.waives != rule.effect.waives and _beats(other, base) and _beats(rule, other) for other in pending
    )


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
