"""What the demo decided, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from rich.markup import escape
from rich.table import Table

from returns.labels import catalogue_labels
from returns.models import Decision, ReturnCase
from returns.retelling import Retelling, retell
from returns.verdicts import GuaranteeVerdict, guarantee_verdicts

STYLES = {"covered": "green", "excluded": "red", "undetermined": "yellow", "review": "magenta"}


def decisions_table(cases: Iterable[ReturnCase], language: str) -> Table:
    """Return a line a case: what was returned, where it stands, the verdicts that were claimed, and why."""
    table = Table(title=_("Decisions"), show_lines=True)
    for heading in (_("case"), _("device"), _("state"), _("guarantees"), _("reasons")):
        table.add_column(heading.capitalize(), overflow="fold")
    names = catalogue_labels().guarantees
    for case in cases:
        decision = case.current_decision
        retelling = retell(decision, language) if decision else None
        if decision and retelling:
            table.add_row(*_row(case, decision, retelling, names))
    return table


def _row(case: ReturnCase, decision: Decision, retelling: Retelling, names: Mapping[str, str]) -> tuple[str, ...]:
    verdicts = [verdict for verdict in guarantee_verdicts(retelling.outcome, names) if verdict.is_claimed]
    chips = [_chip(verdict) for verdict in verdicts]
    if decision.status == Decision.Status.NEEDS_REVIEW:
        chips.insert(0, f"[{STYLES['review']}]{decision.get_status_display()}[/]")
    return (
        case.reference,
        escape(f"{case.device.brand} {case.device.model}"),
        case.get_state_display(),
        "\n".join(chips),
        escape("\n".join(_reasons(retelling))),
    )


def _chip(verdict: GuaranteeVerdict) -> str:
    line = _("%(guarantee)s: %(verdict)s") % {"guarantee": verdict.name, "verdict": verdict.chip.word}
    return f"[{STYLES[verdict.chip.tone]}]{escape(line)}[/]"


def _reasons(retelling: Retelling) -> list[str]:
    outcome = retelling.outcome
    grounds = [ground for guarantee in outcome["guarantees"].values() for ground in guarantee["grounds"]]
    rules = [ground["rule"] for ground in grounds if ground["ground"] != "not_claimed"]
    rules += [block["rule"] for block in outcome["blocks"] if block["rule"]]
    questions = [retelling.question(review["rule"]) for review in outcome["reviews"] if review["rule"]]
    return [*dict.fromkeys([*(retelling.reason(rule) for rule in rules), *questions])]
