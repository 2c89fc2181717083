"""The buttons of the condition editor: what each press makes of the tree, and where the focus is then."""

from __future__ import annotations

from typing import Any

import pytest

from rules.conditions import MAX_DEPTH, MAX_LEAVES
from rules.desk import conditions_form
from rules.desk.conditions_form import BoundCondition
from rules.desk.tree import Focus, Press
from tests.rules.desk.conditions import VOCABULARY, leaf, render
from tests.rules.desk.forms import sent


def three() -> BoundCondition:
    when = {"all": [leaf("flag.a"), {"any": [leaf("flag.b"), leaf("flag.a")]}, leaf("flag.b")]}
    return conditions_form.load(when, VOCABULARY, "en")


def press(bound: BoundCondition, text: str) -> BoundCondition:
    button = Press.read(text)
    assert button is not None
    return conditions_form.press(bound, button, VOCABULARY, "en")


A, B = leaf("flag.a"), leaf("flag.b")
G = {"any": [B, A]}
PRESSES = (
    ("up:2", [G, A, B], Focus((1,), "down")),
    ("up:3", [A, B, G], Focus((2,), "up")),
    ("down:1", [G, A, B], Focus((2,), "down")),
    ("down:2", [A, B, G], Focus((3,), "up")),
    ("up:1", [A, G, B], Focus((1,), "down")),
    ("copy:1", [A, A, G, B], Focus((2,), "f")),
    ("copy:2", [A, G, G, B], Focus((3,), "m")),
    ("remove:1", [G, B], Focus((1,), "remove")),
    ("remove:3", [A, G], Focus((2,), "remove")),
    ("remove:2.1", [A, {"any": [A]}, B], Focus((2, 1), "remove")),
    ("add:2", [A, {"any": [B, A, {}]}, B], Focus((2, 3), "f")),
    ("add:", [A, G, B, {}], Focus((4,), "f")),
    ("group:2", [A, {"any": [B, A, {"all": [{}]}]}, B], Focus((2, 3), "m")),
    ("up:9.9", [A, G, B], Focus((), "add")),
    ("add:1", [A, G, B], Focus((1,), "f")),
    ("fit:2.1", [A, G, B], Focus((2, 1), "o")),
)


@pytest.mark.parametrize(("text", "children", "focus"), PRESSES, ids=[text for text, *_rest in PRESSES])
def test_a_press_rearranges_and_says_where_the_focus_belongs(text: str, children: list[Any], focus: Focus) -> None:
    found = press(three(), text)
    assert found.when == {"all": children}
    assert found.focus == focus
    html = render(found, "en")
    element = "c" + "-".join(map(str, focus.path)) + "-" + focus.part
    assert html.count("autofocus") == 1
    tag = next(tag for tag in html.split("<") if f'id="{element}"' in tag)
    assert "autofocus" in tag
    assert "disabled" not in tag


def test_the_last_condition_that_is_removed_leaves_the_choice_of_always() -> None:
    found = press(conditions_form.load(A, VOCABULARY, "en"), "remove:1")
    assert found.when == {"all": []}
    assert [fault.unfinished for fault in found.faults] == [True]
    data = sent(render(found, "en"))
    data["ca"] = "1"
    assert conditions_form.bind(data, VOCABULARY, "en").when is None


def test_a_second_condition_makes_a_group_of_a_single_one() -> None:
    found = press(conditions_form.load(A, VOCABULARY, "en"), "copy:1")
    assert found.when == {"all": [A, A]}


@pytest.mark.parametrize("text", ["add:", "group:1", "copy:1"])
def test_no_more_than_the_language_allows(text: str) -> None:
    when = {"all": [{"any": [A] * (MAX_LEAVES // 2)}, {"any": [A] * (MAX_LEAVES // 2)}]}
    full = conditions_form.load(when, VOCABULARY, "en")
    found = press(full, text)
    assert found.when == when
    assert str(MAX_LEAVES) in found.faults[0].text


def test_no_deeper_than_the_language_allows() -> None:
    when: dict[str, Any] = A
    for _level in range(MAX_DEPTH):
        when = {"all": [when]}
    deep = conditions_form.load(when, VOCABULARY, "en")
    found = press(deep, "group:" + ".".join("1" * (MAX_DEPTH - 1)))
    assert found.when == when
    assert found.faults


@pytest.mark.parametrize("text", ["up:", "remove:", "jump:1", "up:x", "", "copy"])
def test_a_press_of_nothing_is_none(text: str) -> None:
    assert Press.read(text) is None
