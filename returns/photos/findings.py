"""What the checks found on a photo, in words for whoever took it: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from returns.models.catalogue import PhotoCheck
from returns.models.evidence import Evidence


@dataclass(frozen=True)
class Finding:
    """One check that a photo failed, in the reader's language; the photo can be kept all the same."""

    code: str
    message: str
    advice: str
    severity: str

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look at the photo because of it."""
        return self.severity == PhotoCheck.Severity.REVIEW


def known_checks() -> tuple[PhotoCheck, ...]:
    """Return the checks with their texts, in the order in which findings are told (one query): once a page."""
    return tuple(PhotoCheck.objects.all())


def findings(evidence: Evidence, checks: Iterable[PhotoCheck] | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a photo, the gravest first; ``checks`` spares the query that ``known_checks`` makes."""
    return tuple(
        Finding(check.code, check.message, check.advice, check.severity)
        for check in (known_checks() if checks is None else checks)
        if evidence.measurements.get(check.code) is False
    )
