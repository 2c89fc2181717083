"""The lines of the queue: what each case comes to, what it takes, by when, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from returns.admin.casedesk.judgement import proposal_words
from returns.admin.casedesk.moments import is_late, is_soon, short, span, until
from returns.admin.casedesk.people import Assignee, assignee
from returns.casework.standing import open_reviews
from returns.models import Evidence, ReturnCase, User
from returns.models.queue import CaseGround
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.retelling import Retelling, retell
from returns.telling.verdicts import BLOCKED, ERASED, GUARANTEE_CHIPS, TO_REVIEW, UNDECIDED, Chip, state_chip
from returns.workflow import State

GROUNDS = 3
"""As many grounds as a line names."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue; ``due`` is when the next step is owed, ``by`` how much that is from now."""

    case: ReturnCase
    age: str
    chip: Chip
    state: Chip
    grounds: str
    takes: str
    due: str
    by: str
    is_late: bool
    is_soon: bool
    assignee: Assignee | None


def lines(cases: Sequence[ReturnCase], user: User, now: datetime) -> list[Line]:
    """Return the lines of a page of cases, in six queries whatever the number of cases."""
    facts = _Facts(cases, get_language() or "fr")
    return [
        Line(
            case=case,
            age=span(now - case.opened_at),
            chip=_chip(case),
            state=state_chip(case.state),
            grounds=facts.grounds(case),
            takes=facts.takes(case, now),
            due=short(case.due_at) if case.due_at else "",
            by=until(case.due_at, now) if case.due_at else "",
            is_late=is_late(case.due_at, now),
            is_soon=is_soon(case.due_at, now),
            assignee=assignee(case.assigned_to, user),
        )
        for case in cases
    ]


def _chip(case: ReturnCase) -> Chip:
    if case.erased_at:
        return ERASED
    if case.needs_review:
        return TO_REVIEW
    if case.is_blocked:
        return BLOCKED
    return GUARANTEE_CHIPS.get(case.verdict, UNDECIDED)


class _Facts:
    """What a page of cases needs besides its rows, each read once for all of them."""

    def __init__(self, cases: Sequence[ReturnCase], language: str) -> None:
        keys = [case.pk for case in cases]
        self.language = language
        self.labels: Labels = catalogue_labels()
        self._grounds: dict[int, list[str]] = defaultdict(list)
        for case_id, ground in CaseGround.objects.filter(case__in=keys).values_list("case_id", "ground"):
            self._grounds[case_id].append(ground)
        pending = Evidence.objects.filter(case__in=keys, status=Evidence.Status.PENDING).order_by()
        self._pending = dict(pending.values("case_id").annotate(count=Count("pk")).values_list("case_id", "count"))

    def grounds(self, case: ReturnCase) -> str:
        """Name the grounds of a case."""
        codes = self._grounds[case.pk]
        named = ", ".join(self.labels.grounds.get(code, code) for code in codes[:GROUNDS])
        return f"{named}…" if len(codes) > GROUNDS else named

    def takes(self, case: ReturnCase, now: datetime) -> str:
        """Say what the case takes of a person: the one thing to do next."""
        return _asked_by_people(case, self.labels.resolutions) or self._asked_by_rules(case, now)

    def _asked_by_rules(self, case: ReturnCase, now: datetime) -> str:
        told = retell(case.current_decision, self.language) if case.current_decision else None
        if told is not None and case.needs_review:
            return _question(case, told)
        if pending := self._pending.get(case.pk, 0):
            return ngettext("Look at %(count)d piece", "Look at %(count)d pieces", pending) % {"count": pending}
        if is_late(case.due_at, now):
            return overdue_words(case)
        if case.state == State.INSPECTED:
            words = proposal_words(case, self.labels)
            return _("Accept the proposal: %(what)s") % {"what": words} if words else _("Decide: nothing is proposed")
        return _held_up(case, told)


def _asked_by_people(case: ReturnCase, resolutions: Mapping[str, str]) -> str:
    if case.override_pending:
        return _("A lead confirms the override")
    if case.is_disputed:
        return _("Answer the objection")
    if case.customer_wrote_at:
        return _("Answer the customer")
    if case.proposed_resolution:
        name = resolutions.get(case.proposed_resolution, case.proposed_resolution)
        return _("Answer the seller's proposal: %(resolution)s") % {"resolution": name}
    return ""


def _question(case: ReturnCase, told: Retelling) -> str:
    left = sorted(open_reviews(told.outcome) - set(case.answered_reviews))
    rules = [review["rule"] for review in told.outcome["reviews"] if review["rule"] in left]
    return told.question(rules[0]) if rules else _("Decide by hand: the rules could not")


def overdue_words(case: ReturnCase) -> str:
    """Say what a case that is late waits for, and from whom."""
    words = {
        State.OPENED: _("Chase the seller: no answer"),
        State.PREPARING: _("Chase the seller: no label"),
        State.ACCEPTED: _("Chase the seller: the resolution is overdue"),
    }
    return words.get(State(case.state), _("See what holds it up"))


def _held_up(case: ReturnCase, told: Retelling | None) -> str:
    if told is None:
        return ""
    if case.is_blocked:
        rule = next((block["rule"] for block in told.outcome["blocks"] if block["rule"]), None)
        return told.title(rule) if rule else ""
    missing = [told.fact(entry["fact"]) for entry in told.outcome["missing"][:2]]
    return (
        _("Find out: %(facts)s") % {"facts": ", ".join(missing)} if case.verdict == "undetermined" and missing else ""
    )
