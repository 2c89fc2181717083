"""What staff's limits make of the measurements of a photo: a verdict a check, under the name that rules read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from returns.ledger.canonical import Json
from returns.models.catalogue import PhotoCheck

Measured = Mapping[str, Any]
Test = Callable[[Measured, Decimal], bool]


def _at_least(measurement: str) -> Test:
    return lambda measured, limit: Decimal(str(measured[measurement])) >= limit


def _at_most(measurement: str) -> Test:
    return lambda measured, limit: Decimal(str(measured[measurement])) <= limit


def _farther(measurement: str) -> Test:
    def farther(measured: Measured, limit: Decimal) -> bool:
        distance: int | None = measured[measurement]
        return distance is None or Decimal(distance) > limit

    return farther


def _large_enough(measured: Measured, limit: Decimal) -> bool:
    return bool(max(measured["width"], measured["height"]) >= limit)


CHECKS: Mapping[str, Test] = MappingProxyType(
    {
        "large_enough": _large_enough,
        "sharp": _at_least("sharpness"),
        "bright": _at_most("dark_share"),
        "not_overexposed": _at_most("bright_share"),
        "no_glare": _at_most("glare_share"),
        "unique_in_case": _farther("nearest_in_case"),
        "unique_elsewhere": _farther("nearest_elsewhere"),
    }
)
"""By the code of ``PhotoCheck``, and of the fact ``evidence.<item>.<code>``: whether a photo passes."""


def verdicts(measured: Measured) -> dict[str, Json]:
    """Return the verdict of every check that staff have enabled (one query)."""
    enabled = PhotoCheck.objects.filter(enabled=True, code__in=CHECKS)
    return {check.code: CHECKS[check.code](measured, check.limit) for check in enabled}


def passes_every_check(measurements: Mapping[str, Json]) -> bool:
    """Tell whether a photo was checked, and nothing that matters is wrong with it (one query)."""
    failed = [code for code in CHECKS if measurements.get(code) is False]
    if PhotoCheck.objects.filter(code__in=failed, severity=PhotoCheck.Severity.REVIEW).exists():
        return False
    return any(code in measurements for code in CHECKS)
