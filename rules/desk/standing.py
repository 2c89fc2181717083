"""How a version stands: its faults and warnings, and the examples that no longer hold."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from rules.drafts import assemble
from rules.faults import Fault, message
from rules.models import Version
from rules.preflight import Report, preflight

SECONDS = 20
"""How long a page waits for a trial; publishing waits longer."""
KEPT_FOR = 24 * 3600
_PLACE = re.compile(r"\$\.(rules|facts|examples)\[(\d+)\]")
_NAMES = {"rules": "key", "facts": "name", "examples": "key"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault or a warning: which rule, fact or example it is about (``kind`` empty: the whole), and what."""

    kind: str
    key: str
    text: str


def standing(version: Version, document: Mapping[str, Any] | None = None) -> Report:
    """The report on a version as it stands now; tried out once, in a process of its own, then remembered.

    ``document`` is what ``assemble`` gives, where the caller has it already.
    """
    document = assemble(version) if document is None else document
    digest = hashlib.sha256(json.dumps(document).encode()).hexdigest()
    name = f"rules.standing.{digest}"
    known: Report | None = cache.get(name)
    if known is None:
        known = preflight(document, seconds=SECONDS)
        cache.set(name, known, KEPT_FOR)
    return known


def remarks(faults: Iterable[Fault], document: Mapping[str, Any], language: str) -> list[Remark]:
    """Faults or warnings in words, each with what it is about."""
    return [_remark(fault, document, language) for fault in faults]


def by_rule(found: Iterable[Remark]) -> Mapping[str, Sequence[str]]:
    """What was found of each rule, by its key."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for remark in found:
        if remark.kind == "rules":
            texts[remark.key].append(remark.text)
    return texts


def _remark(fault: Fault, document: Mapping[str, Any], language: str) -> Remark:
    text = message(fault.code, fault.params, language)
    place = _PLACE.match(fault.path)
    if place is None:
        return Remark("", "", fault.message(language))
    kind, index = place[1], int(place[2])
    return Remark(kind, str(document[kind][index].get(_NAMES[kind], "")), text)
