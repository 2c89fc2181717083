"""Hands out the files of evidence, to whoever may read the case that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
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
    # But for videos, everything that is stored is a JPEG of our own making, whatever came in.
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="{evidence.item_id}.jpg"'
    response["Content-Length"] = str(len(content))
    _seal(response)
    return response


def part_response(evidence: Evidence, part: str) -> HttpResponseBase:
    """Return the ``full`` file, the ``small`` one or the ``video``; raises Http404 for anything else."""
    if part not in ("full", "small", "video"):
        raise Http404
    return video_response(evidence) if part == "video" else file_response(evidence, thumbnail=part == "small")


def _seal(response: HttpResponseBase) -> None:
    """Let no cache keep it, and no browser run anything in it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "none"


def video_response(evidence: Evidence) -> StreamingHttpResponse:
    """Return the video of a piece of evidence, to be kept and played by the reader's own device; see ``file_response``.

    Raises Http404 where there is none (any more).
    """
    if not (evidence.file_name and evidence.has_video):
        raise Http404
    name = store.video_name(evidence.file_name)
    try:
        with store.open_stored(name) as file:
            size = file.size
    except FileNotFoundError as error:
        raise Http404 from error
    # Opened as it is read, so that no open file depends on whether somebody reads at all.
    response = StreamingHttpResponse(_pieces(name), content_type="video/mp4")
    response["Content-Disposition"] = f'attachment; filename="{evidence.item_id}.mp4"'
    response["Content-Length"] = str(size)
    _seal(response)
    return response


def _pieces(name: str) -> Iterator[bytes]:
    with store.open_stored(name) as file:
        yield from file.chunks()


@require_safe
def show(request: HttpRequest, public_id: UUID, *, part: str) -> HttpResponseBase:
    """Hand out a file to staff, and to the members of the case's seller."""
    readable = visible_evidence(request.user).exclude(file_name="")
    return part_response(get_object_or_404(readable, public_id=public_id), part)


app_name = "evidence"

urlpatterns = [
    path("<uuid:public_id>/", show, {"part": "full"}, name="file"),
    path("<uuid:public_id>/thumbnail/", show, {"part": "small"}, name="thumbnail"),
    path("<uuid:public_id>/video/", show, {"part": "video"}, name="video"),
]
