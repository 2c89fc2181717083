"""Erasing a case: what goes, what stays, and that the chain still verifies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction

from returns.adjudication import CaseErasedError, Replay, decide_case, replay_decision
from returns.casework.evidence import give_evidence, refuse_evidence
from returns.casework.statements import record_inspection, state_facts
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.ledger.chain import Content, DefectCode
from returns.models import (
    Decision,
    DecisionRecord,
    Event,
    EventNote,
    Evidence,
    Inspection,
    LedgerEntry,
    ReturnCase,
    Statement,
)
from returns.privacy.erasure import NotFinalError, erase_case
from tests.cast import Cast
from tests.factories import VALID_IMEI
from tests.returns.conftest import OpenCase

SECRET = "Lina's flat"


def live(case: ReturnCase, cast: Cast) -> ReturnCase:
    """Lead a case, with something personal wherever it can stand, to its end."""
    state_facts(case=case, source="customer", values={"imei": VALID_IMEI}, actor=cast.agent, reason=SECRET)
    record_inspection(case=case, values={"shock": True}, actor=cast.seller, imei=VALID_IMEI, note=SECRET)
    photo = give_evidence(case=case, item="photo.back", actor=cast.customer, measurements={"place": SECRET})
    refuse_evidence(evidence=photo, actor=cast.agent, reason=SECRET)
    case.refresh_from_db()
    decide_case(case=case, actor=cast.agent)
    perform(case=case, transition="cancel", actor=cast.agent, reason=SECRET)
    return case


@pytest.fixture
def finished(case: ReturnCase, cast: Cast) -> ReturnCase:
    """A case at its end."""
    return live(case, cast)


def dump(*kinds: type[models.Model]) -> str:
    return repr([list(kind._default_manager.values()) for kind in kinds])


EVERYTHING = (
    ReturnCase,
    Decision,
    DecisionRecord,
    Event,
    EventNote,
    Evidence,
    Inspection,
    LedgerEntry,
    Statement,
)


def test_what_was_said_of_people_is_gone(finished: ReturnCase, cast: Cast) -> None:
    ReturnCase.objects.update(tracking_number="SECRET1", external_reference="SECRET2")
    finished.refresh_from_db()
    assert SECRET in dump(*EVERYTHING)
    assert VALID_IMEI in dump(*EVERYTHING)
    erase_case(case=finished, actor=cast.lead)
    for secret in (SECRET, VALID_IMEI, "SECRET1", "SECRET2"):
        assert secret not in dump(*EVERYTHING)
    finished.device.refresh_from_db()
    assert (finished.device.imei, finished.device.serial_number) == ("", "")
    assert not DecisionRecord.objects.exists()
    assert not Statement.objects.exists()


def test_what_happened_stays_and_the_chain_verifies(finished: ReturnCase, cast: Cast) -> None:
    anchor = stored_chain.current_head()
    decisions, events = list(Decision.objects.values()), list(Event.objects.values())
    event = erase_case(case=finished, actor=cast.lead)
    finished.refresh_from_db()
    assert finished.erased_at is not None
    assert (event.kind, event.actor) == ("erased", cast.lead)
    assert list(Decision.objects.values()) == decisions
    assert list(Event.objects.exclude(pk=event.pk).order_by("pk").values()) == events
    assert stored_chain.verify(anchor) == []


def test_replay_says_erased_and_nothing_is_decided_any_more(finished: ReturnCase, cast: Cast) -> None:
    erase_case(case=finished, actor=None)
    finished.refresh_from_db()
    assert [replay_decision(decision) for decision in Decision.objects.all()] == [Replay.ERASED]
    with pytest.raises(CaseErasedError):
        decide_case(case=finished, actor=cast.agent)
    assert not ReturnCase.objects.adjudicable().exists()


def test_other_cases_keep_theirs(new_case: OpenCase, cast: Cast) -> None:
    first, second = live(new_case("40-1"), cast), live(new_case("40-2"), cast)
    erase_case(case=first, actor=cast.lead)
    assert replay_decision(Decision.objects.get(case=second)) is Replay.SAME
    assert Statement.objects.filter(case=second).count() == 2
    assert stored_chain.verify() == []


def test_a_device_keeps_its_identifiers_for_another_case(finished: ReturnCase, new_case: OpenCase, cast: Cast) -> None:
    newer = new_case()
    assert newer.device == finished.device
    erase_case(case=finished, actor=cast.lead)
    newer.device.refresh_from_db()
    assert newer.device.imei == VALID_IMEI


def test_a_case_that_is_going_on_is_not_erased(case: ReturnCase, cast: Cast) -> None:
    with pytest.raises(NotFinalError, match=case.reference):
        erase_case(case=case, actor=cast.lead)


def test_only_who_may_erases(finished: ReturnCase, cast: Cast) -> None:
    for role, user in cast.users():
        if role != "lead":
            with pytest.raises(PermissionDenied):
                erase_case(case=finished, actor=user)
    assert Statement.objects.exists()


def test_texts_that_vanish_without_an_erasure_are_refused_and_found(
    finished: ReturnCase, lifted_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(DecisionRecord).all().delete()
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM returns_decisionrecord")
    assert [defect.code for defect in stored_chain.verify()] == [DefectCode.TEXT_MISSING]


def test_a_text_can_not_be_guessed_from_its_digest_once_the_salt_is_gone(finished: ReturnCase, cast: Cast) -> None:
    note = EventNote.objects.filter(text=SECRET)[0]
    digest = LedgerEntry.objects.get(kind="event", key=note.pk).content_digest
    assert Content(note.salt, SECRET).digest() == digest
    assert Content("", SECRET).digest() != digest
    erase_case(case=finished, actor=cast.lead)
    assert note.salt not in dump(*EVERYTHING)
