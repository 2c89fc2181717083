"""The admin of people."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.models import Customer, Seller, User

pytestmark = pytest.mark.django_db


def user(count: int) -> None:
    User.objects.create_user(f"person{count}@example.com", display_name=f"Personne {count}")


def seller(count: int) -> None:
    Seller.objects.create(code=f"seller_{count}", name=f"Personne {count}", email="seller@example.com")


def customer(count: int) -> None:
    Customer.objects.create(first_name="Personne", last_name=str(count), email="customer@example.com")


@pytest.mark.parametrize(
    ("make", "name", "queries"), [(user, "user", 6), (seller, "seller", 5), (customer, "customer", 5)]
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    admin_client: Client, make: Callable[[int], None], name: str, queries: int
) -> None:
    url = reverse(f"admin:returns_{name}_changelist")
    # The theme is read once and then cached.
    admin_client.get(url)
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            make(number)
        with CaptureQueriesContext(connection) as captured:
            page = admin_client.get(url)
        assert f"Personne {numbers[-1]}" in page.content.decode()
        counts.append(len(captured))
    assert counts == [queries, queries]


def test_a_user_is_added_by_e_mail(admin_client: Client) -> None:
    form = {
        "email": "New.Person@Example.com",
        "display_name": "Nouvelle",
        "language": "en",
        "usable_password": "true",
        "password1": "corail-9-lanterne",
        "password2": "corail-9-lanterne",
    }
    assert admin_client.post(reverse("admin:returns_user_add"), form).status_code == 302
    added = User.objects.get(display_name="Nouvelle")
    assert (added.email, added.check_password("corail-9-lanterne")) == ("new.person@example.com", True)
    again = admin_client.post(reverse("admin:returns_user_add"), form | {"email": "NEW.PERSON@example.com"})
    assert list(again.context["adminform"].form.errors) == ["email"]
    assert admin_client.get(reverse("admin:returns_user_change", args=[added.pk])).status_code == 200


def test_a_seller_gets_members(admin_client: Client) -> None:
    member = User.objects.create_user("member@example.com", display_name="Membre")
    form = {
        "code": "atelier",
        "name": "Atelier",
        "email": "atelier@example.com",
        "language": "fr",
        "is_active": "on",
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-user": str(member.pk),
        "members-0-role": "owner",
    }
    assert admin_client.post(reverse("admin:returns_seller_add"), form).status_code == 302
    assert list(Seller.objects.get().members.values_list("user__email", "role")) == [("member@example.com", "owner")]


def test_customers_are_neither_added_nor_deleted_here(admin_client: Client) -> None:
    customer(1)
    pk = Customer.objects.get().pk
    assert admin_client.get(reverse("admin:returns_customer_add")).status_code == 403
    assert admin_client.post(reverse("admin:returns_customer_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert Customer.objects.exists()
