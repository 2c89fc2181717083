"""allauth's forms with our labels and hints, and without placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

Texts = Mapping[str, tuple[StrOrPromise, StrOrPromise]]


def _what_passwords_need() -> str:
    return " ".join(password_validators_help_texts())


CODE_HINT = _("6 digits from your authenticator app, or one of your recovery codes.")
NEW_PASSWORD: Texts = {
    "password1": (_("New password"), lazy(_what_passwords_need, str)()),
    "password2": (_("New password, again"), ""),
}


class OurTexts(forms.Form):
    """Gives each field the label and hint that ``texts`` has for it."""

    texts: ClassVar[Texts]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = self.texts[name]
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "input"
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class LoginForm(OurTexts, account.LoginForm):
    """E-mail address and password."""

    texts = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class ReauthenticateForm(OurTexts, account.ReauthenticateForm):
    """The password, once more."""

    texts = {"password": (_("Password"), "")}


class ChangePasswordForm(OurTexts, account.ChangePasswordForm):
    """The present password, and the new one twice."""

    texts = {"oldpassword": (_("Present password"), ""), **NEW_PASSWORD}


class ResetPasswordForm(OurTexts, account.ResetPasswordForm):
    """Where to send the link that sets a new password."""

    texts = {"email": (_("E-mail address"), _("The one that you log in with."))}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write to the address in any case: the answer, and how long it takes, tell nobody who has an account."""
        if self.users:
            return super().save(request, **kwargs)
        email: str = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class ResetPasswordKeyForm(OurTexts, account.ResetPasswordKeyForm):
    """The new password, twice."""

    texts = NEW_PASSWORD


class CodeForm(OurTexts, mfa.AuthenticateForm):
    """The second step of a login."""

    texts = {"code": (_("Code"), CODE_HINT)}


class ReauthenticateByCodeForm(OurTexts, mfa.ReauthenticateForm):
    """A code, once more."""

    texts = {"code": (_("Code"), CODE_HINT)}


class ActivateAppForm(OurTexts, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    texts = {"code": (_("Code"), _("The 6 digits that the app shows now."))}
