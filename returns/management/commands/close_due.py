"""``manage.py close_due``: ends returns whose time is over, settled ones and those that were left alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.casework.closing import Closed, cancel_abandoned, close_due


class Command(BaseCommand):
    """Ends the returns that the catalogue's periods have run out for; to be run every day."""

    help = (
        "Closes settled returns, once the catalogue's period for contesting them (contest) has run out, and cancels "
        "those that their customers have left alone before the parcel left for longer than another (abandon)."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """End them, say what keeps the others going, and how many there were."""
        closed, kept_open = self._count(close_due())
        cancelled, kept = self._count(cancel_abandoned())
        counted = {"closed": closed, "cancelled": cancelled, "left": kept_open + kept}
        self.stdout.write(_("%(closed)s closed, %(cancelled)s cancelled, %(left)s not.") % counted)

    def _count(self, found: Iterable[Closed]) -> tuple[int, int]:
        """Count those that were ended, and those that were not, whose problems are said."""
        problems = [entry.problem for entry in found]
        for problem in filter(None, problems):
            self.stderr.write(problem)
        return problems.count(""), len(list(filter(None, problems)))
