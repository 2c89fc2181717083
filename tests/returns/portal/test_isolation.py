"""A seller sees nothing of another's: not a page, a file, a row, a count, not a byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns.adjudication import decide_case
from returns.casework.conversation import add_note, send_message
from returns.casework.inspecting import inspect
from returns.casework.opening import CustomerData, DeviceData, OpeningRefusedError, OrderData, RequestData, open_case
from returns.casework.resolving import propose_resolution
from returns.casework.transitions import perform
from returns.evidence_intake import take_in
from returns.models import Event, OutboxMessage, ReturnCase, Seller, SellerMember, Statement
from returns.sellers.handling import hand_to
from returns.sellers.membership import invite
from returns.workflow import Audience
from tests.cast import Cast, member
from tests.factories import VALID_IMEI
from tests.pictures import photo
from tests.returns.portal.conftest import Browser, fresh

pytestmark = pytest.mark.django_db

MASKED = re.compile(rb'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+')
DEEDS = ("invite", "receive", "remind", "inspection", "propose", "resolve", "contest", "evidence", "handle")


def test_every_address_of_a_case_is_unknown_to_another_seller(received: ReturnCase, rival: Browser) -> None:
    before = (Event.objects.count(), Statement.objects.count(), OutboxMessage.objects.count())
    args = [received.reference]
    assert rival.client.get(reverse("portal:case", args=args)).status_code == 404
    assert rival.client.get("/portal/case/R-%00/").status_code == 404
    answers = {
        name: rival.client.post(reverse(f"portal:{name}", args=args), {"reason": "x"}).status_code for name in DEEDS
    }
    assert set(answers.values()) == {404}
    assert (Event.objects.count(), Statement.objects.count(), OutboxMessage.objects.count()) == before


def test_members_invitations_and_files_are_unknown_to_another_seller(
    received: ReturnCase, owner: Browser, rival: Browser, cast: Cast
) -> None:
    invitation = invite(seller=cast.shop, email="new@example.org", role="member", actor=cast.seller)
    mine = cast.seller.seller_memberships.get()
    upload = SimpleUploadedFile("back.jpg", photo(1), "image/jpeg")
    evidence = take_in(case=received, item="photo.back", upload=upload, actor=cast.customer)
    for size in ("full", "small"):
        address = reverse("portal:file", args=[evidence.public_id, size])
        assert owner.client.get(address).status_code == 200
        assert rival.client.get(address).status_code == 404
    address = reverse("portal:member", args=[mine.pk])
    assert rival.client.get(address).status_code == 404
    assert rival.client.post(address, {"deed": "remove"}).status_code == 404
    assert rival.client.post(reverse("portal:revoke", args=[invitation.pk])).status_code == 404
    assert SellerMember.objects.filter(pk=mine.pk).exists()
    assert cast.shop.invitations.usable().exists()
    assert "new@example.org" not in rival.html("members/")


@pytest.mark.parametrize("code", ["reference", "order", "imei", "tracking"])
def test_scanning_searching_and_exporting_find_nothing_of_another_seller(
    received: ReturnCase, rival: Browser, code: str
) -> None:
    ReturnCase.objects.filter(pk=received.pk).update(tracking_number="6A15602676300")
    codes = {
        "reference": received.reference,
        "order": received.order.number,
        "imei": VALID_IMEI,
        "tracking": "6A15602676300",
    }
    nobody = rival.client.get("/portal/scan/", {"code": "nothing-at-all"})
    found = rival.client.get("/portal/scan/", {"code": codes[code]})
    assert found["Location"] == nobody["Location"].replace("nothing-at-all", codes[code])
    page = rival.html(q=codes[code], missed="1")
    assert "No return of yours" in page
    # A scanner types after what stands in the field.
    assert re.search(r'<input[^>]* id="code" name="code" autofocus', page)
    assert received.reference not in rival.html("export.csv", q=codes[code])
    assert received.reference not in rival.html("export.csv", queue="all")


def _handled_by_another_seller(case: ReturnCase, browser: Browser) -> str:
    theirs = browser.user.seller_memberships.get()
    return str(theirs.pk)


def test_a_case_goes_to_no_member_of_another_seller(received: ReturnCase, owner: Browser, rival: Browser) -> None:
    page = owner.post(f"case/{received.reference}/handler/", 200, handler=_handled_by_another_seller(received, rival))
    assert "Choose one of the members." in page
    assert fresh(received).handled_by is None


def test_whoever_works_for_two_sellers_sees_one_at_a_time(received: ReturnCase, rival: Browser, cast: Cast) -> None:
    SellerMember.objects.create(seller=cast.shop, user=rival.user)
    theirs = Seller.objects.get(members__user=cast.other_seller, members__role="owner")
    asked = rival.client.get(f"/portal/case/{received.reference}/")
    assert asked.status_code == 302
    assert asked["Location"].startswith("/portal/choose/?next=")
    assert received.reference not in rival.post("choose/", seller=theirs.code, next="/portal/export.csv?queue=all")
    assert rival.client.get(f"/portal/case/{received.reference}/").status_code == 404
    assert rival.client.post(f"/portal/case/{received.reference}/receive/").status_code == 404
    rival.post("choose/", seller=cast.shop.code)
    assert rival.client.get(f"/portal/case/{received.reference}/").status_code == 200
    assert rival.client.post("/portal/choose/", {"seller": "nobody"}).status_code == 404
    assert rival.client.post("/portal/choose/", {"seller": cast.shop.code, "next": "https://evil.example/"})[
        "Location"
    ] == reverse("portal:home")


def test_whoever_is_removed_sees_nothing_at_the_next_request(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    assert received.order.number in owner.html()
    SellerMember.objects.filter(user=cast.seller).delete()
    assert owner.client.get("/portal/").status_code == 403
    assert owner.client.get(f"/portal/case/{received.reference}/").status_code == 403


# Whatever another seller does


def _open(b: Rival, number: int) -> None:
    """A case that looks like one of A's: the same customer, device, order number, whatever can be the same."""
    buyer = CustomerData("Camille", f"Martin {number}", b.cast.customer.email if number % 2 else "b@example.org")
    try:
        case = open_case(
            seller=b.seller,
            customer=buyer,
            order=OrderData(f"40-{number}", b.order.placed_on, b.order.price, delivered_on=b.order.delivered_on),
            device=DeviceData("phone", "iphone", "Apple", "iPhone 12", VALID_IMEI),
            request=RequestData("in_warranty", external_reference=f"B-{number}"),
            actor=None,
        )
    except OpeningRefusedError:
        return
    decide_case(case=case, actor=None)
    perform(case=case, transition="invite", actor=None)
    perform(case=case, transition="receive", actor=b.user)
    b.cases.append(case)


def _inspect(b: Rival, number: int) -> None:
    if b.cases:
        case = fresh(b.cases[number % len(b.cases)])
        if case.state == "received":
            seen = case.inspections.count()
            values = {"shock": bool(number % 2)}
            inspect(case=case, values=values, actor=b.user, seen=seen, imei=VALID_IMEI, note="scratched")
            propose_resolution(case=case, actor=b.user, resolution="repair", reason="cheap")


def _talk(b: Rival, number: int) -> None:
    if b.cases:
        case = fresh(b.cases[number % len(b.cases)])
        add_note(case=case, actor=b.cast.agent, text="between us")
        send_message(case=case, actor=b.cast.agent, whom=Audience.SELLER, text="to B")
        hand_to(case=case, to=b.user, actor=b.user)


def _rename(b: Rival, number: int) -> None:
    Seller.objects.filter(pk=b.seller.pk).update(name=f"B {number}", email=f"b{number}@example.org")
    SellerMember.objects.filter(seller=b.seller).update(mails={"status_changed_seller": "all"})


def _invite(b: Rival, number: int) -> None:
    invite(seller=b.seller, email=f"new{number}@example.org", role="member", actor=b.user)
    member(b.seller)


ACTS: tuple[Callable[[Rival, int], None], ...] = (_open, _inspect, _talk, _rename, _invite)


class Rival:
    """Another seller, and everything that it does."""

    def __init__(self, cast: Cast, case: ReturnCase) -> None:
        self.cast, self.user, self.order = cast, cast.other_seller, case.order
        self.seller = Seller.objects.get(members__user=cast.other_seller)
        self.cases: list[ReturnCase] = []


def everything(browser: Browser, case: ReturnCase, evidence: Any) -> list[tuple[int, bytes]]:
    """Every answer that a seller can get, tokens masked."""
    addresses = (
        "",
        "?queue=all&q=Apple",
        "?queue=late&handler=me",
        f"scan/?code={VALID_IMEI}",
        "scan/?code=40-7",
        "export.csv?queue=all",
        "choose/",
        f"case/{case.reference}/",
        f"file/{evidence.public_id}/small/",
        "members/",
        f"members/{browser.user.seller_memberships.get().pk}/",
        "notifications/",
    )
    answers = [browser.client.get(f"/portal/{address}") for address in addresses]
    bodies = [b"".join(answer) if answer.streaming else answer.content for answer in answers]
    return [
        (answer.status_code, MASKED.sub(rb"\1", body) + answer.headers.get("Location", "").encode())
        for answer, body in zip(answers, bodies, strict=True)
    ]


def test_no_byte_of_a_sellers_pages_depends_on_another_seller(
    received: ReturnCase, owner: Browser, rival: Browser, cast: Cast
) -> None:
    upload = SimpleUploadedFile("back.jpg", photo(2), "image/jpeg")
    evidence = take_in(case=received, item="photo.back", upload=upload, actor=cast.customer)
    before = everything(owner, received, evidence)
    other = Rival(cast, received)

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), min_size=1, max_size=4))
    def whatever(acts: list[tuple[Callable[[Rival, int], None], int]]) -> None:
        for act, number in acts:
            act(other, number)
        assert everything(owner, received, evidence) == before

    whatever()
    assert any(status == 200 for status, _body in before)
