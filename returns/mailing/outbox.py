"""The outbox: a mail is a row of the transaction that it tells of, and leaves once that has been committed.

Each row is sent at least once, by whichever worker claims it first; a claim lapses, so that a worker that died holds
up nothing. The Message-ID stays the same at each attempt, by which the receiver shows a mail that came twice once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from returns import tasks
from returns.mailing.mails import DESK_LINK, LATE, LINK, MAILS, PORTAL_LINK, SAMPLES
from returns.mailing.placeholders import fill, fill_late, one_line
from returns.models.case import ReturnCase
from returns.models.message import MessageTemplate, OutboxMessage
from returns.timing import clock
from returns.workflow import Audience

logger = logging.getLogger("returns.mailing.outbox")

State = OutboxMessage.State
LEASE = timedelta(minutes=10)
"""How long a worker has for one mail; longer than the mail server's time-out."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
ATTEMPTS = 14
"""Tried over two days, the pause doubling."""


class MailText(NamedTuple):
    """What a mail says."""

    subject: str
    body: str


Supplier = Callable[[OutboxMessage], str]


def send_later(
    *, template: str, to: str, language: str, context: Mapping[str, str] | None = None, case: ReturnCase | None = None
) -> OutboxMessage | None:
    """Write a mail into the caller's transaction, and have it sent once that has been committed.

    ``template`` is a code of ``returns.mailing.mails``; ``context`` fills its own placeholders, those of the case fill
    themselves. None where staff have no such template, or have switched it off. A mail to nobody (an erased
    customer) or to what is no address is kept as not sent. Raises KeyError for a code that is not in the table.
    """
    mail = MAILS[template]
    text = MessageTemplate.objects.filter(code=template, is_active=True).first()
    if text is None:
        logger.warning("mail %s is switched off, or has no template", template)
        return None
    subject, body = _filled(text, language, context or {}, case)
    message = OutboxMessage(
        case=case,
        template=template,
        audience=mail.audience,
        to=to,
        language=language,
        subject=subject,
        body=body,
        created_at=clock.now(),
    )
    _refuse_bad_address(message)
    message.save()
    if message.state == State.WAITING:
        # Should that fail, the row waits for `manage.py deliver_mail`; what was committed is not to blame.
        transaction.on_commit(partial(tasks.deliver_message.enqueue, message.pk), robust=True)
    return message


def preview(
    *, template: str, language: str, context: Mapping[str, str] | None = None, case: ReturnCase | None = None
) -> MailText:
    """Return what ``send_later`` would write; addresses made as the mail leaves are named, not made.

    Raises KeyError for an unknown code, MessageTemplate.DoesNotExist.
    """
    MAILS[template]
    text = MessageTemplate.objects.get(code=template)
    return shown(_filled(text, language, context or {}, case), language)


def shown(text: MailText, language: str) -> MailText:
    """Return a stored text as people read it: personal addresses are named, not told."""
    with override(language):
        names = {LINK: _("[personal link]"), PORTAL_LINK: _("[link to the portal]"), DESK_LINK: _("[link to the case]")}
    return MailText(*(fill_late(part, lambda name: names.get(name, "")) for part in text))


def example(template: MessageTemplate, language: str) -> MailText:
    """Return what a template reads like, with invented values."""
    with override(language):
        values = {name: str(value) for name, value in SAMPLES.items()}
    return shown(_filled(template, language, values, None), language)


def deliver(pk: int) -> bool:
    """Send one mail, unless it is sent, not due, or another worker is at it; tell whether it has gone."""
    message = _claim(pk)
    if message is None:
        return False
    if _is_for_nobody(message):
        OutboxMessage.objects.filter(pk=pk).update(state=State.DROPPED)
        return False
    try:
        _send(message)
    except Exception as error:
        logger.exception("mail %s could not be sent", pk)
        _postpone(message, error)
        return False
    OutboxMessage.objects.filter(pk=pk).update(state=State.SENT, sent_at=clock.now(), last_error="")
    return True


def deliver_waiting() -> tuple[int, int]:
    """Send all mails that are due, the longest waiting first; return how many have gone, and how many not."""
    due = OutboxMessage.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    results = [deliver(pk) for pk in due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)]
    return sum(results), len(results) - sum(results)


def erase_messages(messages: QuerySet[OutboxMessage]) -> None:
    """Blank addresses and texts; what still waits is not sent any more."""
    messages.filter(state=State.WAITING).update(state=State.DROPPED)
    messages.update(to="", subject="", body="", last_error="")


def supply(name: str, supplier: Supplier) -> None:
    """Say who makes the value of a late placeholder (``returns.mailing.mails.LATE``), as a mail leaves.

    It may be called again for a mail that could not be sent, and should then give the same.
    """
    if name not in LATE:
        raise ValueError(f"{name} is filled in as a mail is written.")
    _SUPPLIERS[name] = supplier


def _filled(text: MessageTemplate, language: str, context: Mapping[str, str], case: ReturnCase | None) -> MailText:
    values = {**(_of_case(case) if case else {}), **context}
    subject, body = (fill(text.text(column, language), values, LATE) for column in ("subject", "body"))
    # What is filled in with nothing leaves no hole.
    return MailText(one_line(subject), re.sub(r"\n{3,}", "\n\n", body))


def _of_case(case: ReturnCase) -> dict[str, str]:
    return {
        "case": case.reference,
        "device": str(case.device),
        "order": case.order.number,
        "seller": case.seller.name,
        "first_name": case.customer.first_name,
    }


def _refuse_bad_address(message: OutboxMessage) -> None:
    try:
        validate_email(message.to)
    except ValidationError:
        message.state = State.DROPPED
        message.last_error = "no address" if not message.to else "not an address"
        message.to = ""


def _claim(pk: int) -> OutboxMessage | None:
    now = timezone.now()
    due = OutboxMessage.objects.filter(pk=pk, state=State.WAITING, next_attempt_at__lte=now)
    # One statement: of two workers one finds the row as it was.
    if not due.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    return OutboxMessage.objects.select_related("case__customer").get(pk=pk)


def _is_for_nobody(message: OutboxMessage) -> bool:
    case = message.case
    if not message.to or case is None:
        return not message.to
    is_to_customer = message.audience == Audience.CUSTOMER
    return case.erased_at is not None or (is_to_customer and case.customer.erased_at is not None)


def _send(message: OutboxMessage) -> None:
    def late(name: str) -> str:
        return _SUPPLIERS[name](message)

    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    EmailMessage(
        # No address ever stands in a subject.
        subject=fill_late(message.subject, lambda _name: ""),
        body=fill_late(message.body, late),
        to=[message.to],
        headers={
            "Message-ID": f"<{message.message_id}@{domain}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def _postpone(message: OutboxMessage, error: Exception) -> None:
    has_ended = message.attempts >= ATTEMPTS
    pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    OutboxMessage.objects.filter(pk=message.pk, state=State.WAITING).update(
        state=State.FAILED if has_ended else State.WAITING,
        next_attempt_at=timezone.now() + pause,
        last_error=f"{type(error).__name__}: {error}",
    )


def _start(_message: OutboxMessage) -> str:
    return f"{settings.SITE_URL}/"


def _desk(message: OutboxMessage) -> str:
    return settings.SITE_URL + reverse("admin:returns_returncase_change", args=(message.case_id,))


_SUPPLIERS: dict[str, Supplier] = {LINK: _start, PORTAL_LINK: _start, DESK_LINK: _desk}
