"""Whether an outcome is as an example expects."""

from typing import Any

import pytest

from rules.document import Example
from rules.examples import differences

OUTCOME: dict[str, Any] = {
    "status": "decided",
    "guarantees": {
        "commercial": {"verdict": "excluded", "grounds": [{"ground": "shock", "rule": "shock-excludes"}], "missing": []}
    },
    "items": {"imei": {"status": "required", "rule": "imei"}},
    "derived": {"device.holds_account": True, "count": None},
    "blocks": [],
}


def paths(expect: dict[str, Any]) -> list[str]:
    return [difference.path for difference in differences(Example("one", {}, {}, expect), OUTCOME)]


@pytest.mark.parametrize(
    "expect",
    [
        {},
        {"status": "decided"},
        {"guarantees": {"commercial": {"verdict": "excluded"}}},
        {"guarantees": {"commercial": {"grounds": [{"rule": "shock-excludes", "ground": "shock"}]}}},
        {"items": {"photo.front_on": None, "imei": {"status": "required"}}},
        {"derived": {"device.holds_account": True, "count": None}},
        {"blocks": []},
    ],
)
def test_only_what_is_named_is_compared(expect: dict[str, Any]) -> None:
    assert paths(expect) == []


@pytest.mark.parametrize(
    ("expect", "path"),
    [
        ({"status": "undetermined"}, "$.status"),
        ({"guarantees": {"legal": {"verdict": "covered"}}}, "$.guarantees.legal"),
        ({"guarantees": {"commercial": None}}, "$.guarantees.commercial"),
        ({"guarantees": {"commercial": {"grounds": []}}}, "$.guarantees.commercial.grounds"),
        ({"items": {"imei": None}}, "$.items.imei"),
        ({"derived": {"device.holds_account": 1}}, "$.derived.device.holds_account"),
        ({"blocks": [{"transition": "repair"}]}, "$.blocks"),
        ({"blocks": {}}, "$.blocks"),
    ],
)
def test_each_difference_has_its_place(expect: dict[str, Any], path: str) -> None:
    assert paths(expect) == [path]


def test_a_difference_says_what_is_there_instead() -> None:
    [difference] = differences(Example("one", {}, {}, {"items": {"imei": None}}), OUTCOME)
    assert difference.message("en") == 'example “one”: $.items.imei is {"rule":"imei","status":"required"}, not null'
