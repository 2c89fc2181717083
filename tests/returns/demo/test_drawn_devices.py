"""Every side that the catalogue asks to photograph can be drawn, whole and hurt."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import ImageChops

from returns.demo.drawn_devices import COLOURS, device
from tests.conftest import SOURCE

ROWS = json.loads((SOURCE / "fixtures/catalogue/04_photo_slots.json").read_text("utf-8"))
SLOTS = sorted(
    (row["fields"]["category"][0], row["fields"]["item"][0].removeprefix("photo."))
    for row in ROWS
    if row["fields"]["category"][0] in ("phone", "tablet", "laptop", "watch")
)


@pytest.mark.parametrize(("shape", "side"), SLOTS)
def test_each_side_is_drawn_on_a_transparent_ground(shape: str, side: str) -> None:
    image = device(shape, side, "noir")
    alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    assert alpha.getbbox() is not None


@pytest.mark.parametrize(("damage", "side"), [("cracked", "front_off"), ("stained", "bottom"), ("opened", "back")])
def test_damage_shows_within_the_device(damage: str, side: str) -> None:
    whole, hurt = device("phone", side, "rouge"), device("phone", side, "rouge", damage)
    assert ImageChops.difference(whole.convert("RGB"), hurt.convert("RGB")).getbbox() is not None
    beyond = ImageChops.subtract(hurt.getchannel("A"), whole.getchannel("A"))
    assert int(np.asarray(beyond).max()) < 40


def test_colours_are_told_apart() -> None:
    middles = {str(device("phone", "back", colour).getpixel((60, 600))) for colour in COLOURS}
    assert len(middles) == len(COLOURS)
