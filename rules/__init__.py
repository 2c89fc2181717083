"""The rule language: what a rule means, and what a rulebook decides. Importable without Django settings."""

from .book import Rulebook, load_rulebook
from .conditions import parse_condition
from .faults import ConditionError, FactError, Fault, RulebookError, VocabularyError
from .outcome import Outcome
from .truth import truth
from .vocabulary import Choice, Fact, Vocabulary

__all__ = [
    "Choice",
    "ConditionError",
    "Fact",
    "FactError",
    "Fault",
    "Outcome",
    "Rulebook",
    "RulebookError",
    "Vocabulary",
    "VocabularyError",
    "load_rulebook",
    "parse_condition",
    "truth",
]
