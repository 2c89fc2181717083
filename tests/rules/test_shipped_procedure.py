"""The procedure, category by category: one answered case of each, and the outcome it must have, written out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from rules import Rulebook, load_rulebook
from tests.rules.test_shipped_rulebook import DOCUMENT

ANSWERED = {
    "decision.on": "2026-05-31",
    "return.opened_on": "2026-05-28",
    "return.days_after_delivery": 160,
    "return.months_after_delivery": 5,
    "return.business_days_after_delivery": 110,
    "delivery.days": 163,
    "delivery.months": 5,
    "delivery.business_days": 111,
    "order.price": "389.00",
    "order.warranty_months": 12,
    "order.holiday_purchase": False,
    "withdrawal.last_day": "2026-01-19",
    "device.stores_personal_data": True,
    "device.holds_account": True,
    "device.powers_on": True,
    "device.screen_responds": True,
    "device.code_locked": False,
    "device.repaired_under_warranty": False,
    "damage.shock": False,
    "damage.oxidation": False,
    "damage.third_party_opening": False,
    "damage.wear": False,
    "account.active": False,
    "account.find_my": False,
    "data.backed_up": True,
    "data.erased": True,
    "imei.given": True,
    "imei.valid": True,
    "imei.matches_order": True,
    "return.reason": "in_warranty",
    "shipping.carrier": "chronopost",
    "shipping.gives_deposit_proof": True,
    "packing.used_box": False,
}
PROCEDURE = "warranty_check parcel_slip packing shipping tracking_number deposit_proof"
RECOMMENDED = "photo.parcel_inside photo.parcel_outside"
NO_ACCOUNT = {"device.holds_account": False, "account.family": "none"}
NO_DATA = {"device.stores_personal_data": False}
SCREEN = {"device.powers_on", "device.screen_responds"}
WITH_SCREEN = {"phone", "tablet", "laptop", "desktop", "watch", "console"}


@dataclass(frozen=True)
class Row:
    """One case: what differs from `ANSWERED`, then the outcome.

    `verdicts` are those of the commercial warranty, legal conformity, withdrawal and transit, in this order.
    """

    category: str
    facts: dict[str, Any]
    required: str
    verdicts: str
    resolutions: str
    waived: str = ""
    reviews: list[str] = field(default_factory=list)


TABLE = [
    Row(
        "phone",
        {"device.family": "iphone", "account.family": "icloud"},
        "photo.front_on photo.front_off photo.back photo.left photo.right photo.top photo.bottom "
        "imei backup erase sign_out_proof",
        "covered covered excluded excluded",
        "repair",
    ),
    Row(
        "tablet",
        {"device.family": "samsung", "account.family": "samsung", "damage.oxidation": True},
        "photo.front_on photo.front_off photo.back photo.left photo.right photo.top photo.bottom "
        "backup erase sign_out_proof",
        "excluded covered excluded excluded",
        "send_back",
    ),
    Row(
        "laptop",
        {
            "device.family": "windows",
            "account.family": "microsoft",
            "return.reason": "change_of_mind",
            "return.days_after_delivery": 30,
        },
        "photo.screen_on photo.screen_off photo.underside photo.left photo.right photo.front_edge photo.back_edge "
        "backup erase sign_out_proof",
        "excluded excluded covered excluded",
        "refund",
    ),
    Row(
        "desktop",
        {"device.family": "imac", "account.family": "icloud", "return.months_after_delivery": 13},
        "photo.every_side photo.sensitive_parts backup erase sign_out_proof",
        "excluded covered excluded excluded",
        "",
        reviews=["legal-proof"],
    ),
    Row(
        "watch",
        {"device.family": "apple_watch", "account.family": "icloud", "fault.kind": "waterproofing", **NO_DATA},
        "photo.dial_on photo.dial_off photo.dial_back photo.left photo.right photo.strap_top photo.strap_bottom "
        "sign_out_proof",
        "excluded covered excluded excluded",
        "repair",
        waived="backup",
    ),
    Row(
        "earphones",
        {
            "device.family": "airpods",
            "account.family": "icloud",
            "return.reason": "damaged_package",
            "return.business_days_after_delivery": 3,
            **NO_DATA,
        },
        "photo.every_side photo.sensitive_parts sign_out_proof",
        "excluded covered excluded covered",
        "replace",
    ),
    Row(
        "console",
        {"device.family": "switch", "account.family": "other", "damage.third_party_opening": True},
        "photo.every_side photo.sensitive_parts backup erase sign_out_proof",
        "excluded covered excluded excluded",
        "send_back",
    ),
    Row(
        "camera",
        {"return.reason": "not_as_described", **NO_ACCOUNT, **NO_DATA},
        "photo.every_side photo.sensitive_parts",
        "covered covered excluded excluded",
        "replace",
    ),
    Row(
        "scooter",
        {"device.bulky": True, "fault.kind": "motor", **NO_ACCOUNT, **NO_DATA},
        "photo.every_side photo.sensitive_parts",
        "covered covered excluded excluded",
        "repair",
    ),
    Row(
        "appliance",
        {"return.months_after_delivery": 25, **NO_ACCOUNT, **NO_DATA},
        "photo.every_side photo.sensitive_parts",
        "excluded excluded excluded excluded",
        "send_back",
    ),
    Row(
        "other",
        {"return.reason": "wrong_item", **NO_ACCOUNT, **NO_DATA},
        "photo.every_side photo.sensitive_parts",
        "excluded covered excluded excluded",
        "replace",
    ),
]


@pytest.fixture(scope="module")
def book() -> Iterator[Rulebook]:
    with load_rulebook(DOCUMENT) as book:
        yield book


def items(outcome: dict[str, Any], status: str) -> set[str]:
    return {name for name, item in outcome["items"].items() if item["status"] == status}


def test_the_table_has_every_category(book: Rulebook) -> None:
    assert {row.category for row in TABLE} == set(book.vocabulary["device.category"].codes)


@pytest.mark.parametrize("row", TABLE, ids=[row.category for row in TABLE])
def test_one_case_a_category(book: Rulebook, row: Row) -> None:
    outcome = book.decide(ANSWERED | {"device.category": row.category} | row.facts).as_json()
    verdicts = [outcome["guarantees"][name]["verdict"] for name in ("commercial", "legal", "withdrawal", "transit")]
    assert verdicts == row.verdicts.split()
    assert items(outcome, "required") == {*PROCEDURE.split(), *row.required.split()}
    assert items(outcome, "waived") == {*RECOMMENDED.split(), *row.waived.split()}
    assert items(outcome, "undetermined") == set()
    assert outcome["blocks"] == []
    assert {entry["resolution"] for entry in outcome["recommendations"]} == set(row.resolutions.split())
    assert [review["rule"] for review in outcome["reviews"]] == row.reviews
    assert outcome["status"] == ("needs_review" if row.reviews else "decided")


@pytest.mark.parametrize(
    ("category", "lit", "dark"),
    [
        ("phone", "photo.front_on", "photo.front_off"),
        ("tablet", "photo.front_on", "photo.front_off"),
        ("laptop", "photo.screen_on", "photo.screen_off"),
        ("watch", "photo.dial_on", "photo.dial_off"),
    ],
)
@pytest.mark.parametrize("dead", ["device.powers_on", "device.screen_responds"])
def test_a_dead_screen_is_not_photographed_lit(book: Rulebook, category: str, lit: str, dark: str, dead: str) -> None:
    row = next(row for row in TABLE if row.category == category)
    facts = ANSWERED | {"device.category": category} | row.facts | {dead: False, "data.erased": False}
    outcome = book.decide(facts).as_json()
    assert lit in items(outcome, "waived")
    assert dark in items(outcome, "required")
    assert {"backup", "erase"} & items(outcome, "required") == set()
    assert "ship" not in {block["transition"] for block in outcome["blocks"]}


@pytest.mark.parametrize("category", sorted({row.category for row in TABLE}))
def test_what_works_is_asked_only_where_a_step_needs_a_screen(book: Rulebook, category: str) -> None:
    row = next(row for row in TABLE if row.category == category)
    known = {"device.category": category} | row.facts
    facts = {name: value for name, value in (ANSWERED | known).items() if name not in SCREEN}
    missing = {entry.fact for entry in book.decide(facts).missing}
    assert missing & SCREEN == (SCREEN if category in WITH_SCREEN else set())


@pytest.mark.parametrize(
    ("opened", "days", "holiday", "last", "verdict"),
    [
        ("2026-05-22", 30, False, "2026-05-22", "covered"),
        ("2026-05-26", 31, False, "2026-05-26", "covered"),  # rolled over Whit Monday
        ("2026-05-27", 32, False, "2026-05-26", "excluded"),
        ("2026-01-31", 62, True, "2026-01-31", "covered"),
        ("2026-02-01", 63, True, "2026-01-31", "excluded"),
    ],
)
def test_how_long_a_mind_may_change(
    book: Rulebook, opened: str, days: int, holiday: bool, last: str, verdict: str
) -> None:
    facts = ANSWERED | {
        "device.category": "other",
        "return.reason": "change_of_mind",
        "return.opened_on": opened,
        "return.days_after_delivery": days,
        "order.holiday_purchase": holiday,
        "withdrawal.last_day": last,
    }
    assert book.decide(facts | NO_ACCOUNT | NO_DATA).as_json()["guarantees"]["withdrawal"]["verdict"] == verdict


@pytest.mark.parametrize(
    ("months", "granted", "repaired", "commercial", "legal"),
    [
        (11, 12, False, "covered", "covered"),
        (12, 12, False, "excluded", "covered"),
        (23, 24, False, "covered", "covered"),
        (24, 24, False, "excluded", "excluded"),
        (24, 12, None, "excluded", "undetermined"),
        (29, 36, True, "covered", "covered"),
        (30, 36, True, "covered", "excluded"),
    ],
)
def test_how_long_the_guarantees_last(
    book: Rulebook, months: int, granted: int, repaired: bool | None, commercial: str, legal: str
) -> None:
    facts = ANSWERED | {
        "device.category": "appliance",
        "return.months_after_delivery": months,
        "delivery.months": months + 3,  # a slow decision costs nobody a right
        "order.warranty_months": granted,
        "device.repaired_under_warranty": repaired,
    }
    found = book.decide(facts | NO_ACCOUNT | NO_DATA).as_json()["guarantees"]
    assert (found["commercial"]["verdict"], found["legal"]["verdict"]) == (commercial, legal)


@pytest.mark.parametrize(
    "reason",
    [
        choice["code"]
        for choice in next(fact["choices"] for fact in DOCUMENT["facts"] if fact["name"] == "return.reason")
    ],
)
def test_each_reason_leads_somewhere(book: Rulebook, reason: str) -> None:
    outcome = book.decide(ANSWERED | {"device.category": "camera", "return.reason": reason} | NO_ACCOUNT | NO_DATA)
    assert outcome.recommendations or outcome.reviews


def test_an_item_not_received_asks_for_no_parcel(book: Rulebook) -> None:
    outcome = book.decide(
        ANSWERED | {"device.category": "phone", "account.family": "icloud", "return.reason": "not_received"}
    ).as_json()
    assert outcome["items"] == {}
    assert outcome["blocks"] == []
    assert outcome["guarantees"]["transit"]["verdict"] == "covered"
