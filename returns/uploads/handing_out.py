"""Hands out the files of evidence, to whoever may read the case that they belong to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from returns.models.evidence import Evidence
from returns.permissions import visible_evidence
from returns.uploads import store


def file_response(evidence: Evidence, *, thumbnail: bool = False) -> HttpResponse:
    """Return the file of a piece of evidence, or its thumbnail; whoever calls has checked the reader.

    It is never kept by a cache, and nothing in it is ever run. Raises Http404 where there is none (any more).
    """
    if not evidence.file_name:
        raise Http404
    name = store.thumbnail_name(evidence.file_name) if thumbnail else evidence.file_name
    try:
        with store.open_stored(name) as file:
            # A few megabytes at most, so that no open file depends on whether somebody reads to the end.
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    # Everything that is stored is a JPEG of our own making, whatever came in.
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{evidence.item_id}.jpg"'
    response["Content-Length"] = str(len(content))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "none"
    return response


@require_safe
def show(request: HttpRequest, public_id: UUID, *, thumbnail: bool = False) -> HttpResponse:
    """Hand out a file to staff, and to the members of the case's seller."""
    readable = visible_evidence(request.user).exclude(file_name="")
    return file_response(get_object_or_404(readable, public_id=public_id), thumbnail=thumbnail)


app_name = "evidence"

urlpatterns = [
    path("<uuid:public_id>/", show, name="file"),
    path("<uuid:public_id>/thumbnail/", show, {"thumbnail": True}, name="thumbnail"),
]
