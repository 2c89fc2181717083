"""What a new decision changed: the one that stood beside the one that stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from returns.casework.readjudicating import difference
from returns.models import Decision, ReturnCase
from rules.desk.impact import Told, Words


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs between two decisions on a case, in words; nothing, where only the facts do."""

    before: Decision
    changes: list[Told]


def changed_since(case: ReturnCase, decision_id: str) -> Changed | None:
    """Return what changed since an earlier decision on the case; None where there is none of that number."""
    if not (decision_id.isascii() and decision_id.isdigit()) or case.current_decision is None:
        return None
    before = case.decisions.filter(pk=int(decision_id[:18])).select_related("record").first()
    if before is None or before.pk == case.current_decision_id:
        return None
    words = Words(get_language() or "fr")
    return Changed(before, [words.told(change) for change in difference(before, case.current_decision)])
