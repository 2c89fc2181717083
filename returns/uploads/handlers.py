"""Stops what is too large while it arrives: nothing beyond the limit is written to the disk or kept in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

HOPELESS = 20
"""Times the limit: a request that announces more is not read to its end, only to be told that it is too large."""

VIDEO_FIELD = "video"
"""The name of every field that takes a video: nothing else is known of a file before it has arrived."""


class SizeLimitUploadHandler(FileUploadHandler):
    """The first handler: passes on what is within ``UPLOAD_MAX_BYTES`` (a video: its own limit), and swallows the rest.

    A file that is too large arrives empty, with its true size, so that whoever takes it can say so beside the field.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0
        self.announced = 0
        self.limit = settings.UPLOAD_MAX_BYTES

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  # Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note how long the whole request says that it is."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count; end a request that would keep a worker busy for nothing."""
        super().new_file(*args, **kwargs)
        self.received = 0
        self.limit = settings.UPLOAD_VIDEO_MAX_BYTES if self.field_name == VIDEO_FIELD else settings.UPLOAD_MAX_BYTES
        if self.announced > HOPELESS * settings.UPLOAD_MAX_BYTES:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a piece on to the other handlers, while the file is within the limit."""
        before, self.received = self.received, self.received + len(raw_data)
        if self.received <= self.limit:
            return raw_data
        if before <= self.limit:
            self._let_go()
        return None

    def _let_go(self) -> None:
        """Have the other handlers delete what they have of the file."""
        for handler in self.request.upload_handlers if self.request else ():
            if handler is not self:
                handler.upload_interrupted()

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Leave a file that is within the limit to the other handlers; stand in for one that is not."""
        if self.received <= self.limit:
            return None
        return InMemoryUploadedFile(
            file=BytesIO(),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=self.received,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
