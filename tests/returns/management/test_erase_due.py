"""``manage.py erase_due``: one case that somebody changes meanwhile keeps no other from being erased."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from returns.adjudication import decide_case
from returns.casework.conversation import add_note
from returns.casework.transitions import perform
from returns.management.commands import erase_due
from returns.models import EventNote, ReturnCase
from tests.cast import Cast
from tests.returns.conftest import OpenCase

pytestmark = pytest.mark.django_db


def test_a_case_that_is_changed_meanwhile_is_left_for_the_next_day(
    new_case: OpenCase, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = [new_case("40-1"), new_case("40-2")]
    for case in due:
        decide_case(case=case, actor=None)
        perform(case=case, transition="cancel", actor=cast.agent, reason="By telephone.")
    add_note(case=ReturnCase.objects.get(pk=due[0].pk), actor=cast.agent, text="Called again.")
    monkeypatch.setattr(erase_due, "cases_to_erase", lambda _on: due)
    call_command("erase_due", stdout=(out := StringIO()), stderr=(problems := StringIO()))
    assert out.getvalue().split()[0] == "1"
    assert due[0].reference in problems.getvalue()
    assert [case.erased_at is None for case in ReturnCase.objects.order_by("pk")] == [True, False]
    # What was undone with it is whole.
    assert EventNote.objects.filter(event__case=due[0]).count() == 2
