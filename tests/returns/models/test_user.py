"""Users log in with an e-mail address, whatever its case."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.test import RequestFactory

from returns.models import User

pytestmark = pytest.mark.django_db


def test_logging_in_ignores_the_case_of_the_address() -> None:
    user = User.objects.create_user("Ada@Example.com", "corail-9-lanterne", display_name="Ada")
    request = RequestFactory().post("/")
    for address in ("ada@example.com", "ADA@EXAMPLE.COM"):
        assert authenticate(request, username=address, password="corail-9-lanterne") == user
    assert authenticate(request, username="ada@example.com", password="other") is None


def test_an_address_belongs_to_one_user() -> None:
    User.objects.create_user("ada@example.com")
    double = User(email="ADA@example.com", display_name="Ada", password="!")
    with pytest.raises(ValidationError) as caught:
        double.full_clean()
    assert "email" in caught.value.message_dict
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@example.com")])


def test_an_address_is_needed() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user(" ")


def test_names() -> None:
    ada = User(email="ada@example.com", display_name="Ada")
    assert (str(ada), ada.get_full_name(), ada.get_short_name()) == ("Ada", "Ada", "Ada")
    assert str(User(email="ada@example.com")) == "ada@example.com"


def test_the_superuser_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "corail-9-lanterne")
    call_command("createsuperuser", "--noinput", email="Root@example.com", display_name="Root", stdout=StringIO())
    root = User.objects.get(email="root@example.com")
    assert (root.is_staff, root.is_superuser, root.check_password("corail-9-lanterne")) == (True, True, True)
