"""An administrator removes a second factor that was lost, and never sees its secret."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from returns.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LIST = "admin:mfa_authenticator_changelist"


@pytest.fixture
def lost(editor: User) -> Authenticator:
    """The app of somebody who has recovery codes too."""
    RecoveryCodes.activate(editor)
    authenticator: Authenticator = TOTP.activate(editor, SECRET).instance
    return authenticator


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org", display_name="Root"))
    return client


def test_no_page_shows_a_secret(administrator: Client, lost: Authenticator) -> None:
    for address in (reverse(LIST), reverse("admin:mfa_authenticator_change", args=[lost.pk])):
        page = administrator.get(address).content.decode()
        assert "editor@example.org" in page or str(lost.user) in page
        assert SECRET not in page


@pytest.mark.parametrize("whole_list", [False, True])
def test_removing_one_removes_all_of_that_person(administrator: Client, lost: Authenticator, whole_list: bool) -> None:
    if whole_list:
        address, sent = reverse(LIST), {"action": "delete_selected", "_selected_action": lost.pk, "post": "yes"}
    else:
        address, sent = reverse("admin:mfa_authenticator_delete", args=[lost.pk]), {"post": "yes"}
    assert administrator.post(address, sent).status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    administrator: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        TOTP.activate(User.objects.create_user(f"p{number}@example.org", display_name=f"P{number}"), SECRET)
    administrator.get(reverse(LIST))
    with django_assert_num_queries(5):
        assert administrator.get(reverse(LIST)).status_code == 200
