"""What every page of the guide does where somebody else is quicker, or what was sent is no text."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse

from returns.casework.changes import CaseChangedError
from returns.casework.transitions import perform
from returns.evidence_intake import take_in
from returns.guide import handing
from returns.guide.base import ATTEMPTS
from returns.guide.imei import ImeiPage
from returns.guide.messages import Messages
from returns.models import Event, Evidence, ReturnCase, Statement
from tests.cast import Cast
from tests.factories import VALID_IMEI
from tests.pictures import photo
from tests.returns.guide.conftest import Guest

pytestmark = pytest.mark.django_db

Post = Callable[[Messages, HttpRequest], HttpResponse]


def moved(case: ReturnCase, cast: Cast, transition: str) -> None:
    """Have staff take the return on, as it stands."""
    perform(case=ReturnCase.objects.get(pk=case.pk), transition=transition, actor=cast.agent)


def lose(monkeypatch: pytest.MonkeyPatch, page: type, times: int, then: Callable[[], None] | None = None) -> list[int]:
    """Have somebody be quicker so many times, and then do something before the last try; return the tries."""
    tries: list[int] = []
    post: Post = page.post  # type: ignore[attr-defined]

    def raced(self: Messages, request: HttpRequest) -> HttpResponse:
        tries.append(len(tries) + 1)
        if len(tries) <= times:
            raise CaseChangedError(self.case)
        if then is not None:
            then()
            self.reload()
        return post(self, request)

    monkeypatch.setattr(page, "post", raced)
    return tries


@pytest.mark.parametrize("times", range(ATTEMPTS))
def test_a_word_is_taken_down_though_others_were_quicker(
    guest: Guest, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    tries = lose(monkeypatch, Messages, times)
    assert guest.post("messages/", {"text": "Hello"}).status_code == 302
    assert len(tries) == times + 1
    assert Event.objects.filter(kind=Event.Kind.MESSAGE).count() == 1


def test_after_a_few_tries_the_page_shows_how_the_return_stands(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = lose(monkeypatch, Messages, ATTEMPTS)
    answer = guest.post("messages/", {"text": "Hello"})
    assert (answer.status_code, answer["Location"], len(tries)) == (302, "/return/messages/", ATTEMPTS)


def test_a_return_that_ends_meanwhile_leads_to_its_first_page(
    guest: Guest, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch, Messages, 1, lambda: moved(guest.case, cast, "cancel"))
    answer = guest.post("messages/", {"text": "Hello"})
    assert (answer.status_code, answer["Location"]) == (302, "/return/")


def test_nothing_is_corrected_once_the_parcel_has_arrived_meanwhile(
    guest: Guest, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(self: ImeiPage, _request: HttpRequest) -> HttpResponse:
        monkeypatch.undo()
        moved(self.case, cast, "receive")
        raise CaseChangedError(self.case)

    # What the seller did is another transaction's, which the test has only one of.
    monkeypatch.setattr("returns.guide.base.transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(ImeiPage, "post", post)
    answer = guest.post("imei/", {"imei": VALID_IMEI})
    assert (answer.status_code, answer["Location"]) == (302, "/return/")
    assert guest.fresh().state == "received"
    assert not Statement.objects.filter(fact="imei").exists()


def test_a_photo_of_a_return_that_ends_while_it_is_read_leads_to_the_first_page(
    guest: Guest, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(**given: object) -> Evidence:
        moved(guest.case, cast, "cancel")
        given["case"] = guest.fresh()
        return take_in(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(handing, "take_in", slow)
    answer = guest.post("photo/photo.top/", {"file": SimpleUploadedFile("top.jpg", photo(1))})
    assert (answer.status_code, answer["Location"]) == (302, "/return/")
    assert not Evidence.objects.filter(case=guest.case).exists()


def test_nuls_are_left_out_of_what_was_typed(guest: Guest, cast: Cast) -> None:
    for field in ({"set_carrier": "1", "carrier": "\0"}, {"option": "\0", "tracking": "\0"}):
        assert guest.post("shipping/", field).status_code in (200, 302)
    assert guest.post("shipping/", {"set_carrier": "1", "carrier": "dhl_express"}).status_code == 302
    assert guest.post("shipping/", {"option": "\0", "tracking": "33188\00010025"}).status_code == 302
    assert guest.fresh().tracking_number == "3318810025"
    assert guest.post("imei/", {"imei": f"\0{VALID_IMEI}"}).status_code == 302
    perform(case=guest.fresh(), transition="refuse", actor=cast.agent, reason="It is broken.")
    assert guest.post("contest/", {"reason": "It was\0 not."}).status_code == 302
    assert Event.objects.filter(transition="contest").get().note.text == "It was not."
