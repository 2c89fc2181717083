"""What a rule may do while an answer is missing, and what each choice means to the people concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules.kinds import policies

_WORDS: Mapping[tuple[str, str], tuple[Promise, Promise]] = {
    ("derivation", "wait"): (
        _("Wait"),
        _("The fact stays unknown until the answer is there, and so does what depends on it."),
    ),
    ("exclusion", "wait"): (
        _("Wait"),
        _("The guarantee is to be determined until the answer is there. Nobody loses a right by silence."),
    ),
    ("exclusion", "apply"): (
        _("Exclude all the same"),
        _("Without an answer the guarantee counts as excluded. An answer can still bring it back."),
    ),
    ("require", "apply"): (
        _("Ask all the same"),
        _("Who was not asked yet gives the item. At worst, one item too many."),
    ),
    ("require", "wait"): (
        _("Wait"),
        _("Nothing is asked for before the answer. The item is to be determined, and the case can't be completed."),
    ),
    ("waive", "ignore"): (
        _("Set the rule aside"),
        _("Without an answer the item is asked for as other rules say."),
    ),
    ("waive", "wait"): (
        _("Wait"),
        _("The item is to be determined until the answer is there, and the case can't be completed."),
    ),
    ("blocker", "apply"): (
        _("Hold up all the same"),
        _("Without an answer the step is closed. Nothing unknown opens a door."),
    ),
    ("blocker", "wait"): (
        _("Wait"),
        _("The step is not held up before the answer; the case shows that an answer is missing."),
    ),
    ("review", "apply"): (
        _("Give it to an agent all the same"),
        _("Without an answer an agent looks at the case."),
    ),
    ("review", "wait"): (_("Wait"), _("No agent is asked before the answer; the case shows that one is missing.")),
    ("review", "ignore"): (_("Set the rule aside"), _("Without an answer nobody is asked to look.")),
    ("recommendation", "ignore"): (_("Set the rule aside"), _("Nothing is proposed before the answer.")),
    ("recommendation", "wait"): (
        _("Wait"),
        _("Nothing is proposed before the answer; the case shows that one is missing."),
    ),
}


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """One way to go on without the answer."""

    value: str
    title: Promise
    meaning: Promise
    chosen: bool


def policy_cards(kind: str, effect: Mapping[str, Any], chosen: str) -> list[PolicyCard]:
    """The policies open to a rule, the default first, which stands for any that is not open."""
    allowed = policies(kind, effect)
    current = chosen if chosen in allowed else allowed[0]
    row = next(iter(effect), "require") if kind == "requirement" else kind
    return [PolicyCard(policy, *_WORDS[row, policy], chosen=policy == current) for policy in allowed]
