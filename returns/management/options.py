"""Options that several commands take."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """Read a day as YYYY-MM-DD; what argparse calls, and whose refusal ends the command with 2."""
    try:
        if len(text) == len("2026-05-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f"{text!r} is no day: write YYYY-MM-DD")
