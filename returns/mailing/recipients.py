"""Who of a seller gets a mail: its own address gets every one, members those that they want."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from returns.mailing.mails import INVITATION, MAILS
from returns.mailing.outbox import send_later
from returns.models.case import ReturnCase
from returns.models.people import SellerMember
from returns.workflow import Audience


class Wish(models.TextChoices):
    """Of which cases a member wants a kind of mail."""

    MINE = "mine", _("Cases that I handle")
    ALL = "all", _("All cases")
    NONE = "none", pgettext_lazy("mails", "None")


SELLER_MAILS = tuple(code for code, mail in MAILS.items() if mail.audience == Audience.SELLER and code != INVITATION)
"""The kinds of mail about cases that sellers get, by the code of their template."""


class Reader(NamedTuple):
    """Somebody who gets a mail, in a language."""

    email: str
    language: str


def wish_of(member: SellerMember, template: str) -> Wish:
    """Return of which cases a member wants a kind of mail: by default of those that they handle."""
    said = member.mails.get(template)
    return Wish(said) if said in Wish else Wish.MINE


def seller_readers(case: ReturnCase, template: str) -> list[Reader]:
    """Return who gets a mail about a case, each address once: the seller's own first."""
    found = {case.seller.email.lower(): Reader(case.seller.email, case.seller.language)}
    for reader in _members(case, template):
        found.setdefault(reader.email.lower(), reader)
    return list(found.values())


def _members(case: ReturnCase, template: str) -> Iterator[Reader]:
    members = case.seller.members.filter(user__is_active=True).select_related("user")
    for member in members:
        wish = wish_of(member, template)
        if wish == Wish.ALL or (wish == Wish.MINE and member.user_id == case.handled_by_id):
            yield Reader(member.user.email, member.user.language)


def tell_seller(*, case: ReturnCase, template: str, context: Callable[[str], Mapping[str, str]]) -> None:
    """Write a mail to everybody at the seller who wants it; ``context`` fills it, for a language.

    Raises KeyError for a template that is none of ``returns.mailing.mails``.
    """
    for reader in seller_readers(case, template):
        send_later(
            template=template, to=reader.email, language=reader.language, context=context(reader.language), case=case
        )
