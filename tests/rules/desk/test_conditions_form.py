"""The condition editor: whatever the language allows survives it; what is typed is kept, faults stand in place."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.conditions import MAX_DEPTH, MAX_LEAVES, parse_condition
from rules.desk import conditions_form
from rules.desk.conditions_form import BoundCondition
from rules.shapes import Reader
from rules.vocabulary import Vocabulary, parse_vocabulary
from tests.rules import generators
from tests.rules.desk.conditions import LANGUAGES, TYPES, VOCABULARY, leaf, render, same, tree
from tests.rules.desk.forms import sent


def through_the_form(when: Any, language: str, vocabulary: Vocabulary = VOCABULARY) -> BoundCondition:
    """Show a condition and send it back untouched."""
    html = render(conditions_form.load(when, vocabulary, language), language, vocabulary)
    return conditions_form.bind(sent(html), vocabulary, language)


# The law


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40)
@given(st.integers(min_value=0, max_value=2**32))
def test_a_condition_comes_back_from_the_form_unchanged(language: str, seed: int) -> None:
    when = generators.condition(Random(seed), generators.INPUTS, depth=MAX_DEPTH)
    if len(list(_leaves(when))) > MAX_LEAVES:
        return
    found = through_the_form(when, language)
    assert same(found.when, when)
    assert not found.faults


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40)
@given(seed=st.integers(min_value=0, max_value=2**32), leaves=st.integers(min_value=1, max_value=30))
def test_odd_values_and_shapes_come_back_unchanged(language: str, seed: int, leaves: int) -> None:
    when = tree(Random(seed), leaves, MAX_DEPTH)
    parse_condition(when, VOCABULARY)
    assert same(through_the_form(when, language).when, when)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(3))
def test_the_largest_condition_comes_back_unchanged(language: str, seed: int) -> None:
    when = tree(Random(seed), MAX_LEAVES, MAX_DEPTH)
    parse_condition(when, VOCABULARY)
    found = through_the_form(when, language)
    assert same(found.when, when)
    assert not found.faults


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(st.integers(min_value=0, max_value=2**32))
def test_a_condition_of_a_whole_rulebook_comes_back_unchanged(language: str, seed: int) -> None:
    document = generators.rulebook(Random(seed), rules=3)
    vocabulary = parse_vocabulary(document, Reader())
    for rule in document["rules"]:
        assert same(through_the_form(rule["when"], language, vocabulary).when, rule["when"])


def _leaves(when: Any) -> Any:
    if "fact" in when:
        yield when
    for key in ("all", "any"):
        for child in when.get(key, ()):
            yield from _leaves(child)
    if "not" in when:
        yield from _leaves(when["not"])


SHAPES: tuple[Any, ...] = (
    None,
    leaf("flag.a"),
    {"not": leaf("flag.a")},
    {"not": {"not": leaf("flag.a")}},
    {"all": [leaf("flag.a")]},
    {"any": [leaf("flag.a")]},
    {"not": {"not": {"any": [{"not": leaf("flag.a")}]}}},
    {"all": [{"any": [{"all": [leaf("flag.a")]}]}]},
    leaf("set.a", value=[]),
    leaf("text.a", value=""),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("when", SHAPES, ids=json.dumps)
def test_every_shape_comes_back_unchanged(language: str, when: Any) -> None:
    found = through_the_form(when, language)
    assert same(found.when, when)
    assert not found.faults


# What people type


def typed(language: str, fact: str, operator: str, *texts: str) -> BoundCondition:
    data = QueryDict(mutable=True)
    data.update({"cm": "all", "c1.f": fact, "c1.o": operator})
    data.setlist(f"c1.v:{fact}", list(texts))
    with translation.override(language):
        return conditions_form.bind(data, VOCABULARY, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0000", "1000"),
        ("\u22122,25", "-2.25"),
        ("+3", "3"),
        (" 100 ", "100"),
        ("0,125", "0.125"),
    ],
)
def test_numbers_are_read_with_comma_or_point(language: str, text: str, value: str) -> None:
    found = typed(language, "price.a", "lessThan", text)
    assert found.when == {"all": [leaf("price.a", "lessThan", value)]}
    assert not found.faults


@pytest.mark.parametrize(("language", "text"), [("fr", "1.234"), ("en", "1,234")])
def test_a_number_that_can_be_read_in_two_ways_is_asked_again(language: str, text: str) -> None:
    found = typed(language, "price.a", "lessThan", text)
    assert "1234" in found.faults[0].text
    assert typed(language, "price.a", "lessThan", text.translate(str.maketrans(".,", ",."))).faults == ()


WRONG = (
    ("price.a", "lessThan", "cent euros", "100.50"),
    ("price.a", "lessThan", "1.234,5", "100.50"),
    ("price.a", "lessThan", "1e5", "100.50"),
    ("count.a", "equal", "12,5", "12"),
    ("count.a", "equal", "1" * 41, "12"),
    ("day.a", "equal", "31 mai", "2026-05-31"),
    ("day.a", "equal", "2026-02-30", "2026-05-31"),
    ("kind.a", "equal", "nothing like it", "tablette"),
)


@pytest.mark.parametrize(("fact", "operator", "text", "example"), WRONG)
def test_what_is_wrong_is_said_with_an_example_and_kept(fact: str, operator: str, text: str, example: str) -> None:
    found = typed("en", fact, operator, text)
    (fault,) = found.faults
    assert (fault.path, fault.part, fault.unfinished) == ((1,), "v", False)
    assert text in fault.text
    assert example in fault.text
    html = render(found, "en")
    assert "is-wrong" in html
    if not fact.startswith("kind"):
        assert sent(html).get(f"c1.v:{fact}") == text


@pytest.mark.parametrize(
    ("fact", "operator", "text"),
    [
        ("price.a", "equal", "0.00001"),
        ("price.a", "equal", "9" * 30),
        ("count.a", "equal", "9" * 17),
        ("text.a", "equal", "x" * 4001),
        ("text.a", "matches", "(["),
    ],
)
def test_what_the_language_refuses_is_a_fault_at_its_condition(fact: str, operator: str, text: str) -> None:
    (fault,) = typed("en", fact, operator, text).faults
    assert (fault.path, fault.part) == ((1,), "v")


@pytest.mark.parametrize(("text", "day"), [("31/05/2026", "2026-05-31"), ("1.6.2026", "2026-06-01")])
def test_a_date_may_be_typed_with_the_day_first(text: str, day: str) -> None:
    assert typed("fr", "day.a", "equal", text).when == {"all": [leaf("day.a", value=day)]}


def test_a_list_is_typed_one_a_line() -> None:
    found = typed("fr", "price.a", "in", "12,5\r\n\r\n 3 \r\n")
    assert found.when == {"all": [leaf("price.a", "in", ["12.5", "3"])]}


@pytest.mark.parametrize("operator", ["equal", "equal@", "in"])
@pytest.mark.parametrize("fact", sorted(TYPES))
def test_nothing_typed_is_unfinished_and_no_reproach(fact: str, operator: str) -> None:
    found = typed("en", fact, operator, "")
    assert all(fault.unfinished for fault in found.faults)
    assert len(found.faults) == 1
    assert not found.without_unfinished().faults


def test_a_value_typed_for_another_fact_counts_no_more() -> None:
    data = QueryDict("cm=all&c1.f=kind.b&c1.o=equal&c1.v:kind.a=autre&c2.f=text.a&c2.o=lessThan&c2.v:flag.a=true")
    found = conditions_form.bind(data, VOCABULARY, "en")
    assert found.when == {"all": [{"fact": "kind.b", "operator": "equal"}, {"fact": "text.a", "operator": "equal"}]}
    assert [(fault.path, fault.unfinished) for fault in found.faults] == [((1,), True), ((2,), True)]


def test_a_number_stays_when_another_number_is_chosen() -> None:
    data = QueryDict("cm=all&c1.f=price.b&c1.o=lessThan&c1.v:price.a=12,5")
    assert conditions_form.bind(data, VOCABULARY, "fr").when == {"all": [leaf("price.b", "lessThan", "12.5")]}


def test_a_changed_value_is_not_taken_for_the_stored_one() -> None:
    html = render(conditions_form.load(leaf("price.a", value=12.5), VOCABULARY, "fr"), "fr")
    data = sent(html)
    assert "c1.w" in data
    data["c1.v:price.a"] = "13"
    assert conditions_form.bind(data, VOCABULARY, "fr").when == leaf("price.a", value="13")


FORGED = (
    "",
    "cm=neither",
    "c1.f=flag.a",
    "c2.5.f=flag.a",
    "cm=all&c1.m=all&c1.f=flag.a&c1.1.f=flag.a",
    "cm=all&c1.f=no.such&c1.o=no&c1.w=[",
    "cm=all&c1.f=flag.a&c1.o=equal&c1.w=" + json.dumps(["flag.a", "equal", {"fact": ["x"]}]),
    "cm=all&c1.f=set.a&c1.o=equal&c1.w=" + json.dumps(["set.a", "equal", 5]),
    "cm=all&c1.f=price.a&c1.o=equal&c1.v:price.a=NaN&c1.w=" + json.dumps(["price.a", "equal", "NaN"]),
    "cm=all&" + "&".join(f"c{'1.' * depth}m=all" for depth in range(60)),
    "cm=all&" + "&".join(f"c{number}.f=flag.a&c{number}.o=equal" for number in range(1, 400)),
    "cm=all&cn=1" * 30,
    "cm=all&c01.f=flag.a&c1.f=flag.b&c99999.f=flag.a",
)


@pytest.mark.parametrize("query", FORGED, ids=range(len(FORGED)))
def test_a_forged_form_is_read_as_far_as_it_makes_sense(query: str) -> None:
    found = conditions_form.bind(QueryDict(query), VOCABULARY, "en")
    assert found.faults
    render(found, "en")


def test_too_many_conditions_are_a_fault() -> None:
    query = "cm=all&" + "&".join(f"c{n}.f=flag.a&c{n}.o=equal&c{n}.v:flag.a=true" for n in range(1, MAX_LEAVES + 2))
    (fault,) = conditions_form.bind(QueryDict(query), VOCABULARY, "en").faults
    assert fault.path == ()


def test_what_is_typed_in_no_way_becomes_markup() -> None:
    evil = '"><script>alert(1)</script>'
    found = typed("en", "text.a", "equal", evil)
    assert "<script>" not in render(found, "en")
    assert sent(render(found, "en"))["c1.v:text.a"] == evil
    unknown = conditions_form.bind(QueryDict(f"cm=all&c1.f={evil}"), VOCABULARY, "en")
    assert "<script>" not in render(unknown, "en")
