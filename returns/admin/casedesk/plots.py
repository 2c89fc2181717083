"""Plots as SVG drawn by the server: bars whose sizes are attributes, for no style may stand in a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from returns.admin.casedesk.figures import STANDINGS, Bar, Times

WIDTH, HEIGHT = 604, 150
LEFT, TOP, BOTTOM = 44, 12, 128
LABELS = 6
"""As many days as have room for their names."""


@dataclass(frozen=True, slots=True)
class Rect:
    """One part of a bar; ``css`` is the class of its colour."""

    x: float
    y: float
    width: float
    height: float
    css: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, or a day under a bar, with its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: what it shows in words, its bars, its lines and its days."""

    title: str
    desc: str
    rects: tuple[Rect, ...]
    lines: tuple[Tick, ...]
    days: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def verdict_plot(bars: Sequence[Bar], words: dict[str, str]) -> Plot:
    """Return the verdicts by day, one on the other."""
    top = _round_up(max((bar.total for bar in bars), default=0))
    step = (WIDTH - LEFT - 4) / max(len(bars), 1)
    rects = []
    for i, bar in enumerate(bars):
        base = float(BOTTOM)
        for name in STANDINGS:
            height = (BOTTOM - TOP) * bar.counts[name] / top
            base -= height
            if height:
                title = f"{_day(bar)}: {bar.counts[name]} {words[name]}"
                rects.append(Rect(*_placed(i, step, base, height), f"c-{name}", title))
    busiest = max(bars, key=lambda bar: bar.total, default=None)
    desc = _("At most %(count)d in one bar.") % {"count": busiest.total if busiest else 0}
    return Plot(_("Verdicts over time"), desc, tuple(rects), _lines(top), _days([bar.day for bar in bars], step))


def time_plot(times: Sequence[Times]) -> Plot:
    """Return the median time to a decision by day."""
    top = _round_up(max((entry.median_hours for entry in times), default=0))
    step = (WIDTH - LEFT - 4) / max(len(times), 1)
    rects = []
    for i, entry in enumerate(times):
        height = (BOTTOM - TOP) * entry.median_hours / top
        title = _("%(hours)d h") % {"hours": round(entry.median_hours)}
        rects.append(Rect(*_placed(i, step, BOTTOM - height, height), "c-time", title))
    desc = _("In hours from the opening to the acceptance or the refusal; half took longer.")
    days = _days([entry.day for entry in times], step)
    return Plot(_("Time to a decision"), desc, tuple(rects), _lines(top), days)


def _placed(i: int, step: float, y: float, height: float) -> tuple[float, float, float, float]:
    width = min(step * 0.74, 40.0)
    return round(LEFT + i * step + (step - width) / 2, 1), round(y, 1), round(width, 1), round(height, 1)


def _round_up(value: float) -> int:
    """The smallest of 2, 4, 10, 20, 40, 100, … that is not below a value."""
    size = 1
    while True:
        for factor in (2, 4, 10):
            if size * factor >= value:
                return size * factor
        size *= 10


def _lines(top: int) -> tuple[Tick, ...]:
    return tuple(
        Tick(BOTTOM - (BOTTOM - TOP) * part / 2, number_format(top * part // 2, force_grouping=True))
        for part in range(3)
    )


def _days(days: Sequence[object], step: float) -> tuple[Tick, ...]:
    every = max(1, -(-len(days) // LABELS))
    return tuple(
        Tick(round(LEFT + i * step + step / 2, 1), date_format(day, "j\u00a0N"))  # type: ignore[arg-type]
        for i, day in enumerate(days)
        if i % every == 0
    )


def _day(bar: Bar) -> str:
    return date_format(bar.day, "j N")
