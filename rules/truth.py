"""The truth of one condition, by whichever interpreter."""

from collections.abc import Mapping
from typing import Literal

from .conditions import All, Any, Comparison, Condition, Not, parse_condition
from .durable import Matcher
from .evaluate import truth_of
from .generated import truth_by_source
from .layout import in_one
from .network import Query
from .values import Value
from .vocabulary import Vocabulary

Engine = Literal["reference", "generated", "durable"]


def truth(
    condition: object, facts: Mapping[str, object], *, vocabulary: Vocabulary, engine: Engine = "reference"
) -> bool | None:
    """True, False or None (unknown).

    ``condition`` is JSON or parsed; ``facts`` are JSON values by name, None or absent for unknown. ``engine`` picks
    the reference meaning, the reference compiled to Python, or durable-rules; all give the same. Raises
    ``ConditionError``, ``FactError``, and ``ValueError`` for an unknown engine.
    """
    document = condition.to_json() if isinstance(condition, All | Any | Not | Comparison) else condition
    parsed = parse_condition(document, vocabulary)
    known, _asked = vocabulary.read_facts(facts)
    if engine == "reference":
        return truth_of(parsed, known)
    if engine == "generated":
        return truth_by_source(parsed, known)
    if engine == "durable":
        return _by_durable(parsed, known, vocabulary)
    raise ValueError(f"{engine!r} is not an engine")


def _by_durable(condition: Condition, known: Mapping[str, Value], vocabulary: Vocabulary) -> bool | None:
    """Two questions, for durable-rules knows no third truth: does it hold, and could it?"""
    with Matcher(in_one([Query(condition, "true"), Query(condition, "not_false")], vocabulary)) as matcher:
        answers = matcher.match(known)
    return True if 0 in answers else None if 1 in answers else False
