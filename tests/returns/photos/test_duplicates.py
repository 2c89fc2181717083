"""Photos known again by their hash: near ones are found, by the indexes alone."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from returns.models import Evidence, ImageHash, ReturnCase
from returns.photos import duplicates
from tests.factories import CaseFactory, ItemFactory

BITS = st.integers(0, 2**64 - 1)


def hexadecimal(number: int) -> str:
    return f"{number:016x}"


@given(number=BITS, flips=st.sets(st.integers(0, 63), max_size=3))
def test_hashes_that_differ_in_three_bits_share_a_band(number: int, flips: set[int]) -> None:
    other = number
    for bit in flips:
        other ^= 1 << bit
    one, two = hexadecimal(number), hexadecimal(other)
    assert duplicates.distance(one, two) == len(flips)
    assert set(duplicates.bands(one).items()) & set(duplicates.bands(two).items())


def photo(case: ReturnCase, value: str, item: str = "photo.back") -> Evidence:
    ItemFactory.create(code=item)
    evidence: Evidence = Evidence.objects.create(case=case, item_id=item)
    duplicates.remember(evidence, value)
    return evidence


@pytest.mark.django_db
def test_the_nearest_photo_of_the_case_and_of_others() -> None:
    case, other = CaseFactory.create(), CaseFactory.create()
    photo(case, hexadecimal(0b1))
    photo(other, hexadecimal(0b111))
    assert duplicates.nearest_in_case(case, "photo.front_on", hexadecimal(0)) == 1
    assert duplicates.nearest_in_case(case, "photo.back", hexadecimal(0)) is None
    assert duplicates.nearest_elsewhere(case, hexadecimal(0)) == 3
    assert duplicates.nearest_elsewhere(case, hexadecimal(2**64 - 1)) is None


@pytest.mark.django_db
def test_photos_taken_back_or_replaced_and_pictures_of_nothing_are_compared_with_none() -> None:
    case = CaseFactory.create()
    replaced = photo(case, hexadecimal(5))
    Evidence.objects.filter(pk=replaced.pk).update(status="superseded")
    assert duplicates.nearest_in_case(case, "photo.front_on", hexadecimal(5)) is None
    photo(case, "", item="photo.top")
    assert ImageHash.objects.count() == 1
    assert duplicates.nearest_in_case(case, "photo.top", "") is None
    assert duplicates.nearest_elsewhere(case, "") is None


@pytest.mark.django_db
def test_other_cases_are_found_by_the_indexes_alone() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = duplicates.candidates(hexadecimal(7)).explain()
    for column in duplicates.bands(hexadecimal(7)):
        assert column in plan
    assert "SCAN returns_imagehash" not in plan
    assert "Seq Scan" not in plan
