"""The six kinds of rule, one row each: what the effect names, and what a rule may do while it is pending.

What is not in ``policies`` is refused: nothing that is unknown may ever open a door (DESIGN, "What a rule means").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from .translation import _

Pending = Literal["wait", "apply", "ignore"]


@dataclass(frozen=True, slots=True)
class Kind:
    """``effects`` has the keys of each shape an effect may take; ``policies`` has the default first."""

    name: str
    label: str
    effects: tuple[tuple[str, ...], ...]
    policies: tuple[Pending, ...]


_ROWS = (
    Kind("derivation", _("Derivation"), (("set", "to"),), ("wait",)),
    Kind("exclusion", _("Exclusion"), (("exclude", "ground"),), ("wait", "apply")),
    Kind("requirement", _("Requirement"), (("require",), ("waive",)), ("apply", "wait")),
    Kind("blocker", _("Blocker"), (("block", "ground"),), ("apply", "wait")),
    Kind("review", _("Review"), (("ground", "question"),), ("apply", "wait", "ignore")),
    Kind("recommendation", _("Recommendation"), (("resolution",),), ("ignore", "wait")),
)
KINDS: Mapping[str, Kind] = MappingProxyType({row.name: row for row in _ROWS})
WAIVER_POLICIES: tuple[Pending, ...] = ("ignore", "wait")


def policies(kind: str, effect: Mapping[str, object]) -> tuple[Pending, ...]:
    """The pending policies open to a rule; a waiver may not apply while it is pending, a requirement may."""
    return WAIVER_POLICIES if "waive" in effect else KINDS[kind].policies
