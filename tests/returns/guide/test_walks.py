"""Random customers walk through the guide over HTTP: no dead end, no step that can't be completed, no idle question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from returns.casework.evidence import accept_evidence, give_evidence
from returns.guide.progress import askable, read_progress
from returns.guide.steps import SHIPPING, Standing, Step
from returns.models import Evidence, EvidenceItem, ReturnCase
from returns.telling.retelling import retell
from tests.cast import Cast
from tests.factories import VALID_IMEI
from tests.returns.guide.conftest import DEVICES, Guest, guest_of, open_return

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

MOST_STEPS = 60
ANSWERS = ("true", "false", "unknown")
NUMBERS = {"colissimo": "6A15602676300", "dhl_express": "3318810025"}


def missing_of(case: ReturnCase) -> set[str]:
    """The facts that the outcome says are missing."""
    assert case.current_decision is not None
    outcome = json.loads(case.current_decision.record.outcome)
    return {entry["fact"] for entry in outcome["missing"]}


def progress_of(guest: Guest) -> Any:
    return read_progress(guest.fresh(), "en")


def hand_in_photo(guest: Guest, item: str) -> None:
    """What taking a photo comes to, without the minute that reading one takes."""
    case = guest.fresh()
    evidence = give_evidence(case=case, item=item, actor=case.customer)
    evidence.case = case
    accept_evidence(evidence=evidence, actor=None)


def do_step(guest: Guest, step: Step, pick: Callable[[tuple[str, ...]], str]) -> None:
    """Do the next thing in a step, as the page of the step offers it."""
    if step.questions and step.code != "data":
        fact = step.questions[0]
        assert fact in missing_of(guest.fresh()), "a question about a fact that could change nothing"
        assert guest.post(f"question/{fact}/", {"answer": pick(ANSWERS)}).status_code == 302
        return
    if step.standing is Standing.BLOCKED and not step.open and step.code == "sign_out":
        # What blocks is the customer's own answer, which the page lets them correct.
        assert 'href="/return/question/account.active/"' in guest.html("step/sign_out/")
        assert guest.post("question/account.active/", {"answer": "false"}).status_code == 302
        return
    item = next(iter(step.open), "")
    kind = EvidenceItem.objects.get(code=item).kind if item else ""
    if kind in ("photo", "document"):
        hand_in_photo(guest, item)
    elif step.code == "warranty":
        assert guest.post("answers/").status_code == 302
    elif step.code == "imei":
        assert guest.post("imei/", {"imei": VALID_IMEI}).status_code == 302
    elif step.code == "slip":
        assert guest.post("slip/", {"choice": "yes"}).status_code == 302
    else:
        # A step whose item was handed in, but whose fact still holds the parcel: it is confirmed again.
        item = item or step.items[-1]
        choice = {"backup": pick(("copied", "given_up")), "erase": "erased"}.get(item, "yes")
        assert guest.post(f"step/{step.code}/", {"item": item, "choice": choice}).status_code == 302


def ship(guest: Guest, carrier: str) -> None:
    """Hand the parcel over."""
    guest.post("shipping/", {"set_carrier": "1", "carrier": carrier})
    html = guest.html("shipping/")
    option = re.findall(r'name="option" value="([a-z_]+)"', html)[0]
    number = NUMBERS.get(carrier, "AB123456789FR")
    guest.post("shipping/", {"hand_over": "1", "option": option, "tracking": number})


def walk(guest: Guest, pick: Callable[[tuple[str, ...]], str]) -> None:
    """Go on with whatever the first page proposes until the parcel has left."""
    for _turn in range(MOST_STEPS):
        progress = progress_of(guest)
        assert set(askable(progress.outcome, progress.vocabulary)) <= missing_of(guest.case)
        following = progress.next
        if following is None:
            break
        if following.code == SHIPPING:
            ship(guest, pick(("colissimo", "dhl_express", "own_means")))
            if guest.fresh().state == "in_transit":
                return
            continue
        do_step(guest, following, pick)
    else:
        pytest.fail(f"no end: {progress_of(guest).next}")
    # Nothing to go on with: either nothing is sent back at all, or only what a person has to settle is open.
    progress = progress_of(guest)
    for step in progress.shown:
        assert step.standing in (Standing.DONE, Standing.LATER, Standing.BLOCKED), step


@pytest.mark.parametrize("device", ["phone", "laptop", "watch", "console", "scooter"])
def test_no_walk_ends_before_the_parcel_has_left(cast: Cast, device: str) -> None:
    case = open_return(cast, DEVICES[device])
    guest = guest_of(case)

    @settings(
        max_examples=2,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def walks(data: st.DataObject) -> None:
        with transaction.atomic():
            walk(guest, lambda options: data.draw(st.sampled_from(options)))
            assert guest.fresh().state == "in_transit", [
                (step.code, step.standing, step.blocks) for step in progress_of(guest).shown
            ]
            assert guest.get().status_code == 200
            transaction.set_rollback(True)

    walks()


@pytest.mark.parametrize("reason", ["not_received", "account_locked", "damaged_package"])
def test_for_any_reason_there_is_a_way_or_somebody_who_sees_to_it(cast: Cast, reason: str) -> None:
    guest = guest_of(open_return(cast, DEVICES["phone"], reason=reason))
    answers = iter(["false", "false", "false", "true", "true", "false"] + ["unknown"] * MOST_STEPS)

    def pick(options: tuple[str, ...]) -> str:
        return next(answers) if options == ANSWERS else options[0]

    walk(guest, pick)
    progress = progress_of(guest)
    if not progress.shown:
        assert "There is nothing to prepare" in guest.html()
    elif guest.case.state != "in_transit":
        assert progress.reasons(rule for step in progress.shown for rule in step.blocks)


def test_the_steps_are_the_outcomes(cast: Cast) -> None:
    for device in DEVICES:
        case = open_return(cast, DEVICES[device], number=f"40-{device}")
        progress = read_progress(case, "fr")
        assert case.current_decision is not None
        told = retell(case.current_decision, "fr")
        assert told is not None
        asked = {item for item, entry in told.outcome["items"].items() if entry["status"] != "waived"}
        assert {item for step in progress.shown for item in step.items} == asked


def test_a_question_whose_answer_changes_nothing_is_not_to_be_had(cast: Cast) -> None:
    guest = guest_of(open_return(cast, DEVICES["scooter"]))
    for fact in ("account.active", "fault.kind", "order.price", "nothing", "evidence.invoice.accepted", "imei.given"):
        assert guest.get(f"question/{fact}/").status_code == 404
        assert guest.post(f"question/{fact}/", {"answer": "true"}).status_code == 404


def test_a_dead_screen_waives_what_needs_one(cast: Cast) -> None:
    guest = guest_of(open_return(cast, DEVICES["phone"]))
    for fact in ("damage.shock", "damage.oxidation", "damage.third_party_opening"):
        guest.post(f"question/{fact}/", {"answer": "false"})
    guest.post("question/device.powers_on/", {"answer": "false"})
    codes = {step.code: step for step in progress_of(guest).shown}
    assert "data" not in codes
    assert "photo.front_on" not in codes["photos"].items
    html = guest.html()
    assert "Cherchez une copie en ligne" in guest_of(guest.case, "fr").html()
    assert "Not asked for" in html
    assert 'href="/return/step/data/"' in html
    assert "icloud.com" in guest.html("step/data/")


def test_a_file_that_is_no_photo_is_refused_with_what_to_do(cast: Cast) -> None:
    guest = guest_of(open_return(cast, DEVICES["scooter"]))
    html = guest.post("photo/photo.every_side/", {"file": SimpleUploadedFile("a.jpg", b"no photo")}).content.decode()
    assert "no photo that we can read" in html
    assert Evidence.objects.filter(case=guest.case).count() == 0
    assert guest.get("photo/photo.front_on/").status_code == 404
