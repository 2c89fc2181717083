"""Which mails a member wants, of which cases, and in which language."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from returns.mailing.recipients import SELLER_MAILS, Wish, wish_of
from returns.models.language import Language
from returns.models.message import MessageTemplate
from returns.models.people import SellerMember
from returns.models.user import User
from returns.portal.base import PortalPage

MAIL = "mail-"
"""Before the code of a mail in the name of its field."""


class Preferences(PortalPage):
    """One's own mails; they are wanted seller by seller."""

    template_name = "returns/portal/preferences.html"
    section = "preferences"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is wanted."""
        labels = {row.code: row.label for row in MessageTemplate.objects.filter(code__in=SELLER_MAILS)}
        mails = [(MAIL + code, labels.get(code, code), wish_of(self.member, code)) for code in SELLER_MAILS]
        return self.show(mails=mails, wishes=Wish.choices, languages=Language.choices)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it."""
        wanted = {code: request.POST.get(MAIL + code, "") for code in SELLER_MAILS}
        language = request.POST.get("language", "")
        save_preferences(
            member=self.member,
            mails={code: wish for code, wish in wanted.items() if wish in Wish},
            language=language if language in Language else self.user.language,
        )
        messages.success(request, _("Saved."))
        return redirect("portal:preferences")


@transaction.atomic
def save_preferences(*, member: SellerMember, mails: dict[str, str], language: str) -> None:
    """Store which mails a member wants, by template, and the language in which they write to each other."""
    SellerMember.objects.filter(pk=member.pk).update(mails=mails)
    User.objects.filter(pk=member.user_id).update(language=language)
