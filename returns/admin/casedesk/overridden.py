"""What an agent decided otherwise than the rules say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from returns.models import ReturnCase
from returns.telling.labels import Labels
from returns.telling.verdicts import GUARANTEE_CHIPS, Chip


@dataclass(frozen=True, slots=True)
class Overridden:
    """The verdicts and the resolution that count instead; ``waits``: until a lead has confirmed them."""

    who: str
    author_id: int | None
    at: datetime
    reason: str
    verdicts: tuple[tuple[str, Chip], ...]
    resolution: str
    waits: bool


def overridden(case: ReturnCase, labels: Labels) -> Overridden | None:
    """Return what was decided otherwise; None where the rules count."""
    found = case.override
    if found is None:
        return None
    event = found.event
    return Overridden(
        who=str(event.actor or ""),
        author_id=event.actor_id,
        at=event.at,
        reason=_reason(case),
        verdicts=tuple(
            (labels.guarantees.get(code, code), GUARANTEE_CHIPS[verdict]) for code, verdict in found.verdicts.items()
        ),
        resolution=labels.resolutions.get(found.resolution, found.resolution),
        waits=case.override_pending,
    )


def _reason(case: ReturnCase) -> str:
    try:
        text: str = case.override.event.note.text if case.override else ""
    except ObjectDoesNotExist:
        return ""
    return text
