"""What the demo decided, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rich.markup import escape
from rich.table import Table

from returns.models import Decision, ReturnCase
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.retelling import Retelling, retell
from returns.telling.verdicts import ERASED, GuaranteeVerdict, guarantee_verdicts

STYLES = {"covered": "green", "excluded": "red", "undetermined": "yellow", "review": "magenta"}


def decisions_table(cases: Iterable[ReturnCase], language: str) -> Table:
    """Return a line a case: what was returned, where it stands, the verdicts that were claimed, and why."""
    table = Table(title=_("Decisions"), show_lines=True)
    for heading in (_("case"), _("device"), _("state"), _("guarantees"), _("reasons")):
        table.add_column(heading.capitalize(), overflow="fold")
    labels = catalogue_labels()
    for case in cases:
        if case.current_decision is not None:
            table.add_row(*_row(case, case.current_decision, labels, language))
    return table


def _row(case: ReturnCase, decision: Decision, labels: Labels, language: str) -> tuple[str, ...]:
    retelling = retell(decision, language)
    return (
        case.reference,
        escape(str(case.device)),
        case.get_state_display(),
        "\n".join(_chips(decision, retelling, labels)) if retelling else str(ERASED.word),
        escape("\n".join(_reasons(retelling, labels))) if retelling else "",
    )


def _chips(decision: Decision, retelling: Retelling, labels: Labels) -> list[str]:
    verdicts = guarantee_verdicts(retelling.outcome, labels.guarantees)
    chips = [_chip(verdict) for verdict in verdicts if verdict.is_claimed]
    if decision.status == Decision.Status.NEEDS_REVIEW:
        return [f"[{STYLES['review']}]{decision.get_status_display()}[/]", *chips]
    return chips


def _chip(verdict: GuaranteeVerdict) -> str:
    line = _("%(guarantee)s: %(verdict)s") % {"guarantee": verdict.name, "verdict": verdict.chip.word}
    return f"[{STYLES[verdict.chip.tone]}]{escape(line)}[/]"


def _reasons(retelling: Retelling, labels: Labels) -> list[str]:
    """What excludes, what is not known yet, what blocks, what an agent is asked, and what is proposed."""
    outcome = retelling.outcome
    verdicts = [verdict for verdict in guarantee_verdicts(outcome, labels.guarantees) if verdict.is_claimed]
    excluding = [rule for verdict in verdicts for rule in verdict.rules]
    missing = dict.fromkeys(retelling.fact(name) for verdict in verdicts for name in verdict.missing)
    blocking = [block["rule"] for block in outcome["blocks"] if block["rule"]]
    reasons = [retelling.reason(rule) for rule in (*excluding, *blocking)] or [_("No rule excludes it.")]
    if missing:
        reasons.append(_("Not known yet: %(facts)s.") % {"facts": ", ".join(missing)})
    reasons += [retelling.question(review["rule"]) for review in outcome["reviews"] if review["rule"]]
    if proposed := dict.fromkeys(entry["resolution"] for entry in outcome["recommendations"]):
        what = ", ".join(labels.resolutions.get(code, code) for code in proposed)
        reasons.append(_("Proposed: %(what)s") % {"what": what})
    return [*dict.fromkeys(reasons)]
