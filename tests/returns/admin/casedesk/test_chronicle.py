"""The timeline in passages: what comes in dozens is folded, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from returns.admin.casedesk.chronicle import FEW, passages
from returns.admin.happenings import Happening
from returns.casework.evidence import accept_evidence, give_evidence, refuse_evidence
from returns.models import ReturnCase
from tests.cast import Cast
from tests.returns.admin.casedesk.conftest import text

START = datetime(2026, 5, 4, 9, tzinfo=UTC)


def line(minute: int, name: str, *, note: str = "", is_routine: bool = True) -> Happening:
    return Happening(
        at=START + timedelta(minutes=minute),
        name=name,
        subject="",
        to_state="",
        who="",
        note=note,
        decision_id=None,
        is_key=not is_routine,
        is_routine=is_routine,
    )


def test_a_long_run_is_one_passage_that_says_what_is_in_it() -> None:
    lines = [line(9, "Received", is_routine=False), *(line(n, "Accepted") for n in (8, 7, 6)), line(5, "Handed in")]
    open_one, folded = passages(lines)
    assert open_one.summary == ""
    assert folded.summary == "Handed in (1), Accepted (3)"
    assert (folded.first.at, folded.last.at) == (lines[-1].at, lines[1].at)
    assert [*open_one.lines, *folded.lines] == lines


def test_a_short_run_stays_open() -> None:
    (only,) = passages([line(n, "Accepted") for n in range(FEW)])
    assert only.summary == ""


def test_what_somebody_wrote_is_in_no_fold() -> None:
    lines = [*(line(n, "Accepted") for n in range(4)), line(4, "Refused", note="Blurred."), line(5, "Accepted")]
    assert [bool(passage.summary) for passage in passages(lines)] == [True, False, False]


@pytest.mark.django_db
def test_the_page_folds_photos_that_came_and_shows_the_one_that_was_refused(
    agent: Client, opened: ReturnCase, cast: Cast
) -> None:
    pieces = [give_evidence(case=opened, item="photo.front_on", actor=None) for _ in range(4)]
    refuse_evidence(evidence=pieces[0], actor=cast.agent, reason="Blurred.")
    for piece in pieces[1:]:
        accept_evidence(evidence=piece, actor=None)
    page = text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
    assert page.count('class="is-fold"') == 1
    assert "Evidence handed in (4)" in page
    assert page.count("<b>Evidence handed in</b>") == 4
    assert "<b>Evidence refused</b>: " in page
