"""The admin of people."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.models import Customer, MembershipEvent, Seller, SellerMember, User
from tests.factories import SellerMemberFactory, UserFactory

pytestmark = pytest.mark.django_db


def user(count: int) -> None:
    User.objects.create_user(f"person{count}@example.com", display_name=f"Personne {count}")


def seller(count: int) -> None:
    Seller.objects.create(code=f"seller_{count}", name=f"Personne {count}", email="seller@example.com")


def customer(count: int) -> None:
    Customer.objects.create(first_name="Personne", last_name=str(count), email="customer@example.com")


def membershipevent(count: int) -> None:
    row = SellerMemberFactory.create(user__display_name=f"Personne {count}")
    MembershipEvent.objects.create(seller=row.seller, kind="joined", user=row.user, role="member", actor=row.user)


@pytest.mark.parametrize(
    ("make", "name", "queries"),
    [(user, "user", 6), (seller, "seller", 5), (customer, "customer", 5), (membershipevent, "membershipevent", 5)],
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


def test_what_staff_make_of_members_is_noted_too(admin_client: Client, admin_user: User) -> None:
    stays, leaves, becomes = (SellerMemberFactory.create(user__display_name=name) for name in ("Ada", "Bob", "Cy"))
    SellerMember.objects.update(seller=stays.seller)
    newcomer, other = UserFactory.create(), UserFactory.create()
    rows = list(SellerMember.objects.order_by("seller", "user"))
    form = {"code": stays.seller.code, "name": "Shop", "email": "shop@example.com", "language": "fr", "is_active": "on"}
    form |= {"members-TOTAL_FORMS": "4", "members-INITIAL_FORMS": "3"}
    for index, row in enumerate(rows):
        form |= {f"members-{index}-id": str(row.pk), f"members-{index}-seller": str(row.seller_id)}
        form |= {f"members-{index}-user": str(row.user_id), f"members-{index}-role": "member"}
    form[f"members-{rows.index(stays)}-role"] = "owner"
    form[f"members-{rows.index(leaves)}-DELETE"] = "on"
    form[f"members-{rows.index(becomes)}-user"] = str(other.pk)
    form |= {"members-3-user": str(newcomer.pk), "members-3-role": "owner", "members-3-seller": str(stays.seller_id)}
    url = reverse("admin:returns_seller_change", args=[stays.seller_id])
    assert admin_client.post(url, form).status_code == 302
    noted = MembershipEvent.objects.values_list("kind", "user", "former_role", "role", "actor")
    assert set(noted) == {
        ("role", stays.user_id, "member", "owner", admin_user.pk),
        ("removed", leaves.user_id, "member", "", admin_user.pk),
        ("removed", becomes.user_id, "member", "", admin_user.pk),
        ("joined", other.pk, "", "member", admin_user.pk),
        ("joined", newcomer.pk, "", "owner", admin_user.pk),
    }
    page = admin_client.get(reverse("admin:returns_membershipevent_changelist")).content.decode()
    assert page.count(str(admin_user)) >= 5
