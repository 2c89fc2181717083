"""Files of a return, shown to its customer: their own, and the seller's photos that were accepted."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from returns.guide.base import GuidePage
from returns.models.evidence import Evidence
from returns.uploads.handing_out import part_response
from returns.workflow import Audience


class Picture(GuidePage):
    """One file, its thumbnail, or the video that it is a still of."""

    def get(self, request: HttpRequest, public_id: UUID, size: str) -> HttpResponseBase:
        """Return it; 404 for what belongs to anybody else."""
        shared = ~Q(given_by=Audience.SELLER) | Q(status=Evidence.Status.ACCEPTED)
        mine = Evidence.objects.filter(shared, case=self.case)
        return part_response(get_object_or_404(mine, public_id=public_id), size)
