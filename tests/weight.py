"""What a page weighs as it is shown for the first time: itself, and every style and script that it links to."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

LARGEST = 60 * 1024
"""Bytes, gzipped, of a page without its photos."""
_LINKED = re.compile(r'(?:<link[^>]*rel="(?:stylesheet|icon)"[^>]*href|<script[^>]*src)="/static/([^"?]+)"')


def weight(html: str) -> int:
    """Return the bytes of a page and of what it links to, each gzipped; raises LookupError for one that is nowhere."""
    return sum(len(gzip.compress(content)) for content in (html.encode(), *map(_content, _LINKED.findall(html))))


def scripts(html: str) -> int:
    """Return how many scripts a page loads."""
    return html.count("<script")


def _content(name: str) -> bytes:
    path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
    if not isinstance(path, str):
        raise LookupError(name)
    return Path(path).read_bytes()
