"""How large an upload may be in every respect, and how much the process that reads it may use."""

from __future__ import annotations

MEGABYTE = 2**20

MAX_PIXELS = 50_000_000
"""Told by the header, before anything is decoded; phones make photos of up to 50 megapixels."""
MAX_SIDE = 3000
"""Pixels of the longer side of what is stored."""
THUMBNAIL_SIDE = 400
MAX_PAGES = 5
"""Of a PDF; an invoice has one or two."""
PAGE_WIDTH, PAGE_HEIGHT = 1240, 2400
"""Pixels of one page of a PDF, at most; 1,240 are 150 dots an inch on A4."""
JPEG_QUALITY = 88
THUMBNAIL_QUALITY = 80

SECONDS = 3
"""From the start of the process to its answer."""
MEMORY = 512 * MEGABYTE
"""Address space of the process, libraries included."""
MAX_ANSWER = 32 * MEGABYTE
"""What the process may send back: a picture and its thumbnail."""
