"""Files of a case, shown to its seller."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from returns.models.evidence import Evidence
from returns.portal.base import PortalPage
from returns.uploads.handing_out import file_response


class Picture(PortalPage):
    """One file, or its thumbnail."""

    def get(self, request: HttpRequest, public_id: UUID, size: str) -> HttpResponse:
        """Return it; 404 for what belongs to anybody else's case."""
        if size not in ("full", "small"):
            raise Http404
        mine = Evidence.objects.filter(case__in=self.cases)
        return file_response(get_object_or_404(mine, public_id=public_id), thumbnail=size == "small")
