"""Asks the customer or the seller for exactly what a case still lacks, by a mail that can be read beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override as in_language

from returns.casework.changes import event_by, record, refuse_final
from returns.casework.conversation import answered
from returns.casework.deciding import DecisionRefusedError
from returns.casework.standing import current_outcome
from returns.casework.transitions import SHIPPING_STEP
from returns.facts import stated_as
from returns.mailing.outbox import MailText, preview, send_later
from returns.mailing.recipients import tell_seller
from returns.models.case import ReturnCase
from returns.models.catalogue import EvidenceItem
from returns.models.event import Event
from returns.models.evidence import Evidence
from returns.models.user import User
from returns.permissions import acting_as
from returns.telling.labels import item_names
from returns.telling.retelling import EMPTY, readable_book
from returns.workflow import Audience, State
from rules import Vocabulary
from rules.wording import fact_question

_STAFF = frozenset({Audience.AGENT, Audience.LEAD})
_BEFORE_SHIPPING = frozenset({State.OPENED, State.PREPARING, State.READY})
_RAW = ("declared.", "inspected.")
"""Facts that are one side's word of another."""
_EVIDENCE = "evidence."
"""Facts about pieces of evidence: it is the piece that is asked for."""
TEMPLATES = {Audience.CUSTOMER: "items_missing_customer", Audience.SELLER: "items_missing_seller"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one side can still give: evidence items and facts, by code."""

    items: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.facts)


def lacking_of(case: ReturnCase) -> dict[Audience, Wanted]:
    """Return what the customer and the seller can each be asked for now (5 queries).

    Items are those that the rules require, that nobody has accepted and that do not wait to be looked at, and none of
    the shipping before the parcel leaves; facts those that could still change the outcome and that nobody has
    answered with "I don't know".
    """
    outcome = current_outcome(case)
    if outcome is None or case.is_final:
        return {Audience.CUSTOMER: Wanted(), Audience.SELLER: Wanted()}
    facts = {whom: tuple(_facts(outcome, _vocabulary(case), whom)) for whom in TEMPLATES}
    return {
        Audience.CUSTOMER: Wanted(tuple(_items(case, outcome)), facts[Audience.CUSTOMER]),
        Audience.SELLER: Wanted((), facts[Audience.SELLER]),
    }


def preview_request(
    *, case: ReturnCase, whom: Audience, items: Sequence[str], facts: Sequence[str], message: str = ""
) -> MailText:
    """Return the mail that ``request_missing`` would send; raises as it does."""
    language = _reader(case, whom).language
    context = _context(case, whom, items, facts, message, language)
    return preview(template=TEMPLATES[whom], language=language, context=context, case=case)


@transaction.atomic
def request_missing(
    *,
    case: ReturnCase,
    whom: Audience,
    actor: User,
    items: Sequence[str] = (),
    facts: Sequence[str] = (),
    message: str = "",
) -> Event:
    """Ask the customer or the seller by mail for items and facts (by code) that the case lacks, and note it.

    Raises DecisionRefusedError for what it does not lack, or for nothing at all; CaseFinalError, CaseChangedError,
    PermissionDenied.
    """
    refuse_final(case)
    audience = acting_as(case, actor, _STAFF)
    language = _reader(case, whom).language
    context = _context(case, whom, items, facts, message, language)
    if whom == Audience.CUSTOMER:
        send_later(template=TEMPLATES[whom], to=case.customer.email, language=language, context=context, case=case)
    else:
        tell_seller(
            case=case,
            template=TEMPLATES[whom],
            context=lambda language: _context(case, whom, items, facts, message, language),
        )
    event = event_by(actor, audience, kind=Event.Kind.REQUESTED, subject=whom)
    note = "\n".join(filter(None, (context["items"], context["message"])))
    return record(case, event, note=note, **answered(whom))


def _items(case: ReturnCase, outcome: dict[str, Any]) -> Iterator[str]:
    required = [item for item, entry in outcome["items"].items() if entry["status"] == "required"]
    statuses = (Evidence.Status.ACCEPTED, Evidence.Status.PENDING)
    given = set(Evidence.objects.filter(case=case, status__in=statuses).values_list("item_id", flat=True))
    rows = EvidenceItem.objects.filter(code__in=set(required) - given).order_by("step__position", "position")
    if case.state in _BEFORE_SHIPPING:
        rows = rows.exclude(step__code=SHIPPING_STEP)
    yield from rows.values_list("code", flat=True)


def _facts(outcome: dict[str, Any], vocabulary: Vocabulary, whom: Audience) -> Iterator[str]:
    asked = set()
    for entry in sorted(outcome["missing"], key=lambda entry: entry["fact"].startswith(_RAW)):
        name = entry["fact"]
        if entry["asked"] or name.startswith(_EVIDENCE) or name not in vocabulary:
            continue
        fact = vocabulary[name]
        answer = stated_as(fact, whom)
        # One answer settles what a side states and what is made of it: nobody is asked for both.
        if fact.supplier == whom and (answer is None or answer not in asked):
            asked.add(answer)
            yield name


def _context(
    case: ReturnCase, whom: Audience, items: Sequence[str], facts: Sequence[str], message: str, language: str
) -> dict[str, str]:
    wanted = lacking_of(case)[whom]
    beyond = {*items} - {*wanted.items} | {*facts} - {*wanted.facts}
    if beyond:
        raise DecisionRefusedError(_("This is not missing any more: %(names)s.") % {"names": ", ".join(sorted(beyond))})
    if not items and not facts:
        raise DecisionRefusedError(_("Choose what to ask for."))
    with in_language(language):
        names = item_names()
        lines = [names.get(code, code) for code in items]
    lines += [fact_question(_vocabulary(case)[name], language) for name in facts]
    return {"items": "\n".join(f"– {line}" for line in lines), "message": message.strip()}


def _vocabulary(case: ReturnCase) -> Vocabulary:
    book = readable_book(case.version_hash)
    return book.vocabulary if book else EMPTY


def _reader(case: ReturnCase, whom: Audience) -> Any:
    return case.customer if whom == Audience.CUSTOMER else case.seller
