"""What an agent does with a case: each deed by its own form, in the name of each role, and where it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from returns.adjudication import decide_case
from returns.casework.conversation import add_note
from returns.casework.evidence import give_evidence
from returns.casework.statements import state_facts
from returns.ledger import stored_chain
from returns.models import Event, Evidence, MessageTemplate, OutboxMessage, ReturnCase, Statement
from returns.models.override import Override, RefundLimit
from tests.cast import Cast
from tests.returns.admin.casedesk.conftest import Open, fresh, press, text, url

pytestmark = pytest.mark.django_db


def test_the_proposal_is_accepted_in_one_press_and_the_next_case_comes(agent: Client, decided: ReturnCase) -> None:
    answer = press(agent, "accept", decided)
    assert answer.status_code == 302
    assert (fresh(decided).state, fresh(decided).resolution) == ("accepted", "repair")
    page = text(agent.get(answer["Location"]))
    assert "The proposal has been accepted" in page
    assert decided.reference in page
    assert stored_chain.verify() == []


def test_what_has_changed_meanwhile_is_told_and_nothing_is_lost(agent: Client, decided: ReturnCase, cast: Cast) -> None:
    seen = decided.revision
    add_note(case=decided, actor=cast.lead, text="Wait for me.")
    answer = agent.post(url("otherwise", decided.pk), {"revision": seen, "resolution": "replace", "reason": "Typed."})
    page = text(answer)
    assert answer.status_code == 409
    assert "The case has changed since you looked at it" in page
    assert "Internal note" in page
    assert "Typed." in page
    assert 'value="replace" selected' in page
    assert not Override.objects.exists()
    # What came back holds the new revision, so that it can be sent again.
    assert f'name="revision" value="{fresh(decided).revision}"' in page


def test_an_agent_decides_otherwise_and_a_lead_confirms(as_user: Open, decided: ReturnCase, cast: Cast) -> None:
    RefundLimit.objects.update(amount=100)
    agent, lead = as_user(cast.agent), as_user(cast.lead)
    assert "is above the limit: a lead confirms it" in text(agent.get(url("otherwise", decided.pk)))
    data = {"resolution": "refund", "reason": "The photo shows it intact.", "guarantee.commercial": ""}
    assert press(agent, "otherwise", decided, **data).status_code == 302
    assert fresh(decided).override_pending
    assert "An override waits for a lead" in text(agent.get(f"/admin/returns/returncase/{decided.pk}/change/"))
    assert press(agent, "confirm", decided).status_code == 403
    assert press(lead, "confirm", decided, reason="").status_code == 302
    assert not fresh(decided).override_pending
    assert press(agent, "accept", decided).status_code == 302
    assert (fresh(decided).state, fresh(decided).resolution) == ("accepted", "refund")


def test_a_lead_rejects_and_an_agent_takes_an_override_back(as_user: Open, decided: ReturnCase, cast: Cast) -> None:
    RefundLimit.objects.update(amount=100)
    agent, lead = as_user(cast.agent), as_user(cast.lead)
    press(agent, "otherwise", decided, resolution="refund", reason="So.")
    assert press(lead, "reject", decided, reason="").status_code == 422
    assert press(lead, "reject", decided, reason="No.").status_code == 302
    assert fresh(decided).override is None
    press(agent, "otherwise", decided, resolution="replace", reason="So.")
    assert press(agent, "withdraw", decided, reason="A mistake.").status_code == 302
    assert fresh(decided).override is None


def test_to_decide_as_the_rules_say_is_no_override(agent: Client, decided: ReturnCase) -> None:
    answer = press(agent, "otherwise", decided, resolution="repair", reason="So.")
    assert answer.status_code == 409
    assert "accept it instead" in text(answer)
    answer = press(agent, "otherwise", decided, resolution="replace", reason="")
    assert answer.status_code == 422
    assert "This field is required" in text(answer)


def test_a_verdict_is_decided_otherwise(agent: Client, decided: ReturnCase) -> None:
    data = {"guarantee.commercial": "excluded", "resolution": "", "reason": "Wear."}
    assert press(agent, "otherwise", decided, **data).status_code == 302
    assert Override.objects.get().verdicts == {"commercial": "excluded"}
    assert fresh(decided).verdict == "excluded"


def test_a_fact_is_corrected_with_a_reason_and_the_rules_follow(agent: Client, decided: ReturnCase) -> None:
    page = text(agent.get(url("correct", decided.pk)))
    assert 'value="damage.shock"' in page
    address = f"{url('correct', decided.pk)}?fact=damage.shock"
    assert 'name="v.damage.shock"' in text(agent.get(address))
    sent: dict[str, Any] = {"revision": decided.revision, "v.damage.shock": "=true"}
    answer = agent.post(address, sent)
    assert answer.status_code == 422
    assert '<option value="=true" selected' in text(answer)
    answer = agent.post(address, {**sent, "reason": "The corner is dented."})
    assert answer.status_code == 302
    page = text(agent.get(answer["Location"]))
    assert "What has just changed" in page
    found = Statement.objects.get(source="agent")
    assert (found.fact, found.value, found.reason) == ("shock", True, "The corner is dented.")
    assert fresh(decided).verdict == "excluded"
    assert stored_chain.verify() == []


def test_an_imei_is_corrected(agent: Client, decided: ReturnCase) -> None:
    address = f"{url('correct', decided.pk)}?fact=imei"
    sent = {"revision": decided.revision, "imei": "", "reason": "On the tray."}
    assert agent.post(address, sent).status_code == 422
    assert agent.post(address, {**sent, "imei": "490154203237518"}).status_code == 302
    assert Statement.objects.get(source="agent").value == "490154203237518"


def test_only_what_an_agent_settles_is_corrected(agent: Client, decided: ReturnCase) -> None:
    for fact in ("order.price", "inspected.shock", "no.such"):
        assert agent.get(f"{url('correct', decided.pk)}?fact={fact}").status_code == 404


def test_evidence_is_accepted_and_refused_with_a_reason(agent: Client, opened: ReturnCase) -> None:
    first, second = (give_evidence(case=opened, item=item, actor=None) for item in ("photo.front_on", "photo.back"))
    assert press(agent, "accept_evidence", opened, first.pk).status_code == 302
    assert press(agent, "refuse_evidence", opened, second.pk, reason=" ").status_code == 422
    with_reason = {"reason": "Blurred: rest your elbows."}
    assert press(agent, "refuse_evidence", opened, second.pk, **with_reason).status_code == 302
    assert [row.status for row in Evidence.objects.order_by("pk")] == ["accepted", "refused"]
    again = press(agent, "accept_evidence", opened, first.pk)
    assert again.status_code == 409
    assert press(agent, "accept_evidence", opened, 0).status_code == 404


def test_steps_are_taken_and_those_that_wait_say_why(agent: Client, opened: ReturnCase) -> None:
    page = text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
    assert "Invite the customer" in page
    assert press(agent, "step", opened, "invite", reason="").status_code == 302
    page = text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
    assert "Not yet. Required items are still missing: photo.back (en), photo.front_on (en)." in page
    answer = press(agent, "step", opened, "complete", reason="")
    assert answer.status_code == 409
    assert "Required items are still missing: " in text(answer)
    assert agent.get(url("step", opened.pk, "nothing")).status_code == 404


def test_the_rules_are_applied_again(agent: Client, decided: ReturnCase, cast: Cast) -> None:
    state_facts(case=decided, source="agent", values={"shock": True}, actor=cast.agent)
    assert "Something has come in since" in text(agent.get(f"/admin/returns/returncase/{decided.pk}/change/"))
    answer = press(agent, "again", decided)
    page = text(agent.get(answer["Location"]))
    assert "What has just changed" in page
    assert "<del>Covered</del> <ins>Excluded</ins>" in page
    assert press(agent, "again", decided)["Location"].endswith("/change/")


def test_what_changes_no_fact_asks_nobody_to_apply_the_rules_again(agent: Client, decided: ReturnCase) -> None:
    give_evidence(case=decided, item="photo.back", actor=decided.customer)
    assert not decide_case(case=decided, actor=decided.customer).is_new
    assert "Something has come in since" not in text(agent.get(f"/admin/returns/returncase/{decided.pk}/change/"))


def test_questions_are_answered(agent: Client, opened: ReturnCase, cast: Cast) -> None:
    state_facts(case=opened, source="customer", values={"shock": False}, actor=None)
    Statement.objects.create(case=opened, source="seller", fact="shock", value=True)
    decide_case(case=opened, actor=None)
    assert fresh(opened).needs_review
    page = text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
    assert "Qui a raison ?" in page
    assert "To review" in page
    assert press(agent, "reviewed", opened, reason="The photo of the seller is clear.").status_code == 302
    assert not fresh(opened).needs_review
    assert "To review" not in text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))


def test_a_case_is_taken_given_back_and_handed_over(agent: Client, opened: ReturnCase, cast: Cast) -> None:
    assert press(agent, "take", opened).status_code == 302
    assert fresh(opened).assigned_to == cast.agent
    assert "Me" in text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
    assert press(agent, "release", opened).status_code == 302
    assert fresh(opened).assigned_to is None
    assert press(agent, "give", opened, to=cast.seller.pk).status_code == 422
    assert press(agent, "give", opened, to=cast.lead.pk).status_code == 302
    assert fresh(opened).assigned_to == cast.lead


def test_somebody_away_hands_everything_over(agent: Client, opened: ReturnCase, cast: Cast) -> None:
    press(agent, "give", opened, to=cast.lead.pk)
    same = {"away": cast.lead.pk, "to": cast.lead.pk}
    assert agent.post(url("away"), same).status_code == 422
    assert agent.post(url("away"), {"away": cast.lead.pk, "to": cast.agent.pk}).status_code == 302
    assert fresh(opened).assigned_to == cast.agent


def test_a_note_is_kept_whatever_happened_meanwhile(agent: Client, opened: ReturnCase) -> None:
    answer = agent.post(url("note", opened.pk), {"revision": 0, "text": "A dent in the box."})
    assert answer.status_code == 302
    assert "A dent in the box." in text(agent.get(answer["Location"]))
    assert Event.objects.get(kind="noted").note.text == "A dent in the box."


def test_a_message_is_looked_at_then_sent(
    agent: Client, opened: ReturnCase, cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    data = {"whom": "seller", "text": "Please answer."}
    page = text(press(agent, "message", opened, **data, preview="1"))
    assert "The mail, as it would leave" in page
    assert "Please answer." in page
    assert not OutboxMessage.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert press(agent, "message", opened, **data).status_code == 302
    assert OutboxMessage.objects.get().to == opened.seller.email
    assert press(agent, "message", opened, whom="nobody", text="").status_code == 422


def test_a_mail_without_a_text_is_refused_in_words(agent: Client, opened: ReturnCase) -> None:
    MessageTemplate.objects.all().delete()
    answer = press(agent, "message", opened, whom="customer", text="Hello.", preview="1")
    assert (answer.status_code, "There is no text for this mail" in text(answer)) == (409, True)
    answer = press(agent, "ask", opened, "customer", items=["photo.front_on"], preview="1")
    assert (answer.status_code, "There is no text for this mail" in text(answer)) == (409, True)


def test_exactly_what_is_missing_is_asked_for(
    agent: Client, opened: ReturnCase, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    page = text(agent.get(url("ask", opened.pk, "customer")))
    assert "photo.front_on (en)" in page
    assert "shipping (en)" not in page
    data = {"items": ["photo.front_on"], "message": "In daylight, please."}
    looked = press(agent, "ask", opened, "customer", **data, preview="1")
    assert "In daylight, please." in text(looked)
    with django_capture_on_commit_callbacks(execute=True):
        assert press(agent, "ask", opened, "customer", **data).status_code == 302
    assert "photo.front_on" in OutboxMessage.objects.get().body
    assert press(agent, "ask", opened, "customer", items=[]).status_code == 409
    assert press(agent, "ask", opened, "customer", items=["motor"]).status_code == 422
    assert len(mail.outbox) <= 1


DEEDS = ("accept", "otherwise", "again", "take", "release", "note", "reviewed", "withdraw", "confirm", "reject")


@pytest.mark.parametrize("deed", DEEDS)
def test_who_does_not_handle_cases_does_nothing(as_user: Open, decided: ReturnCase, cast: Cast, deed: str) -> None:
    revision = decided.revision
    expected = {cast.rule_editor: 404, cast.approver: 404, cast.seller: 302, cast.outsider: 302}
    for person, status in expected.items():
        assert press(as_user(person), deed, decided, reason="x", text="x").status_code == status
    assert fresh(decided).revision == revision
    assert json.loads(decided.current_decision.record.outcome)  # type: ignore[union-attr]


def test_nothing_is_added_to_a_finished_case(agent: Client, opened: ReturnCase) -> None:
    press(agent, "step", opened, "cancel", reason="")
    assert fresh(opened).state == "cancelled"
    for deed in ("take", "otherwise", "reviewed"):
        answer = press(agent, deed, opened, reason="x", resolution="replace")
        assert answer.status_code == 409
        assert "is finished" in text(answer)
    assert 'class="d-bar"' not in text(agent.get(f"/admin/returns/returncase/{opened.pk}/change/"))
