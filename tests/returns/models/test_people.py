"""Sellers, their members, customers."""

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from returns.models import Customer, Seller, SellerMember, User

pytestmark = pytest.mark.django_db


def test_a_seller_is_found_by_its_code() -> None:
    seller = Seller.objects.create(code="atelier", name="Atelier", email="atelier@example.com")
    assert seller.natural_key() == ("atelier",)
    assert Seller.objects.get_by_natural_key("atelier") == seller


def test_a_user_is_a_member_once() -> None:
    seller = Seller.objects.create(code="atelier", name="Atelier", email="atelier@example.com")
    user = User.objects.create_user("member@example.com", display_name="Membre")
    member = SellerMember.objects.create(seller=seller, user=user)
    assert (str(member), member.role) == ("Membre · Atelier", "member")
    with pytest.raises(IntegrityError):
        SellerMember.objects.create(seller=seller, user=user, role="owner")


def test_a_customer_has_a_name_until_erased() -> None:
    ada = Customer.objects.create(first_name="Ada", last_name="Roux", email="ada@example.com")
    assert str(ada) == "Ada Roux"
    Customer.objects.filter(pk=ada.pk).update(first_name="", last_name="", email="", erased_at=timezone.now())
    ada.refresh_from_db()
    with translation.override("en"):
        assert str(ada) == "Erased customer"


@pytest.mark.parametrize("erased", [False, True])
def test_a_customer_is_whole_or_erased(erased: bool) -> None:
    kept = "Roux" if erased else ""
    with pytest.raises(IntegrityError):
        Customer.objects.create(last_name=kept, email="", erased_at=timezone.now() if erased else None)
