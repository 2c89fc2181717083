"""``manage.py replay``: stored decisions, decided again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.adjudication import Replay
from returns.casework.batches import replay_decisions, stored_decisions
from returns.management.options import day
from returns.management.progress import reporting
from rules.management.base import InputCommand, Refused


class Command(InputCommand):
    """Decide every stored decision again from its stored facts and version, and compare byte for byte.

    Ends with 1 if any came out differently. A decision whose facts have been erased can't be compared.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day to begin with."""
        super().add_arguments(parser)
        parser.add_argument("--since", metavar="DATE", type=day, help="only decisions taken on this day or later")

    def run(self, options: dict[str, Any]) -> None:
        """Compare, say how many are the same, and refuse if any differs."""
        decisions = stored_decisions(options["since"])
        counts: Counter[Replay] = Counter()
        with reporting(self, _("Decisions"), decisions.count()) as reporter:
            for decision, result in replay_decisions(decisions):
                counts[result] += 1
                if result is Replay.DIFFERENT:
                    line = _("decision %(number)d, %(case)s: comes out differently")
                    reporter.say(line % {"number": decision.pk, "case": decision.case})
                reporter.advance()
        self._sum_up(counts)

    def _sum_up(self, counts: Counter[Replay]) -> None:
        different = counts[Replay.DIFFERENT]
        self.stdout.write(
            _("same: %(same)d, different: %(different)d, erased: %(erased)d")
            % {"same": counts[Replay.SAME], "different": different, "erased": counts[Replay.ERASED]}
        )
        if different:
            line = ngettext("%(count)d difference was found.", "%(count)d differences were found.", different)
            raise Refused(line % {"count": different})
