"""The slip as a PDF of one page: what the workshop needs on opening the parcel, and a code that opens the case."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from returns.guide.lettering import draw, wrapped
from returns.models.case import ReturnCase
from returns.templatetags.guide import full_day

SCAN = "/portal/scan/?code="
"""Where the code leads: the seller's portal, which opens the case after a login."""
INK = (0.067, 0.18, 0.318)
MARGIN = 22 * mm
CODE_WIDTH = 46 * mm
VALUE_SIZE = 13
"""Points of what stands beside the labels."""
CODE_HEIGHT = 34 * mm
DOTS = 3
"""A pattern is drawn over as many dots in each direction, as on the phone."""
DOT_GAP = 8 * mm


class Line(NamedTuple):
    """One line of the slip."""

    label: str
    value: str


def slip_lines(case: ReturnCase) -> list[Line]:
    """Return what stands on the slip, in the active language."""
    customer = f"{case.customer.first_name} {case.customer.last_name}".strip()
    lines = [
        Line(_("Reference"), case.reference),
        Line(_("Marketplace"), settings.MARKETPLACE),
        Line(_("Seller"), case.seller.name),
        Line(_("First and last name"), customer),
        Line(_("Order number"), case.order.number),
        Line(_("Order date"), full_day(case.order.placed_on)),
        Line(_("Device"), str(case.device)),
    ]
    return [line for line in lines if line.value]


def slip_pdf(case: ReturnCase, language: str, *, with_code: bool) -> bytes:
    """Return the slip; ``with_code`` leaves a line to write the unlock code on by hand, which is stored nowhere."""
    file = BytesIO()
    with override(language):
        canvas = Canvas(file, pagesize=A4, invariant=True, lang=language)
        canvas.setTitle(_("Slip of the return %(case)s") % {"case": case.reference})
        canvas.setAuthor("Constat")
        _head(canvas, case)
        below = _table(canvas, case, A4[1] - MARGIN - 66 * mm)
        if with_code:
            below = _code_line(canvas, below)
            _warning(canvas, below)
        canvas.showPage()
        canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, case: ReturnCase) -> None:
    width, height = A4
    top = height - MARGIN
    canvas.setFillColorRGB(*INK)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(MARGIN, top - 6 * mm, "Constat")
    canvas.setFont("Helvetica-Bold", 26)
    canvas.drawString(MARGIN, top - 19 * mm, _("Parcel slip"))
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(MARGIN, top - 31 * mm, case.reference)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(MARGIN, top - 40 * mm, _("Put this sheet in the parcel, beside the device."))
    _draw_code(canvas, case, width - MARGIN - CODE_WIDTH, top - CODE_WIDTH)
    canvas.setFont("Helvetica", 9)
    canvas.drawRightString(width - MARGIN, top - CODE_WIDTH - 5 * mm, _("Seller: scan to open the case"))


def _draw_code(canvas: Canvas, case: ReturnCase, left: float, bottom: float) -> None:
    code = segno.make(settings.SITE_URL + SCAN + case.reference, error="m", micro=False)
    rows = list(code.matrix_iter(border=4))
    size = CODE_WIDTH / len(rows)
    canvas.setFillColorRGB(0, 0, 0)
    for number, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                # A hair wider, so that no viewer leaves white lines between.
                y = bottom + CODE_WIDTH - (number + 1) * size
                canvas.rect(left + column * size, y, size * 1.02, size * 1.02, stroke=0, fill=1)
    canvas.setFillColorRGB(*INK)


def _table(canvas: Canvas, case: ReturnCase, top: float) -> float:
    width = A4[0]
    y = top
    for label, value in slip_lines(case):
        canvas.setLineWidth(0.5)
        canvas.setStrokeColorRGB(0.6, 0.65, 0.7)
        canvas.line(MARGIN, y + 7 * mm, width - MARGIN, y + 7 * mm)
        canvas.setFillColorRGB(0.3, 0.35, 0.42)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(MARGIN, y, label)
        canvas.setFillColorRGB(0, 0, 0)
        for number, text in enumerate(wrapped(canvas, value, VALUE_SIZE, width - 2 * MARGIN - 55 * mm)):
            y -= 6 * mm if number else 0
            draw(canvas, MARGIN + 55 * mm, y, text, VALUE_SIZE)
        y -= 12 * mm
    return y


def _code_line(canvas: Canvas, y: float) -> float:
    width: float = A4[0]
    y -= 4 * mm
    canvas.setStrokeColorRGB(*INK)
    canvas.setLineWidth(1)
    canvas.roundRect(MARGIN, y + 8 * mm - CODE_HEIGHT, width - 2 * MARGIN, CODE_HEIGHT, 2 * mm)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(MARGIN + 5 * mm, y, _("Unlock code or pattern, by hand:"))
    canvas.setLineWidth(0.75)
    canvas.line(MARGIN + 5 * mm, y - 12 * mm, width - MARGIN - 34 * mm, y - 12 * mm)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(MARGIN + 5 * mm, y - 17 * mm, _("A pattern: join the dots, and circle the first."))
    canvas.drawString(MARGIN + 5 * mm, y - 22 * mm, _("Only if it could not be removed. It is stored nowhere."))
    _dots(canvas, width - MARGIN - 25 * mm, y + 3 * mm)
    return float(y - CODE_HEIGHT)


def _dots(canvas: Canvas, left: float, top: float) -> None:
    """What a pattern is drawn over: a line of writing has no room for it."""
    for number in range(DOTS * DOTS):
        row, column = divmod(number, DOTS)
        canvas.circle(left + column * DOT_GAP, top - row * DOT_GAP, 1 * mm, stroke=0, fill=1)


def _warning(canvas: Canvas, y: float) -> None:
    canvas.setFillColorRGB(0.3, 0.35, 0.42)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(MARGIN, y, _("Do not photograph this sheet once a code stands on it."))
