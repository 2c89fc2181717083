"""What sellers can photograph, and see photographed, of each kind of device."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.utils.translation import override

from returns.portal.photos import read_shots
from tests.returns.guide.conftest import WATCH_SIDES, NewReturn, cast, new_return, shipped, stocked

__all__ = ["cast", "new_return", "shipped", "stocked"]

pytestmark = pytest.mark.django_db
PARCEL = ["Outside of the parcel", "Inside of the parcel"]


@pytest.mark.parametrize(
    ("device", "sides"),
    [
        ("watch", WATCH_SIDES),
        ("scooter", ["Every side", "Fragile parts"]),
        ("console", ["Every side", "Fragile parts"]),
    ],
)
def test_the_slots_are_those_of_the_kind_of_device(new_return: NewReturn, device: str, sides: Sequence[str]) -> None:
    with override("en"):
        assert [slot.label for slot in read_shots(new_return(device)).slots] == [*sides, *PARCEL]
