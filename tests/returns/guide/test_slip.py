"""The slip: one page, whose code a scanner reads, in both languages; and never a code that unlocks."""

from __future__ import annotations

from datetime import date
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from django.conf import settings
from django.utils.translation import override
from reportlab.pdfbase.pdfmetrics import getFont

from returns.guide.lettering import runs
from returns.guide.slip_pdf import slip_lines, slip_pdf
from returns.models import ReturnCase
from tests.returns.guide.conftest import Guest, NewReturn

pytestmark = pytest.mark.django_db


def rendered(pdf: bytes) -> tuple[int, str, Any]:
    """The number of pages, the text and the picture of the first."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage().get_text_range()
    picture = np.asarray(page.render(scale=2).to_pil().convert("RGB"))
    pages = len(document)
    document.close()
    return pages, text, picture


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("with_code", [False, True])
def test_it_is_one_page_whose_code_opens_the_case_in_the_portal(
    new_return: NewReturn, language: str, with_code: bool
) -> None:
    case = new_return()
    pages, text, picture = rendered(slip_pdf(case, language, with_code=with_code))
    assert pages == 1
    read, _points, _straight = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == f"{settings.SITE_URL}/portal/scan/?code={case.reference}"
    for word in (case.reference, "Camille Martin", case.order.number, "Apple iPhone 12"):
        assert word in text


def test_the_line_for_the_code_is_there_only_where_it_is_needed(guest: Guest, new_return: NewReturn) -> None:
    plain, with_line = (rendered(guest.get(f"slip/pdf/{query}").content)[1] for query in ("", "?code=1"))
    assert "Unlock code" not in plain
    assert "Unlock code" in with_line


def test_it_is_a_pdf_that_browsers_show_and_nobody_else_gets(guest: Guest, new_return: NewReturn) -> None:
    response = guest.get("slip/pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    guest.post("leave/")
    assert guest.get("slip/pdf/").status_code == 302


def test_the_same_stands_there_to_copy_by_hand(guest: Guest) -> None:
    html = guest.html("slip/")
    for line in slip_lines(ReturnCase.objects.get(pk=guest.case.pk)):
        assert line.value in html


def test_names_beyond_the_font_do_not_break_it(new_return: NewReturn) -> None:
    case = new_return()
    case.customer.first_name = "Łukasz 李 " + "x" * 70
    assert rendered(slip_pdf(case, "fr", with_code=True))[0] == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ("Łukasz", "Żółkiewski", "Łukasz Żółkiewski"),
        ("Eliška", "Dvořáková", "Eliška Dvořáková"),
        ("Γιώργος", "Παπαδόπουλος", "Γιώργος Παπαδόπουλος"),
        ("Мария", "Щербакова", "Мария Щербакова"),
        ("小龙", "李", "小龙"),
        ("たろう", "山田", "たろう"),
        ("철수", "김", "철수"),
    ],
)
def test_names_print_in_their_own_script(
    new_return: NewReturn, language: str, first: str, last: str, printed: str
) -> None:
    case = new_return()
    case.customer.first_name, case.customer.last_name = first, last
    pages, text, _picture = rendered(slip_pdf(case, language, with_code=True))
    assert pages == 1
    assert printed in text


@pytest.mark.parametrize("name", ["Łukasz", "Мария", "Γιώργος", "\u05de\u05e9\u05d4", "\u0645\u062d\u0645\u062f"])
def test_each_letter_has_a_shape_of_its_own(name: str) -> None:
    """None of them is the empty box that stands for what a font does not have."""
    pieces = runs(name)
    font = getFont(pieces[0][0])
    shapes = [font.face.charToGlyph.get(ord(letter), 0) for _font, piece in pieces for letter in piece]
    assert 0 not in shapes


def test_what_is_western_stays_as_it_was() -> None:
    assert runs("Aimée O’Neill") == [("Helvetica-Bold", "Aimée O’Neill")]


def test_a_long_name_takes_two_lines_rather_than_lose_its_end(new_return: NewReturn) -> None:
    case = new_return()
    case.customer.first_name, case.customer.last_name = (
        "Marie-Alexandrine Philippine",
        "de La Roche-Montmorency d’Estissac",
    )
    pages, text, _picture = rendered(slip_pdf(case, "fr", with_code=True))
    assert pages == 1
    assert " ".join(text.split()).count("Marie-Alexandrine Philippine de La Roche-Montmorency d’Estissac") == 1


def test_days_read_as_everywhere_else(new_return: NewReturn) -> None:
    case = new_return()
    case.order.placed_on = date(2026, 4, 1)
    for language, expected in (("fr", "1er avril 2026"), ("en", "1 April 2026")):
        with override(language):
            assert expected in {line.value for line in slip_lines(case)}
