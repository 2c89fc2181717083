"""Whether a condition can be true at all: for warnings, so it errs towards "it can"."""

from collections import defaultdict
from collections.abc import Sequence

from .conditions import All, Any, Comparison, Condition, FactReference, Not
from .evaluate import compare
from .operators import OPERATORS
from .samples import sample_values
from .vocabulary import Vocabulary

SAMPLED = frozenset({"boolean", "choice", "integer", "decimal", "date"})
Claim = tuple[Comparison, bool]


def can_hold(conditions: Sequence[Condition | None], vocabulary: Vocabulary) -> bool:
    """Whether all the conditions could be true of one case."""
    return _possible([(condition, True) for condition in conditions if condition is not None], [], vocabulary)


def _possible(wanted: list[tuple[Condition, bool]], claims: list[Claim], vocabulary: Vocabulary) -> bool:
    claims = list(claims)
    choices: list[list[tuple[Condition, bool]]] = []
    stack = list(wanted)
    while stack:
        condition, truth = stack.pop()
        match condition:
            case Comparison():
                claims.append((condition, truth))
            case Not(child):
                stack.append((child, not truth))
            case All(children) | Any(children):
                parts = [(child, truth) for child in children]
                if isinstance(condition, All) is truth:
                    stack += parts
                else:
                    choices.append(parts)
    return _consistent(claims, vocabulary) and all(
        any(_possible([part], claims, vocabulary) for part in parts) for parts in choices
    )


def _consistent(claims: list[Claim], vocabulary: Vocabulary) -> bool:
    by_fact: defaultdict[str, list[Claim]] = defaultdict(list)
    for leaf, truth in claims:
        if not isinstance(leaf.value, FactReference):
            by_fact[leaf.fact].append((leaf, truth))
    return all(_has_value(name, found, vocabulary) for name, found in by_fact.items())


def _has_value(name: str, claims: list[Claim], vocabulary: Vocabulary) -> bool:
    if all(OPERATORS[leaf.operator].of_unknown is truth for leaf, truth in claims):
        return True
    if vocabulary[name].type not in SAMPLED:
        return not any(leaf.operator == ("isUnknown" if truth else "isKnown") for leaf, truth in claims)
    values = sample_values(vocabulary[name], (leaf for leaf, _truth in claims))
    return any(all(compare(leaf, {name: value}) is truth for leaf, truth in claims) for value in values)
