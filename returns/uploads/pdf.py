"""The pages of a PDF as one picture, one below the other: nothing of the document but what is seen."""

from __future__ import annotations

from typing import BinaryIO

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from returns.uploads.limits import MAX_PAGES, PAGE_HEIGHT, PAGE_WIDTH
from returns.uploads.refused import Code, RefusedError


def read_pdf(file: BinaryIO) -> Image.Image:
    """Return the pages of a document; forms, scripts and attachments are not read.

    Raises RefusedError for one with a password, no page, or too many; pypdfium2's errors for one that can't be read.
    """
    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        protected = error.err_code == raw.FPDF_ERR_PASSWORD
        raise RefusedError(Code.PROTECTED if protected else Code.UNREADABLE) from error
    if len(document) > MAX_PAGES:
        raise RefusedError(Code.TOO_MANY_PAGES)
    if not len(document):
        raise RefusedError(Code.UNREADABLE)
    return _stack([_render(document[number]) for number in range(len(document))])


def _render(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise RefusedError(Code.UNREADABLE)
    scale = min(PAGE_WIDTH / width, PAGE_HEIGHT / height)
    if min(width, height) * scale < 1:
        raise RefusedError(Code.UNREADABLE)
    image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return image.convert("RGB")


def _stack(pages: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    return sheet
