"""Customers' links: guessed, expired, revoked, used again, opened by scanners; and never told to anybody."""

from __future__ import annotations

import io
import logging
import re
import runpy
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returns.casework.transitions import perform
from returns.guide.invitations import TEMPLATE, link_in_mail, send_link
from returns.guide.links import LIFETIME, find_link, issue_link, revoke_links
from returns.guide.masking import MaskLinks, mask
from returns.guide.session import COOKIE
from returns.models import CustomerLink, OutboxMessage, ReturnCase
from tests.cast import Cast
from tests.conftest import SOURCE
from tests.returns.guide.conftest import Guest, NewReturn, guest_of

pytestmark = pytest.mark.django_db

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)


def opened(token: str, client: Client | None = None, method: str = "get", **more: Any) -> Any:
    return getattr(client or Client(), method)(f"/return/open/{token}/", **more)


@pytest.fixture
def token(new_return: NewReturn) -> str:
    return issue_link(case=new_return())[1]


def test_a_token_has_far_more_than_128_bits_and_is_stored_as_a_hash_only(token: str) -> None:
    assert len(token) >= 43
    stored = CustomerLink.objects.get(token_hash=find_link(token).token_hash)  # type: ignore[union-attr]
    assert token not in str(vars(stored))
    assert re.fullmatch("[0-9a-f]{64}", stored.token_hash)


def test_a_link_lets_in_and_leads_to_an_address_without_the_token(token: str) -> None:
    client = Client()
    response = opened(token, client)
    assert (response.status_code, response.headers["Location"]) == (302, "/return/")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/return/")
    assert token not in cookie.value
    assert token not in client.get("/return/").content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_writes_nothing_for_mail_scanners_open_links(token: str, method: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert opened(token, method=method).status_code == 302
    assert [query["sql"] for query in captured if WRITES.match(query["sql"])] == []


def test_a_link_works_again_after_scanners_and_on_another_device(token: str) -> None:
    for _time in range(3):
        client = Client()
        opened(token, client, "head")
        opened(token, client)
        assert client.get("/return/").status_code == 200


@pytest.mark.parametrize("guess", ["x", "0", "a" * 43, "%00", "é", "../admin"])
def test_a_guess_leads_to_the_way_in_and_sets_no_cookie(token: str, guess: str) -> None:
    response = Client().get(f"/return/open/{guess}/")
    assert response.status_code in (302, 404)
    assert COOKIE not in response.cookies
    if response.status_code == 302:
        assert response.headers["Location"] == "/return/expired/"


def test_an_expired_link_opens_nothing_and_says_where_to_get_a_new_one(token: str) -> None:
    CustomerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client = Client(headers={"accept-language": "en"})
    response = client.get(f"/return/open/{token}/", follow=True)
    assert response.redirect_chain == [("/return/expired/", 302)]
    html = response.content.decode()
    assert "This link has expired" in html
    assert 'href="/return/find/"' in html


def test_who_is_in_is_out_once_the_link_expires_or_is_revoked(guest: Guest) -> None:
    assert guest.get().status_code == 200
    revoke_links(case=guest.case)
    assert guest.get().headers["Location"] == "/return/find/"
    again = guest_of(guest.case)
    CustomerLink.objects.update(expires_at=timezone.now())
    assert again.get().status_code == 302


def test_all_links_but_the_one_in_use_can_be_revoked_by_the_customer(guest: Guest) -> None:
    other = guest_of(guest.case)
    assert guest.post("data/links/").status_code == 302
    assert (guest.get().status_code, other.get().status_code) == (200, 302)


def test_a_link_lives_for_its_time_and_the_cookie_no_longer(token: str) -> None:
    link = find_link(token)
    assert link is not None
    assert link.expires_at - link.issued_at == LIFETIME
    assert 0 < opened(token).cookies[COOKIE]["max-age"] <= LIFETIME.total_seconds()


@pytest.mark.parametrize("cookie", ["", "1", "1:1abc:forged", "999999", "x:y:z"])
def test_a_forged_cookie_is_a_stranger(token: str, cookie: str) -> None:
    client = Client()
    client.cookies[COOKIE] = cookie
    assert client.get("/return/").headers["Location"] == "/return/find/"


def test_a_cookie_reaches_the_return_of_its_link_only(new_return: NewReturn) -> None:
    first, second = new_return(number="40-1"), new_return("scooter", number="40-2")
    html = guest_of(first).html()
    assert first.reference in html
    assert second.reference not in html


def test_closing_the_return_on_a_device_forgets_it(guest: Guest) -> None:
    assert guest.post("leave/").status_code == 302
    assert guest.get().headers["Location"] == "/return/find/"


# Asking for a link


def ask(order: str, email: str, client: Client | None = None) -> Any:
    client = client or Client(headers={"accept-language": "en"})
    return client.post("/return/find/", {"order": order, "email": email})


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize(
    ("order", "email"),
    [
        ("40-1", "camille@example.org"),
        ("40-1", "CAMILLE@example.org "),
        ("40-1", "somebody@example.org"),
        ("nothing", "camille@example.org"),
    ],
)
def test_whoever_asks_gets_the_same_answer(order: str, email: str) -> None:
    OutboxMessage.objects.all().delete()
    response = ask(order, email)
    assert (response.status_code, response.headers["Location"]) == (302, "/return/sent/")
    assert not response.cookies
    is_right = (order, email.strip().lower()) == ("40-1", "camille@example.org")
    assert OutboxMessage.objects.filter(template=TEMPLATE).count() == is_right


def test_the_page_says_the_same_whatever_was_asked() -> None:
    html = Client(headers={"accept-language": "en"}).get("/return/sent/").content.decode()
    assert "If there is a return for this order and this address" in html


@pytest.mark.parametrize(("order", "email"), [("", "a@example.org"), ("40-1", ""), ("40-1", "no address")])
def test_bad_input_is_said_at_the_field_and_nothing_typed_is_lost(order: str, email: str) -> None:
    html = ask(order, email).content.decode()
    assert 'aria-invalid="true"' in html
    assert re.search(r'class="errors" role="alert".*href="#id_(order|email)"', html, re.DOTALL)
    assert f'value="{order or email}"' in html


@pytest.mark.usefixtures("token")
def test_links_are_not_sent_without_end() -> None:
    OutboxMessage.objects.all().delete()
    statuses = [ask("40-1", "camille@example.org").status_code for _time in range(21)]
    assert statuses == [302] * 20 + [429]
    assert OutboxMessage.objects.filter(template=TEMPLATE).count() == 3
    assert "40-1" in ask("40-1", "camille@example.org").content.decode()


def test_a_mail_carries_a_link_that_is_stored_nowhere(
    new_return: NewReturn, django_capture_on_commit_callbacks: Any
) -> None:
    case = new_return()
    with django_capture_on_commit_callbacks(execute=True):
        message = send_link(case=case)
    assert message is not None
    found = re.search(r"/return/open/([\w-]+)/", str(mail.outbox[-1].body))
    assert found
    assert guest_of(case).client.get(f"/return/open/{found[1]}/").headers["Location"] == "/return/"
    message.refresh_from_db()
    assert found[1] not in message.body
    assert not CustomerLink.objects.filter(token_hash=found[1]).exists()


def test_an_invitation_sends_the_link(shipped: None, new_return: NewReturn, cast: Cast) -> None:
    case = new_return()
    assert OutboxMessage.objects.filter(case=case, template=TEMPLATE, to="camille@example.org").count() == 1


def test_a_mail_about_no_return_leads_to_the_way_in(db: None) -> None:
    assert link_in_mail(OutboxMessage(template=TEMPLATE)).endswith("/return/find/")


def test_an_erased_return_is_not_found(new_return: NewReturn, cast: Cast) -> None:
    case = new_return()
    perform(case=case, transition="cancel", actor=cast.agent)
    ReturnCase.objects.update(erased_at=timezone.now())
    OutboxMessage.objects.all().delete()
    ask("40-1", "camille@example.org")
    assert not OutboxMessage.objects.exists()


# Logs


def test_no_log_has_a_token(token: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskLinks())
    logger = logging.getLogger("tests.masking")
    logger.addHandler(handler)
    logger.propagate = False
    logger.warning('"GET %s HTTP/1.1" 302', f"/return/open/{token}/")
    logger.warning(f"Not Found: /return/open/{token}")
    logger.warning("no link in it: %s", 3)
    assert token not in stream.getvalue()
    assert stream.getvalue().count("/return/open/***") == 2
    assert "no link in it: 3" in stream.getvalue()


def test_every_handler_of_ours_masks(settings: Any) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["links"]
    assert settings.LOGGING["loggers"]["django.server"]["handlers"] == ["console"]


def test_the_access_log_of_the_server_has_no_token(token: str) -> None:
    from gunicorn.config import Config

    logger = runpy.run_path(str(SOURCE / "gunicorn.conf.py"))["logger_class"](Config())
    path = f"/return/open/{token}/"
    response = SimpleNamespace(status="302 Found", sent=0, headers=[], response_length=0)
    request = SimpleNamespace(headers=[("REFERER", f"https://constat.example{path}")])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": path,
    }
    atoms = logger.atoms(response, request, environ, timedelta(seconds=1))
    assert token not in str(atoms)
    assert "/return/open/***" in atoms["r"]


def test_masking_leaves_the_rest_alone() -> None:
    assert mask("/return/photo/photo.back/ and /return/open/abc-DEF_1/ x") == (
        "/return/photo/photo.back/ and /return/open/***/ x"
    )
