"""The clock by which things are written down: now, but while the demo tells of its past."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from returns.timing import clock
from tests.conftest import SOURCE

PAST = datetime(2026, 5, 26, 10, 20, tzinfo=UTC)


def test_it_is_now_except_while_a_past_is_told() -> None:
    before = timezone.now()
    with clock.telling(PAST):
        assert clock.now() == PAST
    assert before <= clock.now() <= timezone.now()


def test_it_is_now_again_after_an_error() -> None:
    try:
        with clock.telling(PAST):
            raise LookupError
    except LookupError:
        assert clock.now() > PAST


def test_only_the_demo_tells_of_the_past() -> None:
    files = [path for folder in ("admin_site", "returns", "rules") for path in (SOURCE / folder).rglob("*.py")]
    telling = {path.relative_to(SOURCE).as_posix() for path in files if "clock.telling(" in path.read_text("utf-8")}
    assert telling == {"returns/demo/playing.py"}
