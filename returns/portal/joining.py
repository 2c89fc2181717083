"""Accepting an invitation: opening the link writes nothing, for mail scanners open every link that they see."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View

from returns.models.invitation import SellerInvitation
from returns.models.user import User
from returns.portal.base import CHOSEN
from returns.portal.links import find_invitation
from returns.sellers.membership import MembershipRefusedError, accept_invitation, join_as_new


def _what_passwords_need() -> str:
    return " ".join(password_validators_help_texts())


class NewMemberForm(forms.Form):
    """Who somebody without an account is, and the password that they choose."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As colleagues and agents read it."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=lazy(_what_passwords_need, str)(),
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )
    again = forms.CharField(
        label=_("Password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
        error_messages={"required": _("Type the password again.")},
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.email = email

    def clean_password(self) -> str:
        """Hold the password to the site's rules."""
        password: str = self.cleaned_data["password"]
        name = str(self.cleaned_data.get("display_name", ""))
        validate_password(password, User(email=self.email, display_name=name))
        return password

    def clean_again(self) -> str:
        """Tell of a slip."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("The two passwords differ."))
        return again


class Join(View):
    """One invitation, by its signed link."""

    invitation: SellerInvitation

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Find the invitation; no other site learns the address, and no cache keeps the page."""
        found = find_invitation(str(kwargs["token"]))
        if found is None or not found.is_usable:
            response: HttpResponseBase = render(request, "returns/portal/join_expired.html", status=404)
        else:
            self.invitation = found
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        add_never_cache_headers(response)
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say who invites, and ask."""
        return self._ask(NewMemberForm(email=self.invitation.email))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Accept: as who is logged in, or as somebody new."""
        try:
            return self._accept() if self._known() else self._create()
        except MembershipRefusedError as error:
            return self._ask(NewMemberForm(request.POST, email=self.invitation.email), mistake=str(error))

    def _accept(self) -> HttpResponse:
        if not isinstance(self.request.user, User):
            raise MembershipRefusedError(_("Log in first."))
        accept_invitation(invitation=self.invitation, user=self.request.user)
        return self._welcome(redirect("portal:home"))

    def _create(self) -> HttpResponse:
        form = NewMemberForm(self.request.POST, email=self.invitation.email)
        if not form.is_valid():
            return self._ask(form)
        user = join_as_new(
            invitation=self.invitation,
            display_name=form.cleaned_data["display_name"],
            password=form.cleaned_data["password"],
            language=get_language() or "fr",
        )
        response: HttpResponse = perform_login(self.request, user, redirect_url=reverse("portal:home"))
        return self._welcome(response)

    def _welcome(self, response: HttpResponse) -> HttpResponse:
        self.request.session[CHOSEN] = self.invitation.seller_id
        welcome = _("Welcome. You now work for %(seller)s.") % {"seller": self.invitation.seller}
        messages.success(self.request, welcome)
        return response

    def _known(self) -> bool:
        return User.objects.filter(email=self.invitation.email).exists()

    def _ask(self, form: NewMemberForm, mistake: str = "") -> HttpResponse:
        user = self.request.user
        context = {
            "invitation": self.invitation,
            "form": form,
            "is_known": self._known(),
            "is_me": isinstance(user, User) and user.email == self.invitation.email,
            "mistake": mistake,
        }
        return render(self.request, "returns/portal/join.html", context)
