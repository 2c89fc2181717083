"""``manage.py adjudicate``: the rules applied to stored cases."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from returns.casework.batches import Decided, decide_cases
from returns.management.lines import labelled
from returns.management.options import day
from returns.management.progress import Reporter, reporting
from returns.models import Decision, ReturnCase
from rules.management.base import InputCommand, Refused, WrongUsage


class Command(InputCommand):
    """Decide stored cases, each by the version that it is bound to, and store the decisions.

    Where the same rules conclude the same from the same facts as before, nothing is stored: run again, the command
    goes on from where it was stopped.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one case, several, or all that are not finished."""
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--case", metavar="REF", action="append", help="reference of a case; can be repeated")
        which.add_argument("--all", action="store_true", help="every case that is unfinished, or was never decided")
        parser.add_argument("--on", metavar="DATE", type=day, help="decide for this day (default: today)")

    def run(self, options: dict[str, Any]) -> None:
        """Decide case by case; refuse at the end if one could not be decided."""
        keys = self._keys(options["case"])
        counts: Counter[str] = Counter()
        with reporting(self, _("Cases"), len(keys)) as reporter:
            for decided in decide_cases(keys, on=options["on"]):
                counts.update(_report(reporter, decided))
                reporter.advance()
        self._sum_up(counts)

    def _keys(self, references: list[str] | None) -> list[int]:
        if references is None:
            return list(ReturnCase.objects.adjudicable().order_by("pk").values_list("pk", flat=True))
        known = dict(ReturnCase.objects.filter(reference__in=references).values_list("reference", "pk"))
        for reference in references:
            if reference not in known:
                raise WrongUsage(_("There is no case “%(reference)s”.") % {"reference": reference})
        return [known[reference] for reference in dict.fromkeys(references)]

    def _sum_up(self, counts: Counter[str]) -> None:
        line = _("new decisions: %(new)d, unchanged: %(unchanged)d")
        self.stdout.write(line % {"new": counts["new"], "unchanged": counts["unchanged"]})
        for status in Decision.Status:
            if counts[status]:
                self.stdout.write(labelled(status.label, counts[status]))
        if refused := counts["refused"]:
            line = ngettext("%(count)d case was not decided.", "%(count)d cases were not decided.", refused)
            raise Refused(line % {"count": refused})


def _report(reporter: Reporter, decided: Decided) -> list[str]:
    """Write a line on the case, and return what it counts as."""
    if decided.adjudication is None:
        reporter.say(labelled(decided.case, decided.problem))
        return ["refused"]
    decision, is_new = decided.adjudication
    word = _("new decision") if is_new else _("unchanged")
    reporter.say_unwatched(labelled(decided.case, f"{decision.get_status_display()} ({word})"))
    return ["new" if is_new else "unchanged", decision.status]
