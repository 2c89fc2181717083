"""The models of rules, exported by name."""

from rules.models.activation import Activation
from rules.models.append_only import AppendOnlyError
from rules.models.case_move import CaseMove
from rules.models.content import Example, PendingPolicy, Rule
from rules.models.impact import ImpactRun
from rules.models.rulebook import Rulebook
from rules.models.version import FROZEN, EventKind, State, Version, VersionAuthor, VersionEvent

__all__ = [
    "FROZEN",
    "Activation",
    "AppendOnlyError",
    "CaseMove",
    "EventKind",
    "Example",
    "ImpactRun",
    "PendingPolicy",
    "Rule",
    "Rulebook",
    "State",
    "Version",
    "VersionAuthor",
    "VersionEvent",
]
