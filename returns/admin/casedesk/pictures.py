"""Evidence looked at closely: everything that was handed in for an item, large and side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from returns.admin.casedesk.frame import case_for, case_url, page, reader
from returns.admin.casedesk.gallery import Gallery, Piece, Slot
from returns.admin.casedesk.sheet import CaseSheet


@require_safe
def look(request: HttpRequest, case_id: int, item: str) -> HttpResponse:
    """Show everything that was handed in for an item, large and side by side."""
    user = reader(request)
    case = case_for(user, case_id)
    sheet = CaseSheet(case, user)
    slot = _slot(sheet.gallery, item)
    context = {"sheet": sheet, "case": case, "slot": slot, "sides": _sides(slot), "back": case_url(case, "evidence")}
    title = _("%(item)s: %(case)s") % {"item": slot.label, "case": case}
    return page(request, "look", title=title, context=context)


def _slot(gallery: Gallery, item: str) -> Slot:
    found = next((slot for slot in gallery.slots if slot.code == item), None)
    if found is None:
        raise Http404
    return found


def _sides(slot: Slot) -> list[tuple[str, list[Piece]]]:
    """What came before the parcel left, and what was photographed when it arrived."""
    sides = [(_("Before shipping"), list(slot.pieces)), (_("On reception"), list(slot.received))]
    return [(label, pieces) for label, pieces in sides if pieces]
