"""Logging in, logging out, and choosing a password, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from returns.models import User
from tests.admin_site.accounts.conftest import PASSWORD
from tests.factories import SellerMemberFactory

LOGIN = "/account/login/"
LINK = re.compile(r"https?://[^\s]+/password/reset/key/[^\s]+")


def log_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_an_address_in_any_case_and_the_password_lead_staff_to_their_desk(client: Client, editor: User) -> None:
    answer = log_in(client, "Editor@Example.ORG")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("admin:index"))
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_seller_is_led_to_the_portal(client: Client, member: User) -> None:
    SellerMemberFactory.create(user=member)
    assert log_in(client, member.email).headers["Location"] == reverse("portal:home")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_that_was_asked_for_is_kept(client: Client, editor: User, language: str) -> None:
    client.cookies["django_language"] = language
    wanted = reverse("admin:rules_rulebook_changelist") + "?q=fr"
    refused = client.get(wanted, follow=True)
    page = refused.content.decode()
    assert f'<html lang="{language}"' in page
    [kept] = set(re.findall(r'name="next" value="(/admin/[^"]*)"', page))
    assert kept == wanted
    # Changing the language leads back to the same page, query and all.
    assert 'name="next" value="/account/login/?next=' in page
    assert log_in(client, editor.email, next=kept).headers["Location"] == wanted


def test_another_site_is_never_where_a_login_leads(client: Client, editor: User) -> None:
    answer = log_in(client, editor.email, next="https://evil.example/")
    assert answer.headers["Location"] == reverse("admin:index")


def test_a_wrong_password_keeps_the_address_and_tells_nothing_of_who_exists(client: Client, editor: User) -> None:
    wrong, unknown = (log_in(client, email, "no") for email in (editor.email, "nobody@example.org"))
    assert wrong.status_code == unknown.status_code == 200
    assert f'value="{editor.email}"' in wrong.content.decode()
    errors = [re.search(r'class="errors".*?</div>', answer.content.decode(), re.S) for answer in (wrong, unknown)]
    assert errors[0] is not None
    assert errors[1] is not None
    assert errors[0].group() == errors[1].group()


def test_too_many_wrong_passwords_stop_even_the_right_one(client: Client, editor: User) -> None:
    for _attempt in range(5):
        log_in(client, editor.email, "no")
    assert "errors" in log_in(client, editor.email).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_so(client: Client, editor: User) -> None:
    User.objects.update(is_active=False)
    assert log_in(client, editor.email).headers["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_the_admin_has_no_login_of_its_own(client: Client, editor: User, member: User) -> None:
    credentials = {"username": editor.email, "password": PASSWORD}
    assert client.post("/admin/login/", credentials).headers["Location"].startswith(LOGIN)
    client.force_login(member)
    assert client.post("/admin/login/", credentials).status_code == 403
    assert client.session["_auth_user_id"] == str(member.pk)


@pytest.mark.parametrize("address", ["/account/logout/", "/admin/logout/"])
def test_logging_out_takes_a_post(client: Client, editor: User, address: str) -> None:
    client.force_login(editor)
    client.get(address)
    assert "_auth_user_id" in client.session
    assert client.post(address).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_confirm_email", "socialaccount_login"])
def test_nothing_is_there_that_nobody_needs(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(
    client: Client, editor: User, language: str
) -> None:
    client.cookies["django_language"] = language
    assert client.post(reverse("account_reset_password"), {"email": editor.email}).status_code == 302
    [message] = mail.outbox
    assert message.to == [editor.email]
    [link] = LINK.findall(str(message.body))
    form = client.get(link, follow=True)
    assert "Referrer-Policy" in form.headers
    new = {"password1": "another long one", "password2": "another long one"}
    address = form.redirect_chain[-1][0]
    assert client.post(address, new).headers["Location"] == reverse("admin:index")
    assert User.objects.get(pk=editor.pk).check_password("another long one")
    # The person is told, and the link is spent.
    assert mail.outbox[-1].to == [editor.email]
    assert len(mail.outbox) == 2
    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()
    assert not EmailAddress.objects.exists()


def test_whoever_has_no_account_is_told_by_mail_only(client: Client, editor: User) -> None:
    answers = [client.post(reverse("account_reset_password"), {"email": e}) for e in (editor.email, "no@example.org")]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert [LINK.search(str(message.body)) is not None for message in mail.outbox] == [True, False]


class DeadMail(BaseEmailBackend):
    """A mail server that nobody reaches."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


def test_a_mail_server_that_is_away_is_said_so(client: Client, editor: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadMail"
    answer = client.post(reverse("account_reset_password"), {"email": editor.email})
    assert answer.status_code == 503
    client.force_login(editor)
    new = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert User.objects.get(pk=editor.pk).check_password("another long one")


def test_whoever_changes_a_password_reads_what_passwords_need(client: Client, editor: User) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(editor)
    assert "at least 8 characters" in client.get(reverse("account_change_password")).content.decode()


def test_mails_are_whole_in_both_languages(client: Client, editor: User) -> None:
    for language in ("fr", "en"):
        client.cookies["django_language"] = language
        client.force_login(editor)
        password = "another long one" if editor.check_password(PASSWORD) else PASSWORD
        old = PASSWORD if editor.check_password(PASSWORD) else "another long one"
        client.post(
            reverse("account_change_password"), {"oldpassword": old, "password1": password, "password2": password}
        )
        editor.refresh_from_db()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert message.subject == message.subject.strip()
        assert message.subject
        assert "127.0.0.1" in message.body
        assert "&#" not in message.body
