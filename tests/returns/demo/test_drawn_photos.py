"""The demo's photos measured as uploads are: what is wrong with one is what its check finds."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from returns.demo.drawn_photos import TABLES, Shot, take
from returns.uploads.measure import measure

GOOD = Shot(shape="phone", side="front_off", colour="bleu", table="planks", seed="a test")


def opened(shot: Shot) -> Image.Image:
    return Image.open(io.BytesIO(take(shot))).convert("RGB")


def test_a_good_photo_is_sharp_bright_and_without_glare() -> None:
    found = measure(opened(GOOD))
    assert found["sharpness"] > 0.25
    assert found["dark_share"] < 0.7
    assert found["bright_share"] < 0.5
    assert found["glare_share"] == 0


@pytest.mark.parametrize(
    ("flaw", "measured", "least", "most"),
    [("blurred", "sharpness", 0, 0.2), ("dark", "dark_share", 0.8, 1), ("glaring", "glare_share", 0.02, 1)],
)
def test_each_flaw_is_measured(flaw: str, measured: str, least: float, most: float) -> None:
    assert least <= measure(opened(replace(GOOD, flaw=flaw)))[measured] <= most


def test_the_same_shot_gives_the_same_file_and_another_one_does_not() -> None:
    assert take(GOOD) == take(GOOD)
    assert take(replace(GOOD, seed="another")) != take(GOOD)


@pytest.mark.parametrize("table", TABLES)
def test_a_photo_is_upright_where_the_device_is(table: str) -> None:
    assert opened(replace(GOOD, table=table)).size == (768, 1024)
    assert opened(replace(GOOD, table=table, side="left")).size == (1024, 768)
