"""What of an MP4 or MOV video may stay: its pictures and its sound, and nothing that says where or by whom it was made.

A film of this kind is a tree of boxes, and a table in it says where in the file each picture lies. So nothing is moved:
a box that is not known to be needed becomes free space full of zeros, and so does every byte of the media data that no
kept picture or sound refers to (cameras write tracks of places and movements there). ISO/IEC 14496-12; Apple's
QuickTime File Format.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from returns.uploads.limits import MAX_BLANKS, MAX_BOXES, MAX_INDEX
from returns.uploads.mp4_boxes import Box, boxes_in, number, unreadable
from returns.uploads.mp4_samples import extents
from returns.uploads.refused import Code, RefusedError

_MEDIA = frozenset({b"ftyp", b"moov", b"mdat"})
_KEPT = {
    b"moov": frozenset({b"mvhd", b"trak"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        b"stsd stts ctts cslg stss stps sdtp stsz stsc stco co64 sgpd sbgp".split()  # what decoding asks for
    ),
}
"""What stays of each box that has others in it; everything else is blanked."""
_CODECS = {
    b"vide": frozenset(b"avc1 avc3 hvc1 hev1 dvh1".split()),
    b"soun": frozenset(b"mp4a samr sawb ac-3 ec-3 alac Opus".split()),
}
"""By what a track is: how it may be coded. A picture coded otherwise is refused, a sound coded otherwise left out."""
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_MAX_SIDE = 8192


@dataclass
class Plan:
    """How a film is made harmless where it lies: what becomes zeros, which boxes become free space, where it ends."""

    length: int = 0
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    blanks: list[tuple[int, int]] = field(default_factory=list)
    """Places and lengths, in bytes."""
    frees: list[int] = field(default_factory=list)
    """Places of the names of boxes."""

    def free(self, box: Box) -> None:
        """Make free space of a box."""
        self.frees.append(box.at + 4)
        self.blank(box.start, box.end)

    def blank(self, start: int, end: int) -> None:
        """Zero what lies between two places."""
        if end > start:
            self.blanks.append((start, end - start))


def plan(file: IO[bytes]) -> Plan:
    """Return what is to be blanked in a film; raises RefusedError for one that is damaged, or coded otherwise."""
    found = Plan()
    top = _top(file, found)
    indexes = [box for box in top if box.name == b"moov"]
    media = [(box.start, box.end) for box in top if box.name == b"mdat"]
    if len(indexes) != 1 or not media:
        raise unreadable()
    index = indexes[0]
    if index.end - index.at > MAX_INDEX:
        raise unreadable()
    file.seek(index.at)
    kept = _read_index(file.read(index.end - index.at), index, found)
    _blank_media(media, kept, found)
    if not found.width:
        raise RefusedError(Code.NO_VIDEO)
    if len(found.blanks) + len(found.frees) > MAX_BLANKS:
        raise unreadable()
    return found


def apply(file: IO[bytes], found: Plan) -> None:
    """Blank a film where it lies; whatever the plan says, nothing but zeros and ``free`` is written."""
    handle = file.fileno()
    os.ftruncate(handle, min(found.length, os.fstat(handle).st_size))
    size = os.fstat(handle).st_size
    zeros = bytes(2**20)
    for at in found.frees:
        if 0 <= at <= size - 4:
            os.pwrite(handle, b"free", at)
    for start, length in found.blanks:
        end = min(start + length, size)
        for at in range(max(start, 0), end, len(zeros)):
            os.pwrite(handle, zeros[: end - at], at)


def _top(file: IO[bytes], found: Plan) -> list[Box]:
    """Return the boxes of the file; what follows the last whole one is cut off."""
    size = file.seek(0, os.SEEK_END)
    top: list[Box] = []
    at = 0
    while size - at >= 8 and len(top) < MAX_BOXES:
        file.seek(at)
        try:
            box = next(boxes_in(file.read(16), at, size, is_open=True))
        except RefusedError:
            break
        top.append(box)
        at = box.end
        if box.name not in _MEDIA:
            found.free(box)
    found.length = at
    return top


def _read_index(data: bytes, index: Box, found: Plan) -> list[tuple[int, int]]:
    """Plan what becomes of the index, and return where the pictures and sounds that stay lie."""
    kept: list[tuple[int, int]] = []
    for box in _children(data, index, index, found):
        if box.name == b"mvhd":
            found.seconds = _seconds(data, index, box)
        if box.name == b"trak":
            kept += _read_track(data, index, box, found)
    return kept


def _children(data: bytes, index: Box, parent: Box, found: Plan) -> Iterator[Box]:
    """Yield the boxes in another that stay; free the others, and undate those that tell when the film was made."""
    inside = data[parent.start - index.at : parent.end - index.at]
    end = parent.start
    for box in boxes_in(inside, parent.start, parent.end):
        end = box.end
        if box.name == b"mvex":
            # In fragments: no camera of a phone writes that, and its places are told elsewhere.
            raise RefusedError(Code.NO_VIDEO)
        if box.name not in _KEPT[parent.name]:
            found.free(box)
            continue
        if box.name in _DATED:
            found.blank(box.start + 4, min(box.start + (20 if data[box.start - index.at] else 12), box.end))
        yield box
    found.blank(end, parent.end)


def _read_track(data: bytes, index: Box, track: Box, found: Plan) -> list[tuple[int, int]]:
    """Return where the samples of a track lie; a track that is neither picture nor sound goes as a whole."""
    own = Plan()
    boxes = dict(_walk(data, index, track, own))
    kind = _handler(data, index, boxes.get(b"mdia/hdlr"))
    if kind not in _CODECS:
        found.free(track)
        return []
    table = {name.removeprefix(b"mdia/minf/stbl/"): box for name, box in boxes.items()}
    described = table.get(b"stsd")
    coded = _entries(data, index, described) if described else []
    if not coded or any(box.name not in _CODECS[kind] for box in coded):
        if kind == b"vide":
            raise RefusedError(Code.NO_VIDEO)
        found.free(track)
        return []
    if kind == b"vide":
        _read_pictures(data, index, coded, own, found)
    _blank_references(data, index, boxes, own)
    found.blanks += own.blanks
    found.frees += own.frees
    return extents(data, index.at, table)


def _walk(data: bytes, index: Box, parent: Box, own: Plan, path: bytes = b"") -> Iterator[tuple[bytes, Box]]:
    for box in _children(data, index, parent, own):
        name = path + box.name
        yield name, box
        if box.name == b"hdlr":
            # Whatever the camera calls its track.
            own.blank(min(box.start + 24, box.end), box.end)
        if box.name in _KEPT:
            yield from _walk(data, index, box, own, name + b"/")


def _handler(data: bytes, index: Box, box: Box | None) -> bytes:
    at = box.start - index.at + 8 if box else 0
    return data[at : at + 4] if box and box.end - box.start >= 12 else b""


def _entries(data: bytes, index: Box, box: Box) -> list[Box]:
    """Return the boxes of a table that begins with its version and their number."""
    inside = data[box.start + 8 - index.at : box.end - index.at]
    return list(boxes_in(inside, box.start + 8, box.end))


def _read_pictures(data: bytes, index: Box, coded: list[Box], own: Plan, found: Plan) -> None:
    for box in coded:
        if box.end - box.start < 78:
            raise unreadable()
        at = box.start - index.at
        width, height = number(data, at + 24, 2), number(data, at + 26, 2)
        if not 0 < max(width, height) <= _MAX_SIDE:
            raise RefusedError(Code.TOO_MANY_PIXELS)
        found.width, found.height = width, height
        # The name of the coder.
        own.blank(box.start + 42, box.start + 74)
        for part in boxes_in(data[at + 78 : box.end - index.at], box.start + 78, box.end):
            if part.name not in _OF_PICTURES:
                own.free(part)


_OF_PICTURES = frozenset(b"avcC hvcC lhvC dvcC dvvC colr pasp clap btrt fiel clli mdcv".split())


def _blank_references(data: bytes, index: Box, boxes: dict[bytes, Box], own: Plan) -> None:
    """Refuse a track whose pictures lie in another file, and forget the names of files."""
    table = boxes.get(b"mdia/minf/dinf/dref")
    if table is None:
        raise unreadable()
    for entry in _entries(data, index, table):
        if entry.end - entry.start < 4 or not number(data, entry.start - index.at, 4) & 1:
            raise unreadable()
        own.blank(entry.start + 4, entry.end)


def _seconds(data: bytes, index: Box, box: Box) -> float:
    at = box.start - index.at
    is_long = bool(data[at]) if box.end > box.start else False
    scale_at, width = (at + 20, 8) if is_long else (at + 12, 4)
    if box.end - box.start < (32 if is_long else 20):
        raise unreadable()
    scale = number(data, scale_at, 4)
    return round(number(data, scale_at + 4, width) / scale, 1) if scale else 0.0


def _blank_media(media: list[tuple[int, int]], kept: list[tuple[int, int]], found: Plan) -> None:
    """Blank what no kept sample refers to; raises RefusedError for a sample that lies elsewhere."""
    ordered = sorted(kept)
    for start, end in media:
        at = start
        for first, last in [part for part in ordered if start <= part[0] < end]:
            if last > end:
                raise unreadable()
            found.blank(at, first)
            at = max(at, last)
        found.blank(at, end)
    if any(not any(start <= first < end for start, end in media) for first, _last in ordered):
        raise unreadable()
