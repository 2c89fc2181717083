"""Checks of the numbers that people copy from devices and parcels.

Each function takes what was typed, ignores spaces, dashes, dots and case, and returns the number in
its canonical form, or raises ValidationError with a code and a message for the person who typed it.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.util import clean

from returns.models.catalogue.shipping import Carrier

_SEPARATORS = " -./\t\n"


def _compact(value: str) -> str:
    return clean(value, _SEPARATORS).upper()


def clean_imei(value: str) -> str:
    """Return an IMEI as 15 digits: type allocation code (8), serial number (6), Luhn check digit.

    Raises ValidationError: ``imei_format``, ``imei_length``, ``imei_zeros``, ``imei_checksum``.
    Source: 3GPP TS 23.003, section 6.2. The 14-digit form without its check digit, and the 15 zeros
    that some faulty phones show, prove nothing and are refused.
    """
    number = _compact(value)
    if not re.fullmatch("[0-9]+", number):
        raise ValidationError(_("An IMEI has digits only."), code="imei_format")
    if len(number) != 15:
        raise ValidationError(
            _("An IMEI has 15 digits, not %(count)s."), code="imei_length", params={"count": len(number)}
        )
    if not int(number):
        raise ValidationError(_("An IMEI of zeros only belongs to no phone."), code="imei_zeros")
    if not luhn.is_valid(number):
        raise ValidationError(_("This IMEI does not exist: one of its digits is wrong."), code="imei_checksum")
    return number


def clean_dhl_waybill(value: str) -> str:
    """Return a DHL Express waybill: 10 digits, the last being the first nine modulo 7.

    Raises ValidationError: ``dhl_format``, ``dhl_checksum``.
    """
    number = _compact(value)
    if not re.fullmatch("[0-9]{10}", number):
        raise ValidationError(
            _("A DHL Express number has 10 digits; it stands beside the word WAYBILL."), code="dhl_format"
        )
    if int(number[:9]) % 7 != int(number[9]):
        raise ValidationError(_("One of the digits of this DHL number is wrong."), code="dhl_checksum")
    return number


def clean_colissimo(value: str) -> str:
    """Return a Colissimo number: 2 characters, 10 digits, and a check digit (weights 3 and 1, modulo 10).

    Numbers that begin with 8R are returns. Raises ValidationError: ``colissimo_format``,
    ``colissimo_checksum``.
    """
    number = _compact(value)
    if not re.fullmatch("[0-9A-Z]{2}[0-9]{11}", number):
        raise ValidationError(
            _("A Colissimo number has 13 characters and ends with 11 digits."), code="colissimo_format"
        )
    digits = [int(digit) for digit in reversed(number[2:])]
    if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10:
        raise ValidationError(_("One of the digits of this Colissimo number is wrong."), code="colissimo_checksum")
    return number


def clean_chronopost(value: str) -> str:
    """Return a Chronopost number: 13 or 15 letters and digits, whose check is not public.

    Raises ValidationError: ``chronopost_format``.
    """
    number = _compact(value)
    if not re.fullmatch("[0-9A-Z]{13}(?:[0-9A-Z]{2})?", number):
        raise ValidationError(_("A Chronopost number has 13 or 15 letters and digits."), code="chronopost_format")
    return number


def clean_free(value: str) -> str:
    """Return another carrier's number: 5 to 40 letters and digits.

    Raises ValidationError: ``tracking_format``.
    """
    number = _compact(value)
    if not re.fullmatch("[0-9A-Z]{5,40}", number):
        raise ValidationError(_("A tracking number has 5 to 40 letters and digits."), code="tracking_format")
    return number


TRACKING_FORMATS = {
    Carrier.TrackingFormat.CHRONOPOST: clean_chronopost,
    Carrier.TrackingFormat.COLISSIMO: clean_colissimo,
    Carrier.TrackingFormat.DHL_EXPRESS: clean_dhl_waybill,
    Carrier.TrackingFormat.FREE: clean_free,
}


def clean_tracking_number(value: str, tracking_format: str) -> str:
    """Return a tracking number of a carrier's format (``Carrier.tracking_format``).

    Raises ValidationError as the format's own check does, KeyError for an unknown format.
    """
    return TRACKING_FORMATS[Carrier.TrackingFormat(tracking_format)](value)
