"""Which mails a member wants, of which cases, and in which language."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.mailing.recipients import SELLER_MAILS, Wish, wish_of
from returns.models.language import Language
from returns.models.people import SellerMember
from returns.models.user import User
from returns.portal.base import PortalPage

TITLES: Mapping[str, str | Promise] = {
    "items_missing_seller": gettext_lazy("Something is missing"),
    "status_changed_seller": gettext_lazy("A return moves on"),
    "decision_to_seller": gettext_lazy("A return is decided"),
    "contest_to_seller": gettext_lazy("A decision is contested"),
    "message_to_seller": gettext_lazy("An agent writes to you"),
}
"""The mails in the words of those who get them; the catalogue's names tell them from the customers'."""
MAIL = "mail-"
"""Before the code of a mail in the name of its field."""


class Preferences(PortalPage):
    """One's own mails; they are wanted seller by seller."""

    template_name = "returns/portal/preferences.html"
    section = "preferences"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is wanted."""
        mails = [(MAIL + code, TITLES[code], wish_of(self.member, code)) for code in SELLER_MAILS]
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
