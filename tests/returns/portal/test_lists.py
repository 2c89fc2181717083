"""The lists of the portal: what they hold, how they are searched and scanned, exported, and what they cost."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.models import ReturnCase
from returns.portal import home, queues
from returns.portal.scanning import code_in
from tests.cast import Cast, member
from tests.factories import VALID_IMEI, CaseFactory
from tests.returns.portal.conftest import Browser, browser_of
from tests.weight import LARGEST, scripts, weight

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<tr>\s*<th scope="row"><a class="num" href="([^"]+)">')


def make(cast: Cast, **columns: Any) -> ReturnCase:
    case: ReturnCase = CaseFactory.create(device__order__seller=cast.shop, **columns)
    return case


def counted(page: str) -> list[int]:
    """The numbers on the tiles: open, to receive, to inspect, blocked, late."""
    return [int(number) for number in re.findall(r"</span><b>(\d+)</b>", page)]


def listed(page: str) -> list[str]:
    return [address.split("/")[-2] for address in ROW.findall(page)]


def test_the_piles_of_work(cast: Cast, owner: Browser) -> None:
    now = timezone.now()
    make(cast, state="opened", due_at=now - timedelta(days=1))
    make(cast, state="preparing", is_blocked=True)
    make(cast, state="in_transit")
    make(cast, state="ready")
    blocked = make(cast, state="received", is_blocked=True)
    late = make(cast, state="accepted", due_at=now - timedelta(days=2, hours=1))
    make(cast, state="closed", due_at=now - timedelta(days=9))
    page = owner.html()
    assert counted(page) == [6, 2, 1, 1, 2]
    assert listed(page)[0] == late.reference
    assert "2 days late" in page
    assert listed(owner.html(queue="blocked")) == [blocked.reference]
    assert len(listed(owner.html(queue="late"))) == 2


def test_with_closed_ones_among_them_the_newest_come_first(
    cast: Cast, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    old = make(cast, state="closed", opened_at=now - timedelta(days=9))
    owed = make(cast, state="opened", opened_at=now - timedelta(days=5), due_at=now)
    new = make(cast, state="closed", opened_at=now - timedelta(days=1))
    for page in (owner.html(queue="all"), owner.html(q="apple")):
        assert listed(page) == [new.reference, owed.reference, old.reference]
        assert "3 returns, the newest first" in page
        assert "1 to 3 of 3<" in page
    assert listed(owner.html(state="closed")) == [new.reference, old.reference]
    monkeypatch.setattr(home, "CAP", 2)
    assert "1 to 2 of 2+<" in owner.html(queue="all")


def test_filters_narrow_and_nonsense_narrows_nothing(cast: Cast, owner: Browser) -> None:
    mine = make(cast, state="received", verdict="covered", handled_by=cast.seller)
    other = make(cast, state="opened", verdict="excluded", needs_review=True)
    assert listed(owner.html(state="received")) == [mine.reference]
    assert listed(owner.html(verdict="review")) == [other.reference]
    assert listed(owner.html(verdict="covered")) == [mine.reference]
    assert listed(owner.html(handler="me")) == [mine.reference]
    assert listed(owner.html(handler="nobody")) == [other.reference]
    assert len(listed(owner.html(category="phone"))) == 2
    assert "No return fits these filters." in owner.html(category="console")
    nonsense: dict[str, Any] = {"queue": "x", "state": "x", "verdict": "x", "handler": "x", "page": "x", "q": "\0"}
    assert len(listed(owner.html(**nonsense))) == 2


def test_the_search_finds_by_every_number_and_name(cast: Cast, owner: Browser) -> None:
    named: dict[str, Any] = {"device__order__customer__last_name": "Zola"}
    found = make(cast, external_reference="BM-77", tracking_number="6A15602676300", state="closed", **named)
    make(cast, device__model="Galaxy", device__imei="", state="closed")
    for text in ("BM-77", "6a1560", found.order.number, VALID_IMEI, "apple zola"):
        assert listed(owner.html(q=text)) == [found.reference], text
    assert listed(owner.html(q="apple galaxy")) != [found.reference]


def test_a_whole_number_finds_its_return_alone_and_words_are_looked_for_in_the_newest(
    cast: Cast, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = timedelta(days=1)
    old = make(cast, device__order__number="70-1", state="closed", opened_at=timezone.now() - 9 * day)
    new = make(cast, device__order__number="70-12", state="closed", opened_at=timezone.now() - day)
    assert listed(owner.html(q="70-1")) == [old.reference]
    assert listed(owner.html(q="70-")) == [new.reference, old.reference]
    monkeypatch.setattr(queues, "SEARCHED", 1)
    monkeypatch.setattr(home, "SEARCHED", 1)
    page = owner.html(q="70-")
    assert listed(page) == [new.reference]
    assert "Words are looked for in your newest return; a whole number finds any." in page
    assert listed(owner.html(q="70-1")) == [old.reference]
    assert "Words are looked for" not in owner.html(queue="all")


@pytest.mark.parametrize("shape", ["{}", "  {}\t", "https://constat.example/portal/scan/?code={}"])
def test_a_scanner_opens_the_case(cast: Cast, owner: Browser, shape: str) -> None:
    case = make(cast, tracking_number="6A15602676300")
    make(cast, device__imei="", order__number=f"{case.order.number}-2")
    for code in (case.reference, case.order.number, "6a15602676300", VALID_IMEI):
        answer = owner.client.get("/portal/scan/", {"code": shape.format(code)})
        assert answer["Location"] == f"/portal/case/{case.reference}/", code


def test_a_scan_that_means_several_leads_to_the_list(cast: Cast, owner: Browser) -> None:
    make(cast)
    make(cast)
    answer = owner.client.get("/portal/scan/", {"code": "iPhone"})
    assert answer["Location"] == "/portal/?q=iPhone"
    assert owner.client.get("/portal/scan/", {"code": " \0"})["Location"] == "/portal/"
    assert code_in("x" * 500) == "x" * 120


@pytest.mark.parametrize("code", ["http://[?code=R-1", "https://constat.example/portal/scan/?code=%00", "code=\0"])
def test_a_scan_that_is_no_address_is_looked_for_as_it_is(owner: Browser, code: str) -> None:
    assert owner.client.get("/portal/scan/", {"code": code}).status_code == 302
    assert "\0" not in code_in(code)


def test_the_slip_of_somebody_who_is_not_logged_in_opens_the_case_after_the_login(cast: Cast, owner: Browser) -> None:
    owner.client.logout()
    answer = owner.client.get("/portal/scan/", {"code": "R-2026-000001"})
    assert answer["Location"] == "/account/login/?next=/portal/scan/%3Fcode%3DR-2026-000001"


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@sum", "\t=1", "'x"])
def test_no_cell_of_the_export_is_a_formula(cast: Cast, owner: Browser, text: str) -> None:
    make(cast, device__brand=text, device__model="", tracking_number=text, external_reference=text)
    content = owner.html("export.csv", queue="all")
    [head, row] = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
    assert head[0] == "File"
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{text}".strip() in [cell.strip() for cell in row]


def test_the_export_holds_the_list_with_its_filters_and_the_language_of_its_reader(cast: Cast, owner: Browser) -> None:
    case = make(cast, state="received", verdict="covered")
    make(cast, state="opened")
    rows = list(csv.DictReader(io.StringIO(owner.html("export.csv", state="received").removeprefix("\ufeff"))))
    assert [row["File"] for row in rows] == [case.reference]
    assert rows[0]["Verdict"] == "Covered"
    french = browser_of(cast.seller, "fr").html("export.csv", queue="all")
    assert french.splitlines()[0].count(";") == 12


def queries(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.html(path)
    return len(captured)


def test_lists_cost_the_same_whatever_their_length(cast: Cast, owner: Browser) -> None:
    # The members' page asks one query more once there is a colleague, so there is one from the start.
    make(cast, handled_by=member(cast.shop))
    found = {path: queries(owner, path) for path in ("", "export.csv", "members/")}
    for _more in range(2):
        make(cast, handled_by=member(cast.shop))
    assert {path: queries(owner, path) for path in found} == found
    assert found == {"": 7, "export.csv": 8, "members/": 6}


def test_a_case_costs_the_same_whatever_happened_to_it(received: ReturnCase, owner: Browser, cast: Cast) -> None:
    path = f"case/{received.reference}/"
    first = queries(owner, path)
    for _more in range(3):
        owner.post(f"{path}handler/", handler=str(cast.seller.seller_memberships.get().pk))
    owner.html(path)
    assert queries(owner, path) == first == 21


def test_pages_are_light(received: ReturnCase, cast: Cast, owner: Browser) -> None:
    for number in range(30):
        make(cast, state="received", verdict="covered", device__model=f"Galaxy S{number}")
    pages = ["", f"case/{received.reference}/", "members/", "notifications/"]
    assert {path for path in pages if weight(owner.html(path)) > LARGEST} == set()
    assert {path: scripts(owner.html(path)) for path in pages} == {**dict.fromkeys(pages, 0), "": 1}


def test_a_login_leads_sellers_to_the_portal_and_nobody_else(cast: Cast, client: Client) -> None:
    for user, address in ((cast.seller, "/portal/"), (cast.outsider, "/")):
        user.set_password("a long password")
        user.save()
        sent = {"login": user.email, "password": "a long password"}
        assert client.post("/account/login/", sent)["Location"] == address
        client.logout()
