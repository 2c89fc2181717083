"""What an outcome concludes, as chips: an icon, a word and a tone, the same words on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from returns.telling.retelling import Retelling
from returns.workflow import Outcome, State

NOT_CLAIMED = "not_claimed"
"""The ground that says: this return is not about this guarantee."""


@dataclass(frozen=True, slots=True)
class Chip:
    """``tone`` is a verdict or ``neutral``; ``icon`` a symbol of ``rules/desk/sprite.html``."""

    tone: str
    icon: str
    word: str | Promise


GUARANTEE_CHIPS: Mapping[str, Chip] = {
    "covered": Chip("covered", "ok", pgettext_lazy("guarantee", "Covered")),
    "excluded": Chip("excluded", "no", pgettext_lazy("guarantee", "Excluded")),
    "undetermined": Chip("undetermined", "q", _("To be determined")),
}
NOT_CLAIMED_CHIP = Chip("neutral", "dot", pgettext_lazy("guarantee", "Not claimed"))
UNDER_REVIEW = Chip("review", "eye", _("Under review"))
SHORT_NAMES: Mapping[str, str | Promise] = {
    "commercial": pgettext_lazy("guarantee", "Commercial"),
    "legal": pgettext_lazy("guarantee", "Legal"),
    "withdrawal": pgettext_lazy("guarantee", "Withdrawal"),
    "transit": pgettext_lazy("guarantee", "Transit"),
}
"""The guarantees where there is little room; elsewhere the catalogue names them."""
TO_REVIEW = Chip("review", "eye", _("To review"))
BLOCKED = Chip("blocked", "lock", _("Blocked"))
ERASED = Chip("neutral", "dot", pgettext_lazy("case", "Erased"))
UNDECIDED = Chip("neutral", "clock", _("Not decided"))

_STATE_ICONS = {
    State.OPENED: "clock",
    State.PREPARING: "clock",
    State.READY: "next",
    State.IN_TRANSIT: "next",
    State.RECEIVED: "dot",
    State.INSPECTED: "dot",
    State.ACCEPTED: "ok",
    State.REFUSED: "no",
    State.RESOLVED: "ok",
    State.CLOSED: "dot",
    State.CANCELLED: "dot",
}


@dataclass(frozen=True, slots=True)
class GuaranteeVerdict:
    """The verdict on one guarantee, and the rules and missing facts behind it."""

    name: str | Promise
    chip: Chip
    is_claimed: bool
    rules: tuple[str, ...]
    missing: tuple[str, ...]


def open_reasons(told: Retelling, verdict: str, missing: Iterable[str]) -> list[str]:
    """Return what a verdict waits for, in a sentence; none where it is settled."""
    facts = told.facts_named(missing) if verdict == "undetermined" else ""
    return [gettext("Not known yet: %(facts)s.") % {"facts": facts}] if facts else []


def state_chip(state: str) -> Chip:
    """Return where a case stands; calm, whatever the state."""
    known = State(state)
    return Chip("neutral", _STATE_ICONS[known], str(known.label).capitalize())


def case_chips(outcome: Outcome, *, review: Chip = TO_REVIEW) -> tuple[Chip, ...]:
    """Return what holds up the whole case: a review (customers and sellers read ``UNDER_REVIEW``), a block."""
    needs_review = outcome["status"] == "needs_review"
    return (*((review,) if needs_review else ()), *((BLOCKED,) if outcome["blocks"] else ()))


def guarantee_verdicts(outcome: Outcome, names: Mapping[str, str | Promise]) -> list[GuaranteeVerdict]:
    """Return the verdict on each guarantee, in the order of ``names`` (code to name), others last."""
    ranks = {code: rank for rank, code in enumerate(names)}
    codes = sorted(outcome["guarantees"], key=lambda code: (ranks.get(code, len(ranks)), code))
    return [_verdict(outcome["guarantees"][code], names.get(code, code)) for code in codes]


def _verdict(entry: Mapping[str, Any], name: str | Promise) -> GuaranteeVerdict:
    is_claimed = all(ground["ground"] != NOT_CLAIMED for ground in entry["grounds"])
    return GuaranteeVerdict(
        name=name,
        chip=GUARANTEE_CHIPS[entry["verdict"]] if is_claimed else NOT_CLAIMED_CHIP,
        is_claimed=is_claimed,
        rules=tuple(ground["rule"] for ground in entry["grounds"]),
        missing=tuple(entry["missing"]),
    )
