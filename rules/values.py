"""The seven types of a fact: which Python values and JSON values they take, and the one canonical form of each.

==========  ==================  ============================================================
type        canonical           accepted
==========  ==================  ============================================================
boolean     bool                true, false (never 1)
integer     int                 a whole number within ±2⁵³
decimal     Decimal             a number, a Decimal or a string of digits, at most 4 places
date        date                "2026-05-31" or a date (never a datetime)
choice      str                 one of the fact's codes
choices     frozenset of str    a list, tuple or set of the fact's codes
text        str, NFC            at most 4,000 characters, no lone surrogate
==========  ==================  ============================================================
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from functools import lru_cache
from types import MappingProxyType

from .faults import ValueProblemError

TYPES = ("boolean", "integer", "decimal", "date", "choice", "choices", "text")

Value = bool | int | Decimal | date | str | frozenset[str]
JsonValue = bool | int | str | list[str]
Canonical = Callable[[object], Value]

MAX_INTEGER = 2**53
MAX_SCALED = 2**62
MAX_TEXT = 4000
PLACES = Decimal("0.0001")
SCALE = 10_000
CACHED_TEXT = 40
# Tuples: a union is made anew each time it is written, and that takes longer than the rest.
_LISTS = (list, tuple, set, frozenset)
_JSON = (bool, int, str)
_EXACT = Context(prec=60)
MAX_DECIMAL = Decimal(MAX_SCALED) / SCALE
_DECIMAL_TEXT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)
_DATE_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def boolean(value: object) -> bool:
    """Exactly true or false."""
    if value is True or value is False:
        return value
    raise ValueProblemError("not_boolean")


def integer(value: object) -> int:
    """A whole number within ±2⁵³; true and 1.0 are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueProblemError("not_integer")
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueProblemError("integer_range")
    return value if type(value) is int else int(value)


def _read_decimal(value: object) -> Decimal:
    if isinstance(value, str):
        if _DECIMAL_TEXT.fullmatch(value):
            return Decimal(value)
    elif isinstance(value, Decimal):
        return value
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > MAX_SCALED:
            raise ValueProblemError("decimal_range")
        return Decimal(value)
    elif isinstance(value, float):
        return Decimal(float.__repr__(value))  # numpy's own repr says “np.float64(0.5)”
    raise ValueProblemError("not_decimal")


def decimal(value: object) -> Decimal:
    """An exact number: what can't be written with 4 places is refused, never rounded."""
    if isinstance(value, str) and len(value) <= CACHED_TEXT:
        return read_decimal_text(value)
    return _exact(_read_decimal(value))


@lru_cache(maxsize=4096)
def read_decimal_text(value: str) -> Decimal:
    """The same for a short string."""
    return _exact(_read_decimal(value))


def _exact(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueProblemError("not_decimal")
    if not -MAX_DECIMAL <= number <= MAX_DECIMAL:  # abs() overflows on 1E+999999999
        raise ValueProblemError("decimal_range")
    rounded = number.quantize(PLACES, context=_EXACT)
    if rounded != number:
        raise ValueProblemError("decimal_places")
    return rounded if rounded else Decimal("0.0000")


@lru_cache(maxsize=4096)
def read_date(value: str) -> date:
    """A date as JSON has it; raises ``ValueProblemError``."""
    if not _DATE_TEXT.fullmatch(value):
        raise ValueProblemError("not_date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueProblemError("not_date") from None


def day(value: object) -> date:
    """A date of the calendar."""
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueProblemError("not_date")


def text(value: object) -> str:
    """A text, composed (NFC), for texts compare by code point after it."""
    if not isinstance(value, str):
        raise ValueProblemError("not_text")
    if len(value) > MAX_TEXT:
        raise ValueProblemError("text_length")
    if value.isascii():
        return _plain(value)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueProblemError("text_encoding") from None
    composed = unicodedata.normalize("NFC", value)
    if len(composed) > MAX_TEXT:  # some characters grow: what is stored must be readable again
        raise ValueProblemError("text_length")
    return composed


def _plain(value: str) -> str:
    """The text itself, also of an enumeration's member or of markup known to be safe."""
    return value if type(value) is str else str.__str__(value)


def table(codes: Iterable[str]) -> dict[object, str]:
    """The codes that a choice may have, by what is equal to them."""
    return {code: _plain(code) for code in codes}


def _code_reader(codes: tuple[str, ...]) -> Canonical:
    allowed = table(codes)

    def choice(value: object) -> str:
        try:
            return allowed[value]
        except (KeyError, TypeError):
            raise ValueProblemError("not_code", choices=", ".join(codes)) from None

    return choice


def _codes_reader(codes: tuple[str, ...]) -> Canonical:
    allowed = table(codes)

    def choices(value: object) -> frozenset[str]:
        if isinstance(value, _LISTS):
            try:
                return frozenset(map(allowed.__getitem__, value))
            except (KeyError, TypeError):
                pass
        raise ValueProblemError("not_codes", choices=", ".join(codes))

    return choices


_READERS: Mapping[str, Canonical] = MappingProxyType(
    {"boolean": boolean, "integer": integer, "decimal": decimal, "date": day, "text": text}
)


def reader(type_name: str, codes: tuple[str, ...] = ()) -> Canonical:
    """The function that turns an accepted value into the canonical one, or raises ``ValueProblemError``."""
    if type_name == "choice":
        return _code_reader(codes)
    if type_name == "choices":
        return _codes_reader(codes)
    return _READERS[type_name]


def to_json(value: Value) -> JsonValue:
    """The canonical value as JSON: decimals as strings without trailing zeros, dates ISO, sets as sorted lists."""
    if isinstance(value, _JSON):
        return value
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value)


def format_decimal(value: Decimal) -> str:
    """``Decimal("12.5000")`` → ``"12.5"``, never with an exponent."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
