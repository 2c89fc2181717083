"""Reading all facts of a case at once: Python generated from a vocabulary, a few lines a fact.

It copies what is given and touches only what is not canonical as it stands. What is wrong it does not name: it gives
up, whatever is raised, and ``Vocabulary`` goes through the facts one by one. Only names made here, our own numbers and
``repr`` of names enter the source.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from .values import CACHED_TEXT, MAX_INTEGER, MAX_TEXT, Canonical, Value, read_date, read_decimal_text, table

# The known facts in canonical form and the names of those asked and not known; None where anything is wrong.
ReadAll = Callable[[Mapping[str, object]], tuple[dict[str, Value], list[str]] | None]

_ABSENT = object()
# By type: which values v are quickly dealt with, and their canonical form if it is not v itself (``t``: the codes).
_QUICK = {
    "boolean": ("v is True or v is False", ""),
    "integer": (f"type(v) is int and {-MAX_INTEGER} <= v <= {MAX_INTEGER}", ""),
    "decimal": (f"type(v) is str and len(v) <= {CACHED_TEXT}", "read_decimal_text(v)"),
    "date": ("type(v) is str", "read_date(v)"),
    "choice": ("type(v) is str and v in {t}", ""),
    "choices": ("type(v) is list", "frozenset(map({t}.__getitem__, v))"),
    "text": (f"type(v) is str and len(v) <= {MAX_TEXT} and v.isascii()", ""),
}


def compile_reader(types: Iterable[tuple[str, str, tuple[str, ...]]], readers: Mapping[str, Canonical]) -> ReadAll:
    """A function that reads facts of these names, types and codes; ``readers`` are each name's own."""
    variables: dict[str, Any] = {"absent": _ABSENT, "read_date": read_date, "read_decimal_text": read_decimal_text}
    body: list[str] = []
    number = 0
    for number, (name, type_name, codes) in enumerate(types, 1):
        variables |= {f"r{number}": readers[name], f"t{number}": table(codes)}
        is_quick, canonical = (part.format(t=f"t{number}") for part in _QUICK[type_name])
        body += [
            f"  v = get({name!r}, absent)",
            f"  if {is_quick}: {f'known[{name!r}] = {canonical}' if canonical else 'pass'}",
            "  elif v is absent: read -= 1",
            f"  elif v is None: asked.append({name!r}); del known[{name!r}]",
            f"  else: known[{name!r}] = r{number}(v)",
        ]
    lines = [
        "def read_all(facts):",
        f" get, known, asked, read = facts.get, dict(facts), [], {number}",
        " try:",
        *body,
        " except Exception: return None",
        " return (known, asked) if read == len(facts) else None",
    ]
    exec(compile("\n".join(lines), "<facts>", "exec"), variables)  # noqa: S102 - made of our own names only
    return cast("ReadAll", variables["read_all"])
