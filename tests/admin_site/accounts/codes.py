"""What an authenticator app shows for a secret, worked out as RFC 6238 says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

PERIOD = 30
"""Seconds for which a code holds."""


def code(secret: str, *, later: int = 0) -> str:
    """The 6 digits of now, or of so many periods later (one is taken too: a clock may be a little wrong)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD + later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
