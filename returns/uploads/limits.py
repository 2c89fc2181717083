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

MAX_INDEX = 16 * MEGABYTE
"""Of a film's index; that of an hour has a few megabytes."""
MAX_BOXES = 2_000
"""In a film, beside one another; a film of a phone has some twenty."""
MAX_SAMPLES = 500_000
"""Pictures, or pieces of sound, in one track: hours of a phone's."""
MAX_BLANKS = 50_000
"""Places of a film that are blanked."""

SECONDS = 3
"""From the start of the process to its answer."""
MEMORY = 512 * MEGABYTE
"""Address space of the process, libraries included."""
FILM_MEMORY = 768 * MEGABYTE
"""The same for a film: decoding one picture of it keeps several that it is made of."""
MAX_ANSWER = 32 * MEGABYTE
"""What the process may send back: a picture and its thumbnail."""
