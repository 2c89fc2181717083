"""Placeholders: what staff may write, and that no value brings in anything of its own."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.mailing.placeholders import SUBJECT_LENGTH, faults, fill, fill_late, one_line

KNOWN = frozenset({"case", "link", "items"})
LATE = frozenset({"link"})


@pytest.mark.parametrize("text", ["", "{case}", "Case {case}: {items}", "{case}{case}", "No placeholder"])
def test_a_good_text_has_no_fault(text: str) -> None:
    assert faults(text, KNOWN) == []


@pytest.mark.parametrize("text", ["{", "}", "{{case}}", "{Case}", "{case!r}", "{case.pk}", "{0}", "{}", "{ case }"])
def test_braces_stand_for_nothing_else(text: str) -> None:
    assert [str(fault) for fault in faults(text, KNOWN)] != []


def test_an_unknown_placeholder_is_named_once_with_those_there_are() -> None:
    (fault,) = faults("{cas} {cas} {case}", KNOWN)
    assert "{cas}" in str(fault)
    assert "{case}, {items}, {link}" in str(fault)


def test_values_are_filled_in_and_late_ones_as_the_mail_leaves() -> None:
    stored = fill("{case}: {items}, {link}", {"case": "R-1", "items": "a photo", "link": "never"}, LATE)
    assert "never" not in stored
    assert fill_late(stored, lambda name: f"<{name}>") == "R-1: a photo, <link>"


@given(st.text(max_size=60))
def test_no_value_brings_in_a_placeholder(value: str) -> None:
    typed = value + "{link}{items}\ue000link\ue001"
    sent = fill_late(fill("{case}", {"case": typed, "items": "SECRET"}, LATE), lambda name: "SECRET")
    assert "SECRET" not in sent


@given(st.text(max_size=400))
def test_a_subject_is_one_printable_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= SUBJECT_LENGTH
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def test_lines_of_a_value_stay_lines_of_the_text() -> None:
    assert fill("{items}", {"items": "a\r\nb\rc\x00\x1b[1m\td"}) == "a\nb\nc[1m\td"
