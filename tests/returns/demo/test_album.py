"""The photos of the demo's cases, handed in by the intake that all uploads take."""

from __future__ import annotations

import pytest

from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.demo.album import developing, shots
from returns.demo.cases import demo_cases
from returns.demo.drawn_photos import WORKSHOP
from returns.demo.people import assemble_troupe
from returns.demo.playing import acts, play
from returns.demo.rulebook import publish_shipped_rulebook
from returns.ledger import stored_chain
from returns.models import Evidence, ReturnCase
from returns.uploads import store
from returns.workflow import Audience
from tests.returns.demo.conftest import TUESDAY

SOME = ("morning-clean", "blurred-photos")


def found(case: ReturnCase, by: str = Audience.CUSTOMER) -> dict[str, Evidence]:
    """Return the photos of a case, by the side that they show."""
    rows = case.evidence.filter(given_by=by, item__code__startswith="photo.")
    return {row.item_id.removeprefix("photo."): row for row in rows}


@pytest.mark.django_db
def test_photos_are_taken_in_and_judged_by_what_is_wrong_with_them() -> None:
    load_catalogue()
    load_roles()
    troupe = assemble_troupe()
    publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
    chosen = [demo for demo in demo_cases(TUESDAY) if demo.key in SOME]
    with developing(chosen) as album:
        cases = {act.demo.key: case for act, case in play(acts(chosen), troupe, album)}
    assert stored_chain.verify() == []
    assert cases["morning-clean"].state == "inspected"

    clean, received = found(cases["morning-clean"]), found(cases["morning-clean"], Audience.SELLER)
    assert len(clean) == 7
    assert {row.status for row in clean.values()} == {Evidence.Status.ACCEPTED}
    assert {row.measurements["no_glare"] for row in clean.values()} == {True}
    assert set(received) == {"front_off", "back", "bottom"}
    for row in (*clean.values(), *received.values()):
        with store.open_stored(row.file_name) as file:
            assert file.read(3) == b"\xff\xd8\xff"
        assert cases["morning-clean"].opened_at < row.given_at < TUESDAY

    spoilt = found(cases["blurred-photos"])
    wrong = {
        "back": "sharp",
        "front_on": "sharp",
        "front_off": "no_glare",
        "left": "bright",
        "bottom": "unique_elsewhere",
    }
    for side, check in wrong.items():
        assert (spoilt[side].status, spoilt[side].measurements[check]) == (Evidence.Status.PENDING, False), side
    assert {spoilt[side].status for side in ("right", "top")} == {Evidence.Status.ACCEPTED}


def test_what_a_seller_photographs_lies_in_the_workshop_and_shows_the_damage() -> None:
    case = next(demo for demo in demo_cases(TUESDAY) if demo.key == "morning-shock")
    taken = shots(case)
    at_home, in_the_workshop = taken[case.key, "photo.front_off", False], taken[case.key, "photo.front_off", True]
    assert (at_home.damage, in_the_workshop.damage) == ("", "cracked")
    assert at_home.table != in_the_workshop.table == WORKSHOP
    assert (at_home.shape, at_home.side, at_home.colour) == ("phone", "front_off", "violet")


def test_each_photo_has_a_piece_of_evidence_and_each_flaw_and_damage_a_photo() -> None:
    for demo in demo_cases(TUESDAY):
        told = demo.entry.get("photos", {})
        items = {given["item"] for given in demo.entry.get("evidence", ())}
        assert {*told.get("flaws", ()), *told.get("same_as", ()), *told.get("received", ())} <= items, demo.key


def test_nobody_waits_for_photos_that_no_case_asks_for() -> None:
    with developing([]) as album:
        assert album.photo("morning-clean", "photo.back") is None
        assert album.received("morning-clean") == []
