"""What is measured on photos: floors of precision and recall on drawn ones, and what each number means."""

from __future__ import annotations

import imagehash
import numpy as np
import pytest
from PIL import Image

from returns.uploads.measure import measure, perceptual_hash
from tests.returns.uploads.grading import MEASURED, grade
from tests.returns.uploads.rendered import good, jpeg, variants
from tests.returns.uploads.tools import picture


def test_every_check_finds_what_it_is_for_and_leaves_good_photos_alone() -> None:
    grades = grade(range(3))
    assert set(grades) == set(MEASURED)
    for check, found in grades.items():
        assert found.recall >= 0.9, check
        assert found.precision >= 0.9, check


def test_the_hash_is_the_one_that_imagehash_computes() -> None:
    for seed in range(3):
        image = good(seed)
        assert perceptual_hash(image) == str(imagehash.phash(image))


def test_the_same_photo_is_known_again_and_others_are_not() -> None:
    first, second = good(0), good(1)
    hashes = [int(perceptual_hash(image), 16) for image in variants(0) if image.width > image.height]
    assert max((hashes[0] ^ other).bit_count() for other in hashes) <= 3
    assert (int(perceptual_hash(first), 16) ^ int(perceptual_hash(second), 16)).bit_count() > 10


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_nothing_has_no_hash_and_no_edge(level: int) -> None:
    measured = measure(Image.new("RGB", (900, 700), (level, level, level)))
    assert (measured["hash"], measured["sharpness"]) == ("", 0.0)
    assert measured["dark_share"] == (level == 0)
    assert measured["bright_share"] == (level == 255)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (17, 17)])
def test_pictures_of_any_shape_are_measured(size: tuple[int, int]) -> None:
    assert measure(Image.effect_noise(size, 80).convert("RGB"))["sharpness"] >= 0


def test_a_lit_white_screen_is_no_glare() -> None:
    pixels = np.full((900, 1200, 3), 90, np.uint8)
    pixels[200:700, 300:900] = 255
    assert measure(Image.fromarray(pixels))["glare_share"] == 0


def test_size_of_a_camera_does_not_change_what_sharp_means() -> None:
    values = [measure(image)["sharpness"] for image in variants(2)]
    assert max(values) - min(values) < 0.1


def test_what_is_stored_measures_as_what_came() -> None:
    image = picture(jpeg(good(3), 88))
    assert abs(measure(image)["sharpness"] - measure(good(3))["sharpness"]) < 0.05
