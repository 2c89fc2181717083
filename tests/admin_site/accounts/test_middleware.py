"""Staff without a second factor are led to set one up, where the site demands it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from returns.models import User
from tests.admin_site.accounts.codes import code
from tests.admin_site.accounts.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _demanded(settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR = True


def log_in(client: Client, user: User) -> str:
    """Log in by password; return where it leads."""
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD}).headers["Location"]


@pytest.mark.parametrize(
    "name", ["admin:index", "admin:rules_rulebook_changelist", "admin:returns_user_changelist", "admin:app_list"]
)
def test_the_admin_waits_for_it(client: Client, editor: User, name: str) -> None:
    log_in(client, editor)
    address = reverse(name, args=["rules"] if name == "admin:app_list" else [])
    for answer in (client.get(address), client.post(address)):
        assert answer.headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("name", ["start:page", "mfa_index", "account_change_password", "mfa_activate_totp"])
def test_what_sets_it_up_is_open(client: Client, editor: User, name: str) -> None:
    log_in(client, editor)
    assert client.get(reverse(name)).status_code == 200


def test_logging_out_is_open(client: Client, editor: User) -> None:
    log_in(client, editor)
    assert client.post(reverse("admin:logout")).headers["Location"] == LOGIN


def test_members_of_sellers_and_visitors_are_left_alone(client: Client, member: User) -> None:
    assert client.get(reverse("admin:index")).headers["Location"].startswith(reverse("admin:login"))
    assert log_in(client, member) == reverse("start:page")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_nobody_is_where_it_is_not_demanded(client: Client, editor: User, settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR = False
    log_in(client, editor)
    assert client.get(reverse("admin:index")).status_code == 200


def enrol(client: Client) -> str:
    """Set up an app; return its secret."""
    secret: str = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
    return secret


def test_enrolling_gives_codes_and_leads_on_to_what_was_asked_for(client: Client, editor: User) -> None:
    log_in(client, editor)
    wanted = reverse("admin:index") + "?a=1"
    client.get(wanted)
    enrol(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert f'href="{wanted}"' in page
    assert client.get(wanted).status_code == 200


def test_the_next_login_asks_for_a_code(client: Client, editor: User) -> None:
    log_in(client, editor)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    assert log_in(client, editor) == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "errors" in wrong.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": code(secret, later=1)})
    assert right.headers["Location"] == reverse("admin:index")


def test_a_recovery_code_works_once(client: Client, editor: User) -> None:
    log_in(client, editor)
    enrol(client)
    [first, *_rest] = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    for status in (302, 200):
        client.post(reverse("account_logout"))
        log_in(client, editor)
        assert client.post(reverse("mfa_authenticate"), {"code": first}).status_code == status


def test_recovery_codes_alone_are_no_second_factor(client: Client, editor: User) -> None:
    log_in(client, editor)
    enrol(client)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_activate_totp")


def test_a_login_from_long_ago_is_confirmed_before_anything_changes(client: Client, editor: User) -> None:
    log_in(client, editor)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    answer = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")}
    )
    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
