"""Whether a photo was used before: by its perceptual hash, in the same case and in all others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from returns.models.case import ReturnCase
from returns.models.evidence import Evidence
from returns.models.image_hash import BANDS, ImageHash

MOST = 500
"""Photos of other cases that are compared: those that share 16 bits and more are few."""
_BAND_BITS = 16


def bands(value: str) -> dict[str, int]:
    """Return the bands of a hash, by column."""
    number = int(value, 16)
    return {f"band_{index}": number >> (_BAND_BITS * index) & 0xFFFF for index in range(BANDS)}


def distance(one: str, other: str) -> int:
    """Return in how many of their 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def remember(evidence: Evidence, value: str) -> None:
    """Store the hash of a photo; one without contrast has none that means anything."""
    if value:
        ImageHash.objects.create(evidence=evidence, value=value, **bands(value))


def forget(evidence: Evidence) -> None:
    """Delete the hash of a photo."""
    ImageHash.objects.filter(evidence=evidence).delete()


def nearest_in_case(case: ReturnCase, item: str, value: str) -> int | None:
    """Return the distance of the most alike photo of another slot of the case (one query)."""
    others = ImageHash.objects.filter(evidence__case=case).exclude(evidence__item__code=item)
    standing = others.filter(evidence__status__in=(Evidence.Status.PENDING, Evidence.Status.ACCEPTED))
    return _nearest(value, standing) if value else None


def nearest_elsewhere(case: ReturnCase, value: str) -> int | None:
    """Return the distance of the most alike photo of another case; exact up to 3, as far as bands agree beyond."""
    return _nearest(value, candidates(value).exclude(evidence__case=case)[:MOST]) if value else None


def candidates(value: str) -> QuerySet[ImageHash]:
    """Return the hashes that share a band, which the indexes find."""
    agreeing = Q()
    for column, bits in bands(value).items():
        agreeing |= Q(**{column: bits})
    return ImageHash.objects.filter(agreeing)


def _nearest(value: str, others: Iterable[ImageHash]) -> int | None:
    return min((distance(value, other.value) for other in others), default=None)
