"""Files of a case, shown to its seller."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from returns.models.evidence import Evidence
from returns.portal.base import PortalPage
from returns.uploads.handing_out import part_response


class Picture(PortalPage):
    """One file, its thumbnail, or the video that it is a still of."""

    def get(self, request: HttpRequest, public_id: UUID, size: str) -> HttpResponseBase:
        """Return it; 404 for what belongs to anybody else's case."""
        mine = Evidence.objects.filter(case__in=self.cases)
        return part_response(get_object_or_404(mine, public_id=public_id), size)
