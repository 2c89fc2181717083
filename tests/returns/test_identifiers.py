"""The numbers that people copy from devices and parcels."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from returns.identifiers import (
    clean_chronopost,
    clean_colissimo,
    clean_dhl_waybill,
    clean_free,
    clean_imei,
    clean_tracking_number,
)

DIGITS = "0123456789"


def accepts(check: Callable[[str], str], value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


def code_of(check: Callable[[str], str], value: str) -> str | None:
    with pytest.raises(ValidationError) as caught:
        check(value)
    return caught.value.code


@pytest.mark.parametrize(
    ("check", "value", "number"),
    [
        (clean_imei, "490154203237518", "490154203237518"),
        (clean_imei, " 49-015420-323751-8 ", "490154203237518"),
        (clean_imei, "49 0154 2032 3751 8", "490154203237518"),
        (clean_dhl_waybill, "3318810025", "3318810025"),
        (clean_dhl_waybill, "33 1881 0025", "3318810025"),
        (clean_colissimo, "6A15602676300", "6A15602676300"),
        (clean_colissimo, "6m 17554 710224", "6M17554710224"),
        (clean_chronopost, "XY123456789FR", "XY123456789FR"),
        (clean_chronopost, "xn 1234 5678 9012 3", "XN1234567890123"),
        (clean_free, "1Z-999-AA1", "1Z999AA1"),
    ],
)
def test_accepted(check: Callable[[str], str], value: str, number: str) -> None:
    assert check(value) == number


@pytest.mark.parametrize(
    ("check", "value", "code"),
    [
        (clean_imei, "", "imei_format"),
        (clean_imei, "49015420323751X", "imei_format"),
        (clean_imei, "٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "imei_format"),
        (clean_imei, "49015420323751", "imei_length"),
        (clean_imei, "4901542032375180", "imei_length"),
        (clean_imei, "000000000000000", "imei_zeros"),
        (clean_imei, "490154203237519", "imei_checksum"),
        (clean_dhl_waybill, "331881002", "dhl_format"),
        (clean_dhl_waybill, "JD3318810025", "dhl_format"),
        (clean_dhl_waybill, "3318810010", "dhl_checksum"),
        (clean_colissimo, "6A1560267630", "colissimo_format"),
        (clean_colissimo, "6A1560267630A", "colissimo_format"),
        (clean_colissimo, "6A15602676301", "colissimo_checksum"),
        (clean_chronopost, "XY12345678FR", "chronopost_format"),
        (clean_chronopost, "XY123456789FR1", "chronopost_format"),
        (clean_free, "1Z99", "tracking_format"),
        (clean_free, "ÉÉÉÉÉÉ", "tracking_format"),
    ],
)
def test_refused(check: Callable[[str], str], value: str, code: str) -> None:
    assert code_of(check, value) == code


def test_messages_say_what_was_counted() -> None:
    with pytest.raises(ValidationError, match="15") as caught:
        clean_imei("49015420323751")
    assert "14" in caught.value.messages[0]


@given(st.text(DIGITS, min_size=14, max_size=14))
def test_every_imei_has_exactly_one_check_digit(serial: str) -> None:
    assume(int(serial))
    assert sum(accepts(clean_imei, serial + digit) for digit in DIGITS) == 1


@given(
    st.sampled_from(
        [
            (clean_imei, "490154203237518", 0),
            (clean_dhl_waybill, "3318810025", 9),
            (clean_colissimo, "6M17554710224", 2),
        ]
    ),
    st.data(),
)
def test_one_wrong_digit_is_noticed(case: tuple[Callable[[str], str], str, int], data: st.DataObject) -> None:
    check, number, first = case
    place = data.draw(st.integers(first, len(number) - 1))
    digit = data.draw(st.sampled_from(DIGITS.replace(number[place], "")))
    with pytest.raises(ValidationError):
        check(number[:place] + digit + number[place + 1 :])


@given(st.text(max_size=30))
def test_any_text_is_accepted_or_refused(value: str) -> None:
    for tracking_format in ("chronopost", "colissimo", "dhl_express", "free"):
        try:
            number = clean_tracking_number(value, tracking_format)
        except ValidationError:
            continue
        assert clean_tracking_number(number, tracking_format) == number


def test_each_format_has_its_own_check() -> None:
    assert clean_tracking_number("3318810025", "dhl_express") == "3318810025"
    assert code_of(lambda value: clean_tracking_number(value, "colissimo"), "3318810025") == "colissimo_format"
    assert code_of(lambda value: clean_tracking_number(value, "dhl_express"), "6A15602676300") == "dhl_format"
