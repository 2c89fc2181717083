"""What holds up a case: each rule that blocks, what it keeps shut, why, and who can lift it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.telling.retelling import Retelling
from returns.workflow import TRANSITIONS, Audience, State

_WAYS_BACK = frozenset({"contest", "reopen", "cancel"})
WHO: Mapping[str, str | Promise] = {
    Audience.SELLER: gettext_lazy("you"),
    Audience.CUSTOMER: gettext_lazy("the customer"),
    Audience.AGENT: gettext_lazy("an agent"),
}
"""Who can change a fact, as the seller reads it; the seller first, for they read it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One rule that blocks; ``text`` is what its customer reads, ``ways`` who can lift it and by what.

    ``waits``: it blocks only because something is not known yet, and nothing that the seller could do by now.
    """

    title: str
    text: str
    prevents: str
    ways: list[str]
    waits: bool = False


def read_blocks(told: Retelling, state: str) -> list[Block]:
    """Return what blocks a step that the case can still come to, in the order of the outcome."""
    ahead, mine = _ahead(state), _mine(state)
    shut: dict[str | None, list[str]] = defaultdict(list)
    for entry in told.outcome["blocks"]:
        if entry["transition"] in ahead:
            shut[entry["rule"]].append(entry["transition"])
    pending = {entry["rule"] for entry in told.outcome["blocks"] if entry["pending"]}
    return [
        _block(told, rule, transitions, waits=rule in pending and not mine & {*transitions})
        for rule, transitions in shut.items()
    ]


def _block(told: Retelling, rule: str | None, transitions: Sequence[str], *, waits: bool) -> Block:
    labels = [str(TRANSITIONS[code].label) for code in dict.fromkeys(transitions)]
    prevents = ", ".join(label[:1].lower() + label[1:] for label in labels)
    if rule is None:
        text = _("The rules could not be applied to this case: an agent looks at it.")
        return Block(_("An agent has to look at this case"), text, prevents, [str(WHO[Audience.AGENT])])
    reason, title = told.reason(rule), told.title(rule)
    return Block(title, reason if reason != title else "", prevents, list(_ways(told, rule)), waits)


def _ways(told: Retelling, rule: str) -> Iterator[str]:
    sets: list[list[str]] = next((entry["sets"] for entry in told.outcome["remedies"] if entry["rule"] == rule), [])
    found = [words for names in sets if (words := _way(told, names))]
    yield from dict.fromkeys(found) or (str(WHO[Audience.AGENT]),)


def _way(told: Retelling, names: Sequence[str]) -> str:
    """Return who can change all of these facts; empty where nobody alone can."""
    able = [set(told.vocabulary[name].changeable_by) if name in told.vocabulary else set() for name in names]
    who = [str(word) for code, word in WHO.items() if able and all(code in people for people in able)]
    facts = ", ".join(told.fact(name) for name in names)
    return _("%(who)s (%(facts)s)") % {"who": _(" or ").join(who), "facts": facts} if who else ""


def _mine(state: str) -> frozenset[str]:
    """The steps that a seller takes in this state."""
    return frozenset(
        code for code, row in TRANSITIONS.items() if state in row.sources and Audience.SELLER in row.audience
    )


def _ahead(state: str) -> frozenset[str]:
    """The steps that a case in this state can still come to, those that lead back left out."""
    rows: list[Any] = [row for code, row in TRANSITIONS.items() if code not in _WAYS_BACK]
    reached, found = {State(state)}, set[str]()
    while new := {row.code for row in rows if row.sources & reached} - found:
        found |= new
        reached |= {row.target for row in rows if row.code in new}
    return frozenset(found)
