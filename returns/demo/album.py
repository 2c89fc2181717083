"""Which photos the demo's people took, read ahead by the same process as every upload, several at a time.

A case of ``fixtures/demo`` that has photos says so beside its evidence::

    "photos": {"flaws": {"photo.back": "blurred"}, "same_as": {"photo.left": "key of another case"},
               "received": {"photo.front_off": "cracked", "photo.back": ""}}

``flaws`` is what is wrong with a photo, ``received`` what the seller photographed, with the damage that it shows
(``returns.demo.drawn_photos``). Each piece of evidence for a photo then has one.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from returns.demo.cases import DemoCase
from returns.demo.drawn_devices import COLOURS, SIZES
from returns.demo.drawn_photos import TABLES, WORKSHOP, Shot, take
from returns.evidence_intake import take_in_read
from returns.models import Evidence, ReturnCase
from returns.permissions import Actor
from returns.uploads.sandbox import Picture, rebuild

AT_A_TIME = 2
PATIENCE = 120
"""Seconds for one photo: nobody waits for it, and the machine may be busy."""
PREFIX = "photo."
_KITCHENS = tuple(name for name in TABLES if name != WORKSHOP)

Key = tuple[str, str, bool]
"""A case's key, an item, and whether the seller took the photo."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that is being read, or has been."""

    item: str
    picture: Future[Picture]

    def hand_in(self, *, case: ReturnCase, actor: Actor) -> Evidence:
        """Give the photo for its item; raises as ``returns.evidence_intake.take_in`` does."""
        evidence = take_in_read(case=case, item=self.item, picture=self.picture.result(), actor=actor)
        # What happens next goes on from here, as it would on the next page that somebody opens.
        case.refresh_from_db()
        evidence.case = case
        return evidence


@dataclass(frozen=True, slots=True)
class Album:
    """All photos of the demo, by who took them."""

    photos: Mapping[Key, Photo]

    def photo(self, case: str, item: str) -> Photo | None:
        """Return the customer's photo for an item of a case."""
        return self.photos.get((case, item, False))

    def received(self, case: str) -> list[Photo]:
        """Return what the seller photographed of a case when the parcel arrived."""
        return [photo for (key, _item, is_sellers), photo in self.photos.items() if key == case and is_sellers]


@contextmanager
def developing(cases: Iterable[DemoCase]) -> Iterator[Album]:
    """Draw and read the photos of cases, in their order, while the block does something else."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        try:
            wanted = {key: shot for demo in cases for key, shot in shots(demo).items()}
            yield Album({key: Photo(key[1], pool.submit(_develop, shot)) for key, shot in wanted.items()})
        finally:
            pool.shutdown(cancel_futures=True)


def shots(demo: DemoCase) -> dict[Key, Shot]:
    """Return the photos that were taken of a case."""
    if "photos" not in demo.entry:
        return {}
    told = demo.entry["photos"]
    items = [given["item"] for given in demo.entry["evidence"] if given["item"].startswith(PREFIX)]
    flaws, same = told.get("flaws", {}), told.get("same_as", {})
    taken = {(demo.key, item, False): _shot(demo, item, same.get(item), flaws.get(item, "")) for item in items}
    for item, damage in told.get("received", {}).items():
        seed = f"{demo.key} {item} received"
        taken[demo.key, item, True] = replace(_shot(demo, item), table=WORKSHOP, seed=seed, damage=damage)
    return taken


def _shot(demo: DemoCase, item: str, original: str | None = None, flaw: str = "") -> Shot:
    """The photo of a case's device; ``original`` is the case that it was really taken for, of a device alike."""
    device: Mapping[str, Any] = demo.entry["device"]
    taken_for = original or demo.key
    return Shot(
        shape=device["category"] if device["category"] in SIZES else "phone",
        side=item.removeprefix(PREFIX),
        colour=next((name for name in COLOURS if name and name in device["model"]), ""),
        table=_KITCHENS[zlib.crc32(taken_for.encode()) % len(_KITCHENS)],
        seed=f"{taken_for} {item}",
        flaw=flaw,
    )


def _develop(shot: Shot) -> Picture:
    with tempfile.TemporaryFile() as file:
        file.write(take(shot))
        file.flush()
        return rebuild(file, PATIENCE)
