"""`make bench`: how well the photo checks tell good photos from spoilt ones, with the limits that are shipped.

The photos are drawn (``tests/returns/uploads/rendered.py``), none of them those that the tests grade on.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

SEEDS = range(1000, 1012)
FLOOR = 0.9


def main() -> None:
    """Print precision and recall by check; fail below the floor."""
    from tests.returns.uploads.grading import LIMITS, grade
    from tests.returns.uploads.rendered import SPOILT, variants

    started = time.perf_counter()
    grades = grade(SEEDS)
    good = len(SEEDS) * len(list(variants(0)))
    print(f"Photo checks on {good} good photos and {len(SEEDS) * len(SPOILT)} spoilt ones")
    print(f"{'check':<18}{'limit':>8}{'precision':>11}{'recall':>8}{'found':>7}{'missed':>8}{'wronged':>9}")
    for check, it in grades.items():
        figures = f"{it.precision:>11.3f}{it.recall:>8.3f}{it.found:>7}{it.missed:>8}{it.wronged:>9}"
        print(f"{check:<18}{LIMITS[check]:>8}{figures}")
    low = [check for check, it in grades.items() if min(it.precision, it.recall) < FLOOR]
    print(f"target: at least {FLOOR}: {'missed by ' + ', '.join(low) if low else 'met'}", end=", ")
    print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(bool(low))


if __name__ == "__main__":
    os.environ.update(DEBUG="0", SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="tests.settings")
    import django

    django.setup()
    main()
