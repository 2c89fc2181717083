"""Evidence given, accepted, refused; and how the parcel travels."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.models import Event, Evidence, ReturnCase
from tests.cast import Cast


@pytest.fixture
def photo(case: ReturnCase, cast: Cast) -> Evidence:
    """A photo that waits to be looked at."""
    return give_evidence(case=case, item="photo.front_on", actor=cast.customer, measurements={"sharp": True})


def last_event() -> tuple[str, str, str]:
    event = Event.objects.latest("pk")
    return (event.kind, event.subject, event.audience)


def test_evidence_waits_to_be_looked_at(photo: Evidence) -> None:
    photo.refresh_from_db()
    assert (photo.status, photo.item_id, photo.measurements) == ("pending", "photo.front_on", {"sharp": True})
    assert last_event() == ("evidence", "photo.front_on", "customer")


def test_evidence_is_accepted(photo: Evidence, cast: Cast) -> None:
    accept_evidence(evidence=photo, actor=cast.agent)
    photo.refresh_from_db()
    assert photo.status == "accepted"
    assert last_event() == ("evidence", "photo.front_on: accepted", "agent")


def test_evidence_is_refused_for_a_reason(photo: Evidence, cast: Cast) -> None:
    event = refuse_evidence(evidence=photo, actor=cast.seller, reason="blurred")
    photo.refresh_from_db()
    assert (photo.status, photo.refusal_reason, event.note.text) == ("refused", "blurred", "blurred")
    assert last_event() == ("evidence", "photo.front_on: refused", "seller")


def test_evidence_is_judged_once(photo: Evidence, cast: Cast) -> None:
    twin = Evidence.objects.get(pk=photo.pk)
    accept_evidence(evidence=photo, actor=cast.agent)
    with pytest.raises(CaseChangedError):
        refuse_evidence(evidence=twin, actor=cast.agent, reason="blurred")
    twin.refresh_from_db()
    assert twin.status == "accepted"


def test_nobody_judges_their_own_evidence_nor_others_that_of_the_case(photo: Evidence, cast: Cast) -> None:
    for person in (cast.customer, cast.other_seller, cast.outsider):
        with pytest.raises(PermissionDenied):
            accept_evidence(evidence=photo, actor=person)
        if person != cast.customer:
            with pytest.raises(PermissionDenied):
                give_evidence(case=photo.case, item="photo.back", actor=person)
    assert Evidence.objects.get().status == "pending"


def test_an_item_that_is_not_in_the_catalogue_is_refused(case: ReturnCase, cast: Cast) -> None:
    @transaction.atomic
    def give_and_commit() -> None:
        give_evidence(case=case, item="photo.of_the_cat", actor=cast.customer)
        # What a commit does.
        connection.check_constraints()

    with pytest.raises(IntegrityError):
        give_and_commit()


def test_nothing_is_given_for_a_finished_case(photo: Evidence, cast: Cast) -> None:
    ReturnCase.objects.update(state="cancelled")
    photo.case.refresh_from_db()
    with pytest.raises(CaseFinalError):
        give_evidence(case=photo.case, item="photo.back", actor=cast.customer)
    with pytest.raises(CaseFinalError):
        accept_evidence(evidence=photo, actor=cast.agent)
