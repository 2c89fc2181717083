"""Files of a return, shown to its customer: their own, and the seller's photos that were accepted."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from returns.guide.base import GuidePage
from returns.models.evidence import Evidence
from returns.uploads import store
from returns.workflow import Audience


class Picture(GuidePage):
    """One file, or its thumbnail."""

    def get(self, request: HttpRequest, key: UUID, size: str) -> HttpResponseBase:
        """Return it; 404 for what belongs to anybody else."""
        if size not in ("full", "small"):
            raise Http404
        shared = ~Q(given_by=Audience.SELLER) | Q(status=Evidence.Status.ACCEPTED)
        found = get_object_or_404(Evidence.objects.filter(shared, case=self.case).exclude(file_name=""), public_id=key)
        return _shown(store.thumbnail_name(found.file_name) if size == "small" else found.file_name)


def _shown(name: str) -> HttpResponseBase:
    """Return a stored picture, which nobody but the reader keeps."""
    try:
        file = store.open_stored(name)
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
        "Cache-Control": "private, no-store",
    }
    return FileResponse(file, content_type="image/jpeg", headers=headers)
