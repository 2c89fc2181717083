"""Members: invited, joined, given roles, removed with their cases handed over; and the mails that each wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.casework.conversation import send_message
from returns.guide.masking import mask
from returns.mailing.recipients import SELLER_MAILS, seller_readers
from returns.models import Event, MembershipEvent, ReturnCase, SellerInvitation, SellerMember, User
from returns.portal.links import find_invitation, token_of
from returns.sellers.handling import NotAMemberError, hand_to
from returns.sellers.membership import MembershipRefusedError, accept_invitation, change_role, invite, remove_member
from returns.workflow import Audience
from tests.cast import Cast, member
from tests.returns.portal.conftest import Browser, browser_of, fresh

pytestmark = pytest.mark.django_db

Committed = Callable[..., AbstractContextManager[list[Any]]]
PASSWORD = "a long and odd phrase"
NEW = {"display_name": "Nina", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invitation(owner: Browser, cast: Cast, version: object) -> SellerInvitation:
    """Somebody new, invited."""
    return invite(seller=cast.shop, email="Nina@Example.org", role="member", actor=cast.seller)


def join(invitation: SellerInvitation) -> str:
    return f"/portal/join/{token_of(invitation)}/"


def stranger() -> Client:
    return Client(headers={"accept-language": "en"})


def test_an_owner_invites_by_mail_and_the_link_is_not_stored(
    owner: Browser, cast: Cast, version: object, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = owner.post("members/", email="nina@example.org", role="member")
    assert "An invitation goes to nina@example.org." in page
    [sent] = mail.outbox
    assert sent.to == ["nina@example.org"]
    invitation = SellerInvitation.objects.get()
    assert join(invitation) in sent.body
    assert invitation.message is not None
    assert token_of(invitation) not in invitation.message.body
    assert "7 " in sent.body
    assert mask(join(invitation)) == "/portal/join/***/"


def test_whoever_is_invited_chooses_a_password_and_is_logged_in(invitation: SellerInvitation) -> None:
    client = stranger()
    for _scanner in range(3):
        answer = client.get(join(invitation))
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
    assert not User.objects.filter(email="nina@example.org").exists()
    answer = client.post(join(invitation), NEW, follow=True)
    assert answer.redirect_chain[-1][0] == "/portal/"
    assert "Welcome. You now work for" in answer.content.decode()
    nina = User.objects.get(email="nina@example.org")
    assert nina.check_password(PASSWORD)
    assert (nina.seller_memberships.get().role, nina.language) == ("member", "en")
    assert client.get(join(invitation)).status_code == 404
    assert stranger().post(join(invitation), NEW).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"display_name": ""}, "Write your name."),
        ({"password": "12345678", "again": "12345678"}, "password"),
        ({"again": "another one"}, "The two passwords differ."),
    ],
)
def test_a_slip_in_the_form_makes_nobody_a_member(
    invitation: SellerInvitation, changes: dict[str, str], said: str
) -> None:
    answer = stranger().post(join(invitation), {**NEW, **changes})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not User.objects.filter(email="nina@example.org").exists()
    assert invitation.seller.invitations.usable().exists()


def test_whoever_has_an_account_logs_in_and_accepts(invitation: SellerInvitation) -> None:
    nina = User.objects.create_user("nina@example.org", PASSWORD, display_name="Nina")
    assert "log in, then accept" in stranger().get(join(invitation)).content.decode()
    assert "Log in first." in stranger().post(join(invitation), NEW).content.decode()
    other = browser_of(member(invitation.seller))
    assert "somebody else" in other.client.post(join(invitation)).content.decode()
    assert not nina.seller_memberships.exists()
    mine = browser_of(nina)
    assert "Accept the invitation" in mine.client.get(join(invitation)).content.decode()
    assert mine.client.post(join(invitation))["Location"] == "/portal/"
    assert nina.seller_memberships.get().seller == invitation.seller


def test_a_link_that_is_guessed_expired_revoked_or_replaced_opens_nothing(
    invitation: SellerInvitation, owner: Browser, cast: Cast
) -> None:
    token = token_of(invitation)
    assert find_invitation(token) == invitation
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.split(":")[0], "x", f"{'0' * 32}:x"):
        assert stranger().get(f"/portal/join/{wrong}/").status_code == 404
    again = invite(seller=cast.shop, email="nina@example.org", role="owner", actor=cast.seller)
    assert stranger().get(join(invitation)).status_code == 404
    assert stranger().get(join(again)).status_code == 200
    assert "The invitation is revoked." in owner.post(f"members/invitations/{again.pk}/revoke/")
    assert stranger().get(join(again)).status_code == 404
    third = invite(seller=cast.shop, email="nina@example.org", role="member", actor=cast.seller)
    SellerInvitation.objects.filter(pk=third.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stranger().post(join(third), NEW).status_code == 404
    with pytest.raises(MembershipRefusedError):
        accept_invitation(invitation=third, user=User.objects.create_user("nina@example.org", display_name="N"))


@pytest.mark.parametrize("email", ["", "nobody", "a@b\0.example"])
def test_what_is_no_address_stays_in_the_form(owner: Browser, version: object, email: str) -> None:
    page = owner.post("members/", 200, email=email, role="owner")
    assert "This is no e-mail address." in page
    assert '<option value="owner" selected>' in page
    assert not SellerInvitation.objects.exists()


def test_members_neither_invite_nor_change_roles_nor_remove_others(
    invitation: SellerInvitation, owner: Browser, cast: Cast
) -> None:
    mine = browser_of(member(cast.shop))
    own, theirs = mine.user.seller_memberships.get(), cast.seller.seller_memberships.get()
    assert "Invite somebody" not in mine.html("members/")
    assert mine.client.post("/portal/members/", {"email": "x@example.org", "role": "owner"}).status_code == 403
    assert mine.client.get(f"/portal/members/{theirs.pk}/").status_code == 403
    assert mine.client.post(f"/portal/members/{theirs.pk}/", {"deed": "remove"}).status_code == 403
    assert mine.client.post(f"/portal/members/{own.pk}/", {"role": "owner"}).status_code == 403
    assert mine.client.post(f"/portal/members/invitations/{invitation.pk}/revoke/").status_code == 403
    with pytest.raises(PermissionDenied):
        change_role(member=own, role="owner", actor=mine.user)
    assert invitation.seller.invitations.usable().exists()


def test_the_last_owner_stays_an_owner_and_stays(owner: Browser, cast: Cast) -> None:
    own = cast.seller.seller_memberships.get()
    for sent in ({"deed": "remove"}, {"role": "member"}):
        assert "keeps at least one owner" in owner.post(f"members/{own.pk}/", 200, **sent)
    colleague = member(cast.shop).seller_memberships.get()
    owner.post(f"members/{colleague.pk}/", role="owner")
    assert owner.client.post(f"/portal/members/{own.pk}/", {"deed": "remove"})["Location"] == "/"
    assert list(cast.shop.members.values_list("user__email", "role")) == [(colleague.user.email, "owner")]


def test_a_member_who_leaves_hands_open_cases_over(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    leaving = member(cast.shop)
    hand_to(case=fresh(received), to=leaving, actor=cast.seller)
    closed = fresh(received)
    row = leaving.seller_memberships.get()
    assert "1 open return is handled by this member." in owner.html(f"members/{row.pk}/")
    page = owner.post(f"members/{row.pk}/", deed="remove", to=str(cast.seller.seller_memberships.get().pk))
    assert f"{leaving} no longer works for" in page
    assert fresh(received).handled_by == cast.seller
    assert Event.objects.filter(case=closed, kind="handled").count() == 2
    assert "Handled by a former member" in owner.html(f"case/{received.reference}/")
    assert browser_of(leaving).client.get("/portal/").status_code == 403


def test_cases_go_to_members_only(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    leaving = member(cast.shop)
    hand_to(case=fresh(received), to=leaving, actor=cast.seller)
    row = leaving.seller_memberships.get()
    with pytest.raises(NotAMemberError):
        remove_member(member=row, actor=cast.seller, to=cast.outsider)
    assert "Choose one of the members." in owner.post(f"members/{row.pk}/", 200, deed="remove", to="999999")
    assert SellerMember.objects.filter(pk=row.pk).exists()
    assert fresh(received).handled_by == leaving


def history(page: str) -> list[str]:
    found = re.findall(r"<li>([^<]+)<time[^>]*>[^<·]*(?:· ([^<]+))?</time>", page.split('id="h-history"')[1])
    return [" / ".join(filter(None, entry)) for entry in found]


def test_owners_read_who_changed_what(owner: Browser, cast: Cast, version: object) -> None:
    assert "Nothing has changed so far." in owner.html("members/")
    User.objects.filter(pk=cast.seller.pk).update(display_name="Olive")
    owner.post("members/", email="nina@example.org", role="member")
    first = SellerInvitation.objects.get()
    owner.post(f"members/invitations/{first.pk}/revoke/")
    owner.post(f"members/invitations/{first.pk}/revoke/")
    owner.post("members/", email="nina@example.org", role="member")
    stranger().post(join(SellerInvitation.objects.latest("pk")), NEW)
    nina = User.objects.get(email="nina@example.org")
    row = nina.seller_memberships.get()
    for role in ("owner", "owner", "member"):
        owner.post(f"members/{row.pk}/", role=role)
    owner.post(f"members/{row.pk}/", deed="remove")
    again = member(cast.shop)
    User.objects.filter(pk=again.pk).update(display_name="Max")
    mine = browser_of(again)
    mine.client.post(f"/portal/members/{again.seller_memberships.get().pk}/", {"deed": "remove"})
    assert history(owner.html("members/")) == [
        "Max left",
        "Nina was removed / Olive",
        "Nina: owner → member / Olive",
        "Nina: member → owner / Olive",
        "Nina joined as member",
        "nina@example.org was invited as member / Olive",
        "The invitation of nina@example.org was revoked / Olive",
        "nina@example.org was invited as member / Olive",
    ]


def test_members_and_other_sellers_read_nothing_of_it(
    invitation: SellerInvitation, owner: Browser, rival: Browser, cast: Cast
) -> None:
    assert "nina@example.org was invited" in owner.html("members/")
    assert "What changed" not in browser_of(member(cast.shop)).html("members/")
    assert "nina@example.org" not in rival.html("members/")


def test_whoever_has_left_is_not_changed_any_more(owner: Browser, cast: Cast) -> None:
    row = member(cast.shop).seller_memberships.get()
    SellerMember.objects.filter(pk=row.pk).delete()
    for change in (
        lambda: change_role(member=row, role="owner", actor=cast.seller),
        lambda: remove_member(member=row, actor=cast.seller),
    ):
        with pytest.raises(MembershipRefusedError, match="no longer works for"):
            change()
    assert not MembershipEvent.objects.exists()


def test_the_history_costs_the_same_for_one_change_and_for_three(owner: Browser, cast: Cast, version: object) -> None:
    counts = []
    for more in (1, 2):
        for _change in range(more):
            row = member(cast.shop).seller_memberships.get()
            change_role(member=row, role="owner", actor=cast.seller)
            SellerMember.objects.filter(pk=row.pk).delete()
        with CaptureQueriesContext(connection) as captured:
            owner.html("members/")
        counts.append(len(captured))
    assert counts == [6, 6]


def test_each_member_gets_the_mails_that_they_want(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    other, shared = member(cast.shop), cast.shop.email
    readers = {reader.email for reader in seller_readers(fresh(received), "message_to_seller")}
    assert readers == {shared}
    hand_to(case=fresh(received), to=cast.seller, actor=cast.seller)
    assert [mail.email for mail in seller_readers(fresh(received), "message_to_seller")] == [shared, cast.seller.email]
    page = owner.html("notifications/")
    assert len(re.findall(r'name="mail-\w+"', page)) == len(SELLER_MAILS)
    wanted: dict[str, Any] = {"mail-message_to_seller": "none", "language": "en"}
    assert "Saved." in owner.post("notifications/", **wanted)
    wanted = {"mail-message_to_seller": "all", "mail-nonsense": "all"}
    browser_of(other).post("notifications/", **wanted)
    readers = {reader.email for reader in seller_readers(fresh(received), "message_to_seller")}
    assert readers == {shared, other.email}
    assert cast.seller.email in {reader.email for reader in seller_readers(fresh(received), "decision_to_seller")}
    cast.seller.refresh_from_db()
    assert cast.seller.language == "en"
    send_message(case=fresh(received), actor=cast.agent, whom=Audience.SELLER, text="Hello")
    found = fresh(received).messages.filter(template="message_to_seller")
    assert set(found.values_list("to", flat=True)) == {shared, other.email}


def test_invitations_are_not_sent_without_end(owner: Browser, version: object) -> None:
    statuses = [
        owner.client.post("/portal/members/", {"email": f"n{number}@example.org", "role": "member"}).status_code
        for number in range(31)
    ]
    assert statuses == [302] * 30 + [429]
