"""How well the checks, with the limits that are shipped, tell good photos from spoilt ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image

from returns.photos.checks import CHECKS
from returns.uploads.measure import measure
from tests.conftest import SOURCE
from tests.returns.uploads.rendered import SPOILT, variants

MEASURED = ("sharp", "bright", "not_overexposed", "no_glare", "large_enough")
LIMITS = {
    row["fields"]["code"]: Decimal(row["fields"]["limit"])
    for row in json.loads((SOURCE / "fixtures/catalogue/11_photo_checks.json").read_text(encoding="utf-8"))
}


def failed(image: Image.Image) -> set[str]:
    """The checks that a photo fails."""
    measured = {"width": image.width, "height": image.height, **measure(image)}
    return {check for check in MEASURED if not CHECKS[check](measured, LIMITS[check])}


@dataclass
class Grade:
    """Of one check: the spoilt photos that it found and missed, and the good ones that it failed."""

    found: int = 0
    missed: int = 0
    wronged: int = 0

    @property
    def recall(self) -> float:
        """The share of the spoilt photos that are found."""
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        """The share of the photos found that are spoilt."""
        return self.found / (self.found + self.wronged) if self.found else 0.0


def grade(seeds: Iterable[int]) -> dict[str, Grade]:
    """Grade every check on the photos of some seeds."""
    grades = {check: Grade() for check in MEASURED}
    for seed in seeds:
        for image in variants(seed):
            for check in failed(image):
                grades[check].wronged += 1
        for check, was_found in _found(seed):
            if was_found:
                grades[check].found += 1
            else:
                grades[check].missed += 1
    return grades


def _found(seed: int) -> Iterator[tuple[str, bool]]:
    for spoilt in SPOILT.values():
        yield spoilt.check, spoilt.check in failed(spoilt.draw(seed))
