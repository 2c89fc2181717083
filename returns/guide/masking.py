"""Keeps the tokens of links that were sent by mail out of every log: a log is read by more people than a mail."""

from __future__ import annotations

import logging
import re

PREFIXES = ("/return/open/", "/portal/join/")
"""What stands before a token: a customer's link, an invitation to a seller."""
_TOKEN = re.compile(f"({'|'.join(map(re.escape, PREFIXES))})" + r"[^/\s\"'?]+")


def mask(text: str) -> str:
    """Return a text with the token of each link replaced."""
    return _TOKEN.sub(r"\1***", text)


class MaskLinks(logging.Filter):
    """Masks the links in what a logger or handler writes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; let every one pass."""
        message = record.getMessage()
        if any(prefix in message for prefix in PREFIXES):
            record.msg, record.args = mask(message), ()
        return True
