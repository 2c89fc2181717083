"""Hebrew and Arabic in the order and the forms in which they are seen."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from returns.guide.right_to_left import visual


def letters(*names: str) -> str:
    return "".join(unicodedata.lookup(name) for name in names)


def test_what_is_read_from_the_left_stays() -> None:
    for text in ("Camille Martin", "Łukasz (2) 李", "", "12 - 3"):
        assert visual(text) == text


def test_hebrew_is_turned_and_its_marks_stay_behind_their_letters() -> None:
    alef, bet, qamats = (letters(f"HEBREW {name}") for name in ("LETTER ALEF", "LETTER BET", "POINT QAMATS"))
    assert visual(alef + bet) == bet + alef
    assert visual(alef + qamats + bet) == bet + alef + qamats
    assert visual(f"{alef} ({bet})") == f"({bet}) {alef}"
    assert visual(f"A {alef}{bet} 12") == f"A {bet}{alef} 12"


def test_arabic_letters_are_joined() -> None:
    name = letters(*(f"ARABIC LETTER {one}" for one in ("MEEM", "HAH", "MEEM", "DAL")))
    forms = ("MEEM INITIAL", "HAH MEDIAL", "MEEM MEDIAL", "DAL FINAL")
    assert visual(name) == letters(*(f"ARABIC LETTER {form} FORM" for form in reversed(forms)))


def test_lam_and_alef_are_one_letter() -> None:
    name = letters("ARABIC LETTER LAM", "ARABIC LETTER ALEF", "ARABIC LETTER MEEM")
    assert visual(name) == letters("ARABIC LETTER MEEM ISOLATED FORM", "ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM")


@given(st.text(max_size=40))
def test_nothing_is_lost(text: str) -> None:
    """But for two letters that become one."""
    assert len(visual(text)) >= len(text) - text.count("\N{ARABIC LETTER LAM}")
    assert sum(map(str.isdecimal, visual(text))) == sum(map(str.isdecimal, text))
