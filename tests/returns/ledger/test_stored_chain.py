"""The chain in the database: what is written binds, and whatever is done without the triggers is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection, transaction

from returns.adjudication import decide_case
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.ledger import stored_chain
from returns.ledger.chain import GENESIS, Defect, DefectCode, Head
from returns.models import Decision, DecisionRecord, Event, EventNote, LedgerEntry, LedgerHead, ReturnCase
from tests.cast import Cast
from tests.returns.conftest import OpenCase

FORGED = "f" * 64
Lifted = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def history(new_case: OpenCase, cast: Cast) -> ReturnCase:
    """Two cases, each with decisions, transitions and notes; the first one."""
    cases = [new_case("40-1"), new_case("40-2")]
    for case in cases:
        decide_case(case=case, actor=None)
        perform(case=case, transition="invite", actor=cast.agent, reason="as agreed")
        state_facts(case=case, source="customer", values={"shock": True}, actor=cast.agent, reason="by telephone")
        decide_case(case=case, actor=cast.agent)
    return cases[0]


def codes(anchor: Head | None = None) -> set[DefectCode]:
    return {defect.code for defect in stored_chain.verify(anchor)}


def test_an_empty_ledger_is_well(db: None) -> None:
    assert stored_chain.current_head() == Head(0, GENESIS)
    assert stored_chain.verify() == []


def test_positions_have_no_gap_and_every_row_is_bound(history: ReturnCase) -> None:
    positions = list(LedgerEntry.objects.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert len(positions) == Decision.objects.count() + Event.objects.count()
    assert stored_chain.current_head() == Head(len(positions), LedgerEntry.objects.get(pk=len(positions)).hash)
    assert stored_chain.verify() == []
    assert stored_chain.verify(stored_chain.current_head()) == []


def test_a_transaction_that_fails_leaves_no_trace(case: ReturnCase, cast: Cast) -> None:
    before = stored_chain.current_head()
    with transaction.atomic():
        decide_case(case=case, actor=None)
        assert stored_chain.current_head() != before
        transaction.set_rollback(True)
    assert stored_chain.current_head() == before
    assert stored_chain.verify() == []


def test_verification_takes_a_constant_number_of_queries_a_batch(
    history: ReturnCase, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    # The head, the entries, two kinds of rows and of texts, what lies beyond the head, what is not listed (2).
    with django_assert_num_queries(9):
        stored_chain.verify()


TAMPERINGS = {
    "a decision's status": "UPDATE returns_decision SET status = 'undetermined' WHERE id = {decision}",
    "a decision's version": "UPDATE returns_decision SET version_hash = '{forged}' WHERE id = {decision}",
    "a decision's day": "UPDATE returns_decision SET decided_on = '2020-01-01' WHERE id = {decision}",
    "a decision's moment": "UPDATE returns_decision SET decided_at = '2020-01-01 00:00:00' WHERE id = {decision}",
    "a decision's actor": "UPDATE returns_decision SET actor_id = {outsider} WHERE id = {decision}",
    "a decision's case": "UPDATE returns_decision SET case_id = {other_case} WHERE id = {decision}",
    "a decision's facts": "UPDATE returns_decisionrecord SET facts = '{{}}' WHERE decision_id = {decision}",
    "a decision's outcome": "UPDATE returns_decisionrecord SET outcome = '{{}}' WHERE decision_id = {decision}",
    "a decision's salt": "UPDATE returns_decisionrecord SET salt = '00' WHERE decision_id = {decision}",
    "a decision's texts gone": "DELETE FROM returns_decisionrecord WHERE decision_id = {decision}",
    "an event's transition": "UPDATE returns_event SET transition = 'cancel' WHERE id = {moved}",
    "an event's states": "UPDATE returns_event SET from_state = to_state WHERE id = {moved}",
    "an event's actor": "UPDATE returns_event SET actor_id = NULL WHERE id = {moved}",
    "an event's audience": "UPDATE returns_event SET audience = 'system' WHERE id = {moved}",
    "an event's note": "UPDATE returns_eventnote SET text = 'by letter' WHERE event_id = {moved}",
    "an event's note gone": "DELETE FROM returns_eventnote WHERE event_id = {moved}",
    "a note where there was none": "INSERT INTO returns_eventnote VALUES ({opened}, 'added', '00')",
    "a case's reference": "UPDATE returns_returncase SET reference = 'R-1999-000001' WHERE id = {case}",
    "an event that never was": (
        "INSERT INTO returns_event (case_id, kind, transition, from_state, to_state, subject, at, audience) "
        "VALUES ({case}, 'opened', '', '', 'opened', '', '2026-01-01 00:00:00', 'system')"
    ),
    "a link's digest": "UPDATE returns_ledgerentry SET row_digest = '{forged}' WHERE position = 3",
    "a link's hash": "UPDATE returns_ledgerentry SET hash = '{forged}' WHERE position = 3",
    "a link gone": "DELETE FROM returns_ledgerentry WHERE position = 3",
    "the last link gone": "DELETE FROM returns_ledgerentry WHERE position = {last}",
    "a link moved to the end": "UPDATE returns_ledgerentry SET position = {last} + 1 WHERE position = 3",
    "a link bound to another row": "UPDATE returns_ledgerentry SET key = 987654 WHERE position = 3",
    "the head moved back": "UPDATE returns_ledgerhead SET position = position - 1",
    "the head's hash": "UPDATE returns_ledgerhead SET hash = '{forged}'",
    "the head gone": "DELETE FROM returns_ledgerhead",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_tampering_of_a_database_without_triggers_is_found(
    what: str, history: ReturnCase, cast: Cast, lifted_triggers: Lifted
) -> None:
    names = {
        "case": history.pk,
        "other_case": ReturnCase.objects.exclude(pk=history.pk).get().pk,
        "decision": history.current_decision_id,
        "moved": Event.objects.get(case=history, kind="transition").pk,
        "opened": Event.objects.get(case=history, kind="opened").pk,
        "outsider": cast.outsider.pk,
        "last": LedgerEntry.objects.count(),
        "forged": FORGED,
    }
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute(TAMPERINGS[what].format(**names))
    assert stored_chain.verify()


def test_two_cases_that_swap_their_references_are_found(history: ReturnCase, lifted_triggers: Lifted) -> None:
    other = ReturnCase.objects.exclude(pk=history.pk).get()
    for case, reference in ((history, "R-0"), (other, history.reference), (history, other.reference)):
        ReturnCase.objects.filter(pk=case.pk).update(reference=reference)
    assert codes() == {DefectCode.ROW_EDITED}


def test_a_tail_cut_off_with_the_head_moved_back_is_found_by_an_anchor(
    history: ReturnCase, lifted_triggers: Lifted
) -> None:
    anchor = stored_chain.read_anchor(stored_chain.write_anchor(stored_chain.current_head()))
    *_, before, last = LedgerEntry.objects.all()
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM returns_ledgerentry WHERE position = %s", [last.position])
        cursor.execute("DELETE FROM returns_eventnote WHERE event_id = %s", [last.key])
        cursor.execute("DELETE FROM returns_event WHERE id = %s", [last.key])
        cursor.execute("UPDATE returns_ledgerhead SET position = %s, hash = %s", [before.position, before.hash])
    assert stored_chain.verify() == []
    assert stored_chain.verify(anchor) == [Defect(anchor.position, DefectCode.ANCHOR)]


def test_rows_that_no_link_binds_are_named(history: ReturnCase) -> None:
    decision = Decision(case=history, version_hash=history.version_hash, status="decided", decided_on="2026-03-02")
    decision.save()
    assert stored_chain.verify() == [Defect(0, DefectCode.UNLISTED, f"decision {decision.pk}")]


def test_nothing_is_appended_to_a_chain_whose_head_is_gone(history: ReturnCase, cast: Cast) -> None:
    LedgerHead.objects.all().delete()
    case = ReturnCase.objects.get(pk=history.pk)
    with pytest.raises(stored_chain.BrokenLedgerError):
        state_facts(case=case, source="agent", values={"shock": False}, actor=cast.agent)


def test_texts_are_bound_without_standing_in_the_ledger(history: ReturnCase) -> None:
    note = EventNote.objects.filter(text="by telephone")[0]
    twin = EventNote.objects.filter(text="by telephone")[1]
    digests = dict(LedgerEntry.objects.filter(kind="event").values_list("key", "content_digest"))
    assert digests[note.pk] != digests[twin.pk]
    assert note.salt != twin.salt
    assert len({record.salt for record in DecisionRecord.objects.all()}) == DecisionRecord.objects.count()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '{"position": "1", "hash": "' + FORGED + '"}',
        '{"position": 1, "hash": "short"}',
        '{"position": -1, "hash": "' + FORGED + '"}',
        '{"position": true, "hash": "' + FORGED + '"}',
    ],
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"anchor|Expecting value"):
        stored_chain.read_anchor(text)
