"""What is wrong with a document or a value, and where: data first, sentences in the reader's language second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .translation import _, translate

MESSAGES: Mapping[str, str] = {
    # values
    "not_boolean": _("is not true or false"),
    "not_integer": _("is not a whole number"),
    "integer_range": _("is outside ±2⁵³"),
    "not_decimal": _("is not a number"),
    "decimal_places": _("has more than 4 decimal places"),
    "decimal_range": _("is too large a number"),
    "not_date": _("is not a date written YYYY-MM-DD that exists"),
    "not_code": _("is not one of the choices: {choices}"),
    "not_codes": _("is not a list of choices among: {choices}"),
    "not_text": _("is not a text"),
    "text_length": _("is longer than 4,000 characters"),
    "not_value": _("is neither a text, a number, true, false nor a list of texts"),
    "text_encoding": _("has a character that is no character (a lone surrogate)"),
    "text_nul": _("has a NUL, a character that no database of ours can hold"),
    # facts
    "unknown_fact": _("is not a fact of the vocabulary"),
    "fact_required": _("is required"),
    "fact_derived": _("is derived by the rules and can't be supplied"),
    "facts_not_object": _("facts are not an object of names and values"),
    # the shape of documents
    "not_object": _("is not an object"),
    "not_list": _("is not a list"),
    "not_string": _("is not a text"),
    "not_boolean_value": _("is not true or false"),
    "missing_key": _("lacks “{key}”"),
    "unknown_key": _("has the unknown key “{key}”"),
    "empty": _("is empty"),
    "bad_name": _("“{name}” is not a name: small letters, digits, dots, hyphens and underscores, a letter first"),
    "duplicate": _("“{name}” stands there twice"),
    "not_canonical": _("can't be written as canonical JSON: {reason}"),
    "too_many": _("has more than {limit} entries"),
    # vocabulary
    "unknown_type": _("“{name}” is not a type of fact"),
    "unknown_supplier": _("“{name}” is not somebody who supplies facts"),
    "unknown_changer": _("“{name}” is not somebody who can change a fact"),
    "choices_needed": _("a fact of this type needs choices"),
    "choices_unused": _("a fact of this type has no choices"),
    "default_unused": _("only a derived fact has a default"),
    "categories_unused": _("nobody is asked for a derived fact, so it has no categories"),
    "unknown_category": _("“{name}” is not a choice of “device.category”"),
    "decision_on": _("the vocabulary lacks the date “decision.on”, which no rule derives"),
    # conditions
    "condition_shape": _("is neither a group (all, any, not) nor a comparison (fact, operator, value)"),
    "too_deep": _("is nested more than 8 groups deep"),
    "too_many_leaves": _("has more than 200 comparisons"),
    "unknown_operator": _("“{name}” is not an operator"),
    "operator_type": _("“{operator}” does not compare facts of the type {type}"),
    "value_needed": _("“{operator}” needs a value"),
    "value_unused": _("“{operator}” takes no value"),
    "list_needed": _("“{operator}” needs a list of values, not empty"),
    "reference_type": _("“{fact}” is of the type {found}, not {type}"),
    "reference_unused": _("“{operator}” does not compare with another fact"),
    "bad_pattern": _("RE2 refuses this pattern: {reason}"),
    # rules
    "unknown_kind": _("“{name}” is not a kind of rule"),
    "bad_pending": _("a rule of this kind may not “{name}” while it is pending"),
    "bad_priority": _("a priority is between −1,000,000 and 1,000,000"),
    "dates_reversed": _("ends before it begins"),
    "unknown_code": _("“{name}” is not among the {list}"),
    "not_derived": _("“{name}” is not a derived fact: a rule can't set it"),
    "effect_shape": _("does not fit a rule of the kind {kind}"),
    "placeholder": _("the placeholder “{name}” is not a fact of the vocabulary"),
    "placeholder_shape": _("has a brace that opens or closes no placeholder"),
    "cycle": _("derives from itself: {names}"),
    # trying out
    "too_slow": _("takes longer than {seconds} seconds to compile and to decide its examples"),
    "crashed": _("crashes the engine that compiles it and decides its examples"),
    # warnings
    "may_clash": _("ties with “{other}” and says the contrary: if both apply, the stricter wins or nothing is derived"),
    "cannot_fire": _("can't fire: its conditions contradict each other"),
    "nobody_supplies": _("nobody supplies “{name}”, which a rule reads"),
    "waits_unasked": _(
        "waits for “{name}”, which nobody is asked of the category “{category}”: name the categories in the condition"
    ),
}


def message(code: str, params: Mapping[str, str], language: str) -> str:
    """The sentence of a fault's code in the language."""
    return translate(language, MESSAGES[code], **params)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong at one place; ``path`` is a JSON path such as ``$.rules[3].when.all[0].value``."""

    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """The place and what is wrong there, as one line."""
        return f"{self.path}: {message(self.code, self.params, language)}"


class FaultsError(ValueError):
    """A document is refused; ``faults`` has everything that is wrong with it, in document order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(fault.message() for fault in self.faults)

    def messages(self, language: str) -> list[str]:
        """One line a fault, in the language."""
        return [fault.message(language) for fault in self.faults]


class VocabularyError(FaultsError):
    """The facts or codes of a vocabulary are wrong."""


class ConditionError(FaultsError):
    """A condition is wrong."""


class RulebookError(FaultsError):
    """A rulebook document is wrong."""


class FactError(ValueError):
    """The value given for a fact is not one the vocabulary allows; ``fact`` is its name."""

    def __init__(self, fact: str, code: str, params: Mapping[str, str] | None = None) -> None:
        self.fact = fact
        self.code = code
        self.params = dict(params or {})
        super().__init__(fact, code, self.params)

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: str = "en") -> str:
        """The fact's name and what is wrong with its value, as one line."""
        return f"{self.fact}: {message(self.code, self.params, language)}"


class ValueProblemError(Exception):
    """A value does not fit a type; raised by ``rules.values`` and given a place by whoever called it."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)
