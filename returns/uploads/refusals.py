"""Why an upload is not taken, in words that say what to do next."""

from __future__ import annotations

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from returns.uploads.limits import MAX_PAGES, MAX_PIXELS
from returns.uploads.refused import Code

_MESSAGES = {
    Code.EMPTY: _("This file is empty. Choose the photo again."),
    Code.TOO_LARGE: _("This file is too large: at most %(size)s. Take the photo with a lower resolution."),
    Code.TOO_MANY_PIXELS: _(
        "This photo has too many pixels: at most %(megapixels)s million. Take it with a lower resolution."
    ),
    Code.TOO_MANY_PAGES: _("This document is too long: at most %(pages)s pages. Send those that matter only."),
    Code.PROTECTED: _("This document asks for a password. Send it without one, or a photo of it."),
    Code.FORMAT: _("This file is no photo that we can read. Send a JPEG, PNG, WebP or HEIC photo."),
    Code.PDF_NOT_HERE: _("A PDF can't be taken here. Send a photo."),
    Code.FILM_NOT_HERE: _("A video can't be taken here. Send a photo."),
    Code.NO_VIDEO: _("This file is no video that we can read. Send it as your phone films it: MP4 or MOV."),
    Code.FILM_TOO_LARGE: _(
        "This video is too large: at most %(video_size)s. Film a shorter one, or in a lower quality."
    ),
    Code.FILM_DAMAGED: _("This video can't be read. Film it again, or send another one."),
    Code.UNREADABLE: _("This file is damaged. Take the photo again, or send a screenshot of it."),
    Code.TOO_SLOW: _("This photo took too long to read. Send it again, or take it with a lower resolution."),
    Code.NO_FILE_ITEM: _("No file is asked for here."),
    Code.TOO_MANY_FILES: _("This return holds as many files as it can. Write to us to add another."),
    Code.NO_ROOM: _("We can't store your file at the moment. Nothing is lost on your side: try again in a while."),
    Code.TOO_LATE: _("This can no longer be taken back: it has been looked at, or the parcel has left."),
}


class UploadRefusedError(Exception):
    """An upload that is not taken: ``code`` says why to code, the text to whoever sent it, in their language."""

    def __init__(self, code: Code) -> None:
        self.code = code
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What is wrong and what to do next, in the language of the moment."""
        return str(_MESSAGES[self.code]) % {
            "size": filesizeformat(settings.UPLOAD_MAX_BYTES),
            "video_size": filesizeformat(settings.UPLOAD_VIDEO_MAX_BYTES),
            "megapixels": MAX_PIXELS // 1_000_000,
            "pages": MAX_PAGES,
        }
