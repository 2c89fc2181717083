"""The timeline of a case in passages: dozens of photos that came and passed are one line, until somebody opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from returns.admin.happenings import Happening

FEW = 3
"""As many routine lines in a row as stay open: folding fewer saves nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines in a row, newest first; ``summary`` is what they are called folded, empty where they stand open."""

    lines: tuple[Happening, ...]
    summary: str = ""

    @property
    def first(self) -> Happening:
        """The earliest of its lines."""
        return self.lines[-1]

    @property
    def last(self) -> Happening:
        """The latest of its lines."""
        return self.lines[0]


def passages(happenings: Iterable[Happening]) -> Iterator[Passage]:
    """Return the timeline, with each long run of routine lines folded; what somebody wrote is never in a fold."""
    for is_routine, run in groupby(happenings, key=lambda line: line.is_routine and not line.note):
        lines = tuple(run)
        yield Passage(lines, _summary(lines) if is_routine and len(lines) > FEW else "")


def _summary(lines: Iterable[Happening]) -> str:
    """Return what happened how often, what happened first first."""
    counts = Counter(line.name for line in reversed(tuple(lines)))
    named = (_("%(what)s (%(count)d)") % {"what": name, "count": count} for name, count in counts.items())
    return ", ".join(named)
