"""What agents and leads decide on a case: with the rules, or otherwise and why; each a transaction and an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override as in_language
from django.utils.translation import pgettext

from returns.casework.changes import event_by, hold, record, refuse_final
from returns.casework.overrides import REFUND, exceeds_limit
from returns.casework.standing import current_outcome, effective_verdicts, open_reviews
from returns.casework.transitions import perform
from returns.mailing.outbox import send_later
from returns.models.case import ReturnCase, Verdict
from returns.models.event import Event
from returns.models.override import OverriddenRule, Override
from returns.models.user import User
from returns.permissions import acting_as, is_lead, leads
from returns.telling.money import amount_words
from returns.telling.reasons import plain_reasons
from returns.telling.retelling import readable_book
from returns.workflow import TRANSITION_OF, Audience, Outcome, State

_STAFF = frozenset({Audience.AGENT, Audience.LEAD})
_LEAD = frozenset({Audience.LEAD})
SEND_BACK = "send_back"


class DecisionRefusedError(Exception):
    """What was to be decided can't be; the message says why, and nothing was done."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What stands to be accepted: the resolution by its code, and the transition that is the next step to it.

    ``rules`` are those that recommend it; ``is_override``: an agent decided it instead. ``others`` are the other
    resolutions that rules recommend.
    """

    resolution: str
    transition: str
    rules: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_override: bool = False


def proposal(case: ReturnCase) -> Proposal | None:
    """Return what an agent may accept in one action; None where nobody proposes anything that is left to be done."""
    outcome = current_outcome(case)
    if outcome is None:
        return None
    by_rules = _recommended(case, outcome)
    own = case.override.resolution if case.override else ""
    resolution = own or next(iter(by_rules), "")
    transition = _next_step(case.state, resolution)
    if not resolution or transition is None:
        return None
    return Proposal(
        resolution=resolution,
        transition=transition,
        rules=by_rules.get(resolution, ()),
        others=tuple(code for code in by_rules if code != resolution),
        is_override=bool(own),
    )


def accept_proposal(*, case: ReturnCase, actor: User, reason: str = "") -> Event:
    """Take the step that is proposed, and keep the resolution that it leads to.

    A refusal says the rules' reasons unless another ``reason`` is given. What no person has to look at the system
    accepts by itself (``returns.casework.automatic``). Raises DecisionRefusedError, TransitionRefusedError,
    CaseChangedError.
    """
    found = proposal(case)
    if found is None:
        raise DecisionRefusedError(_("Nothing is proposed for %(case)s.") % {"case": case})
    if found.transition == "refuse" and not reason.strip():
        reason = plain_reasons(case, case.customer.language)
    return perform(case=case, transition=found.transition, actor=actor, reason=reason, resolution=found.resolution)


@transaction.atomic
def decide_otherwise(
    *,
    case: ReturnCase,
    actor: User,
    reason: str,
    verdicts: Mapping[str, str] | None = None,
    resolution: str = "",
) -> Override:
    """Put an agent's judgement in the place of the rules': verdicts by guarantee, a resolution, or both.

    It names the rules that it disagrees with, stands whatever the rules say next, and waits for a lead where it
    refunds more than the limit; a lead's own does not wait. Taking the step that follows is ``accept_proposal``.
    Raises DecisionRefusedError, CaseFinalError, CaseChangedError, PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _STAFF)
    hold(case)
    outcome = _outcome(case)
    changed = _otherwise(outcome, case, verdicts or {})
    _refuse_override(next(iter(_recommended(case, outcome)), ""), changed, resolution, reason)
    waits = resolution == REFUND and not is_lead(actor) and exceeds_limit(case)
    override = Override(
        decision=case.current_decision,
        verdicts=changed,
        resolution=resolution,
        rules=_rules_against(outcome, changed, resolution),
        needs_confirmation=waits,
    )
    if waits:
        _ask_leads(case, actor, reason.strip())
    event = event_by(actor, audience, kind=Event.Kind.OVERRIDDEN, subject=resolution)
    record(case, event, note=reason.strip(), override=override, override_pending=waits)
    OverriddenRule.objects.bulk_create(OverriddenRule(override=override, rule=rule) for rule in override.rules)
    return override


def confirm_override(*, case: ReturnCase, actor: User, note: str = "") -> Event:
    """Let a colleague's override above the limit stand; raises as ``reject_override`` does."""
    return _answer(case, actor, Event.Kind.CONFIRMED, note, override_pending=False)


def reject_override(*, case: ReturnCase, actor: User, reason: str) -> Event:
    """Take an override above the limit back, so that the rules count again.

    Raises DecisionRefusedError where none waits or no reason is given, PermissionDenied unless a lead asks who has
    not made it, CaseChangedError.
    """
    _need(reason)
    return _answer(case, actor, Event.Kind.REJECTED, reason, override_id=None, override_pending=False)


@transaction.atomic
def withdraw_override(*, case: ReturnCase, actor: User, reason: str) -> Event:
    """Let the rules count again; raises DecisionRefusedError, CaseFinalError, CaseChangedError, PermissionDenied."""
    refuse_final(case)
    audience = acting_as(case, actor, _STAFF)
    _need(reason)
    if case.override is None:
        raise DecisionRefusedError(_("No override stands in %(case)s.") % {"case": case})
    event = event_by(actor, audience, kind=Event.Kind.WITHDRAWN, subject=case.override.resolution)
    return record(case, event, note=reason.strip(), override_id=None, override_pending=False)


@transaction.atomic
def answer_reviews(*, case: ReturnCase, actor: User, reason: str) -> Event:
    """Note that a person has looked at what the rules ask, and that no fact changes by it.

    The case leaves the queue until another rule asks. Raises DecisionRefusedError, CaseFinalError, CaseChangedError,
    PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _STAFF)
    _need(reason)
    answered = sorted({*case.answered_reviews, *open_reviews(_outcome(case))})
    event = event_by(actor, audience, kind=Event.Kind.REVIEWED)
    return record(case, event, note=reason.strip(), answered_reviews=answered)


def _recommended(case: ReturnCase, outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The resolutions that rules propose, those of the highest priority first, each with its rules."""
    book = readable_book(case.current_decision.version_hash) if case.current_decision else None
    ranks = {rule.key: -rule.priority for rule in book.rules} if book else {}
    found: dict[str, tuple[str, ...]] = {}
    for entry in sorted(outcome["recommendations"], key=lambda entry: ranks.get(entry["rule"], 0)):
        found[entry["resolution"]] = (*found.get(entry["resolution"], ()), entry["rule"])
    return found


def _next_step(state: str, resolution: str) -> str | None:
    if state == State.INSPECTED:
        return "refuse" if resolution == SEND_BACK else "accept"
    if state in (State.PREPARING, State.READY) and resolution == SEND_BACK:
        return "refuse"
    if (state == State.ACCEPTED and resolution != SEND_BACK) or (state == State.REFUSED and resolution == SEND_BACK):
        return TRANSITION_OF.get(resolution)
    return None


def _otherwise(outcome: Outcome, case: ReturnCase, verdicts: Mapping[str, str]) -> dict[str, str]:
    """The verdicts that are not the rules' own."""
    unknown = {*verdicts} - {*outcome["guarantees"]} or {*verdicts.values()} - {*Verdict.values}
    if unknown:
        raise DecisionRefusedError(_("The rules know no %(name)s.") % {"name": ", ".join(sorted(unknown))})
    by_rules = effective_verdicts(outcome, {})
    return {code: verdict for code, verdict in verdicts.items() if by_rules.get(code) != verdict}


def _refuse_override(proposed: str, changed: Mapping[str, str], resolution: str, reason: str) -> None:
    _need(reason)
    if resolution and resolution not in TRANSITION_OF:
        raise DecisionRefusedError(_("The rules know no %(name)s.") % {"name": resolution})
    if not changed and resolution in ("", proposed):
        raise DecisionRefusedError(_("This is what the rules say: accept it instead."))


def _rules_against(outcome: Outcome, changed: Mapping[str, str], resolution: str) -> list[str]:
    """The rules that say otherwise: what excludes a guarantee, and what proposes another resolution."""
    grounds = [ground for code in changed for ground in outcome["guarantees"][code]["grounds"]]
    proposals = [entry for entry in outcome["recommendations"] if resolution and entry["resolution"] != resolution]
    return sorted({entry["rule"] for entry in (*grounds, *proposals) if entry["rule"]})


@transaction.atomic
def _answer(case: ReturnCase, actor: User, kind: Event.Kind, note: str, **columns: Any) -> Event:
    audience = acting_as(case, actor, _LEAD)
    override = case.override
    if override is None or not case.override_pending:
        raise DecisionRefusedError(_("No override of %(case)s waits for a lead.") % {"case": case})
    author = override.event.actor
    if author == actor:
        raise DecisionRefusedError(_("Somebody else confirms your override."))
    _tell_author(case, author, actor, kind, note)
    event = event_by(actor, audience, kind=kind, subject=override.resolution)
    return record(case, event, note=note.strip(), **columns)


def _ask_leads(case: ReturnCase, actor: User, reason: str) -> None:
    for lead in leads():
        with in_language(lead.language):
            amount = amount_words(case.order.price, case.order.currency)
        context = {"agent": str(actor), "amount": amount, "reason": reason}
        send_later(template="override_to_confirm", to=lead.email, language=lead.language, context=context, case=case)


def _tell_author(case: ReturnCase, author: User | None, lead: User, kind: Event.Kind, note: str) -> None:
    if author is None or not author.is_active:
        return
    with in_language(author.language):
        confirmed = kind == Event.Kind.CONFIRMED
        answer = pgettext("override", "confirmed") if confirmed else pgettext("override", "rejected")
    context = {"agent": str(lead), "answer": answer, "reason": note.strip()}
    send_later(template="override_answered", to=author.email, language=author.language, context=context, case=case)


def _outcome(case: ReturnCase) -> dict[str, Any]:
    outcome = current_outcome(case)
    if outcome is None:
        raise DecisionRefusedError(_("The rules have not been applied to %(case)s yet.") % {"case": case})
    return outcome


def _need(reason: str) -> None:
    if not reason.strip():
        raise DecisionRefusedError(_("Say why."))
