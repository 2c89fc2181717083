"""What was written about a return, as its customer reads it: the mails to them, and what they wrote themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from returns.casework.conversation import LONGEST, write_to_agents
from returns.guide import limits
from returns.guide.base import GuidePage
from returns.guide.questions import Wrong
from returns.mailing.outbox import MailText, shown
from returns.models.case import ReturnCase
from returns.models.event import Event
from returns.models.message import OutboxMessage
from returns.workflow import Audience

LINK_ONLY = "customer_link"
"""The mail that says nothing but the link, which is open already."""
FEW = 3
"""As many messages as the first page shows."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``language`` is that of a mail, empty for the customer's own words."""

    subject: str
    text: str
    at: datetime
    language: str = ""

    @property
    def is_mine(self) -> bool:
        """Whether the customer wrote it."""
        return not self.language


def read_messages(case: ReturnCase, most: int | None = None) -> list[Message]:
    """Return what was written, the newest first (2 queries); personal links are named, not told."""
    mails = OutboxMessage.objects.filter(case=case, audience=Audience.CUSTOMER).exclude(subject="")
    mine = Event.objects.filter(case=case, kind=Event.Kind.MESSAGE, audience=Audience.CUSTOMER).select_related("note")
    found = [_mail(row) for row in mails.exclude(template=LINK_ONLY).order_by("-pk")[:most]]
    found += [_own(event) for event in mine.order_by("-pk")[:most] if hasattr(event, "note")]
    return sorted(found, key=lambda message: message.at, reverse=True)[:most]


def _mail(row: OutboxMessage) -> Message:
    text = shown(MailText(row.subject, row.body), row.language)
    return Message(text.subject, text.body, row.created_at, row.language)


def _own(event: Event) -> Message:
    return Message(_("Your message"), str(event.note.text), event.at)


class Messages(GuidePage):
    """Everything that was written, and a way to write to the agents."""

    template_name = "returns/guide/messages.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both."""
        return self._messages()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write to the agents; what was typed stays where it can't be taken."""
        text = self.typed("text")
        if mistake := self._mistake(text):
            return self._messages(text, mistake)
        if not limits.may_write(request, self.case):
            return self._messages(text, _("You have written a lot in a short time. Try again in an hour."), status=429)
        write_to_agents(case=self.case, actor=self.customer, text=text)
        return redirect("guide:messages")

    def _mistake(self, text: str) -> str:
        if not text:
            return _("Write your message first.")
        return _("Keep it to %(count)s characters.") % {"count": LONGEST} if len(text) > LONGEST else ""

    def _messages(self, text: str = "", mistake: str = "", status: int = 200) -> HttpResponse:
        return self.show(
            status,
            messages=read_messages(self.case),
            text=text,
            mistake=mistake,
            errors=[Wrong("text", mistake)] if mistake else [],
        )
