"""What allauth asks of the site: who may join, where a login leads, how mails are sent, which words errors have."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from anymail.exceptions import AnymailError
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

PROOFS = frozenset({"password", "password_reset", "mfa"})
"""What somebody typed to show who they are; whoever has just chosen the password knows it."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address that staff and sellers hand out; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not go together. Check both."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or no longer. Type the one that the app shows now."),
        "too_many_login_attempts": _("Too many failed attempts. Wait 5 minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait 5 minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a login leads that came from no particular page: staff to their desk, sellers to the portal."""
        user = request.user
        if user.is_authenticated and user.is_staff:
            return reverse("admin:index")
        is_member = user.is_authenticated and user.seller_memberships.exists()
        return reverse("portal:home" if is_member else "start:page")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the page from which passwords are changed."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless somebody typed it, or a code, a short while ago."""
        records = get_authentication_records(self.request, self.request.user)
        limit = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        recent = any(record["method"] in PROOFS and record["at"] > limit for record in records)
        return not recent and super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; say so, instead of failing, where the mail server does not take it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, AnymailError) as error:
            log.exception("The mail %s was not sent.", template_prefix)
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their account was changed; what they did stands even if the mail is not sent."""
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except ImmediateHttpResponse:
            log.warning("A change of user %s was not announced.", user.pk)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": _("Recovery codes come with an authenticator app: set one up first."),
    }
