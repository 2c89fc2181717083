"""The reasons of a decision in the order in which an agent needs them: what decides first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from returns.admin.reasoning import Reasoning
from rules.desk.reasons import Fate, Reason

_FIRST = {"review": 0, "blocker": 1, "exclusion": 2, "recommendation": 3}
"""The kinds of rule that decide something about the case, in the order of what they ask of an agent."""


def fates(reasoning: Reasoning) -> list[Fate]:
    """Return the rules by how they fared; those that only ask for items or work out facts are folded."""
    kinds = {rule.key: rule.kind for rule in reasoning.told.book.rules} if reasoning.told.book else {}
    shown, folded, behind = [], [], []
    for fate in reasoning.trace:
        if fate.is_folded:
            folded.append(fate)
            continue
        first = [reason for reason in fate.rules if kinds.get(reason.key) in _FIRST]
        first.sort(key=lambda reason: _FIRST[kinds[reason.key]])
        behind += [reason for reason in fate.rules if kinds.get(reason.key) not in _FIRST]
        shown.append(Fate(fate.title, tuple(first), is_folded=False))
    return [*(fate for fate in shown if fate.rules), *_behind(behind), *folded]


def _behind(rules: Iterable[Reason]) -> list[Fate]:
    found = tuple(rules)
    return [Fate(_("What is asked for, and facts worked out"), found, is_folded=True)] if found else []
