"""One text for one JSON value, so that what is stored can be hashed and compared byte for byte."""

import json
from datetime import UTC, datetime

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def dumps(value: object) -> str:
    """Write JSON with sorted keys, no blanks, in ASCII.

    Unlike RFC 8785, which the rulebook's hash uses, it takes any integer and lone surrogates: whatever was
    stated of a case must be storable before anybody can say that it is wrong.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def instant(moment: datetime) -> str:
    """Write a moment in UTC, as every database gives it back."""
    return moment.astimezone(UTC).isoformat()
