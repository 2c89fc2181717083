"""Why an upload is not taken, by code: ``returns.uploads.refusals`` has the words."""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """What is wrong with an upload."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    PROTECTED = "protected"
    FORMAT = "format"
    PDF_NOT_HERE = "pdf_not_here"
    FILM_NOT_HERE = "film_not_here"
    NO_VIDEO = "no_video"
    FILM_TOO_LARGE = "film_too_large"
    FILM_DAMAGED = "film_damaged"
    UNREADABLE = "unreadable"
    TOO_SLOW = "too_slow"
    NO_FILE_ITEM = "no_file_item"
    TOO_MANY_FILES = "too_many_files"
    NO_ROOM = "no_room"
    TOO_LATE = "too_late"


class RefusedError(Exception):
    """The upload is not taken."""

    def __init__(self, code: Code) -> None:
        self.code = code
        super().__init__(code.value)
