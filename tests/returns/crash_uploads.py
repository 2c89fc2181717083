"""Kills an upload, and one that is taken back, after each SQL statement and before each step with a file.

Run as ``python -m tests.returns.crash_uploads`` with ``DATABASE_URL`` naming a database that has one case with one
photo waiting, and to which nobody is connected, and ``MEDIA_ROOT`` its files; it prints a ``Report`` by deed. The
statements alone would not do: files are moved once the database has committed. See ``tests.returns.crash``.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypedDict

import django
from django.db import connection

from tests.pictures import photo
from tests.returns.crash import LIMIT, Copies, Killer, ask, copies_in, in_child, rows

ITEM = "photo.back"
Seen = dict[str, Any]


class Report(TypedDict):
    """``before`` and ``after`` a deed that nobody interrupts; ``killed``: what each kill and a sweep left, in order.

    ``homeless`` are the rows that a kill left without a file, before any sweep.
    """

    before: Seen
    after: Seen
    killed: list[Seen]
    homeless: list[str]


class Executioner(Killer):
    """Kills also before the process makes, moves or deletes a file of the uploads."""

    def __init__(self, statements: int, folder: Path) -> None:
        super().__init__(statements)
        self.folder = str(folder)

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event of the interpreter; there is no way to stop watching but the end of the process."""
        writes = event in ("os.rename", "os.remove", "os.mkdir") or (event == "open" and arguments[2] & os.O_CREAT)
        if writes and str(arguments[0]).startswith(self.folder):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def upload() -> None:
    """Hand in a photo in the place of one that waits; it passes every check, and is accepted."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from returns.evidence_intake import take_in
    from returns.models import ReturnCase

    case = ReturnCase.objects.get()
    take_in(case=case, item=ITEM, upload=SimpleUploadedFile("a.jpg", photo(7)), actor=case.customer)


def take_back() -> None:
    """Take back the one that waits."""
    from returns.evidence_intake import withdraw
    from returns.models import Evidence

    evidence = Evidence.objects.get(status=Evidence.Status.PENDING)
    withdraw(evidence=evidence, actor=evidence.case.customer)


DEEDS: dict[str, Callable[[], None]] = {"upload": upload, "take back": take_back}


def look() -> Seen:
    """Everything that must be there together or not at all; names, which are random, apart."""
    from returns.ledger import stored_chain
    from returns.models import Decision, Event, Evidence, ImageHash, LedgerEntry, ReturnCase

    named, found = names(), files("evidence")
    return {
        "case": rows(ReturnCase, "state", "revision"),
        "evidence": rows(Evidence, "item", "status", "sha256", "stored_bytes"),
        "hashes": ImageHash.objects.count(),
        "events": rows(Event, "kind", "subject", "audience"),
        "unbound": Event.objects.count() + Decision.objects.count() - LedgerEntry.objects.count(),
        "defects": [str(defect) for defect in stored_chain.verify()],
        "files": len(found),
        "without file": sorted(named - found),
        "without row": sorted(found - named),
        "aside": sorted(files("pending")),
    }


def homeless() -> list[str]:
    """The rows whose file nobody could look at now."""
    from returns.uploads import store

    lost = []
    for name in sorted(names()):
        try:
            store.open_stored(name).close()
        except FileNotFoundError:
            lost.append(name)
    return lost


def names() -> set[str]:
    from returns.models import Evidence
    from returns.uploads import store

    given = set(Evidence.objects.exclude(file_name="").values_list("file_name", flat=True))
    return given | {store.thumbnail_name(name) for name in given}


def files(folder: str) -> set[str]:
    from django.conf import settings

    found = Path(settings.MEDIA_ROOT, folder).rglob("*")
    return {str(path.relative_to(settings.MEDIA_ROOT)) for path in found if path.is_file()}


def sweep() -> None:
    from django.core.management import call_command

    call_command("sweep_uploads", minutes=0, stdout=io.StringIO())


def aftermath() -> tuple[Seen, list[str]]:
    lost = homeless()
    sweep()
    return look(), lost


def read_once() -> None:
    """Read the picture now: the process that does it knows no database, and takes longer than all the rest."""
    from returns import evidence_intake
    from returns.uploads.sandbox import rebuild

    with tempfile.TemporaryFile() as file:
        file.write(photo(7))
        file.flush()
        picture = rebuild(file, 60)
    vars(evidence_intake)["rebuild"] = lambda _file, _seconds: picture


class Bench:
    """Databases and folders to kill a deed in, each as it was before."""

    def __init__(self, copies: Copies, media: Path, seed: Path) -> None:
        self.copies, self.media, self.seed = copies, media, seed
        self.number = 0

    def report(self, deed: Callable[[], None]) -> Report:
        before, after = [self._undisturbed(work) for work in (sweep, deed)]
        found: Report = {"before": before, "after": after, "killed": [], "homeless": []}
        for seen, lost in self._kills(deed):
            found["killed"].append(seen)
            found["homeless"] += lost
        return found

    def _fresh(self) -> Any:
        self.number += 1
        shutil.rmtree(self.media)
        shutil.copytree(self.seed, self.media)
        return self.copies.copy(self.number)

    def _undisturbed(self, work: Callable[[], None]) -> Seen:
        with self._fresh() as database:
            ask(database, work)
            seen: Seen = ask(database, look)
            return seen

    def _kills(self, deed: Callable[[], None]) -> Iterator[tuple[Seen, list[str]]]:
        for steps in range(1, LIMIT):
            with self._fresh() as database:
                ended, _nothing = in_child(database, killing(deed, steps, self.media))
                if ended == 0:
                    return
                if ended != -signal.SIGKILL:
                    raise RuntimeError(f"the deed ended with {ended}")
                yield ask(database, aftermath)


def killing(deed: Callable[[], None], steps: int, folder: Path) -> Callable[[], None]:
    def work() -> None:
        executioner = Executioner(steps, folder)
        sys.addaudithook(executioner.watch)
        with connection.execute_wrapper(executioner):
            deed()

    return work


def main() -> dict[str, Report]:
    django.setup()
    from django.conf import settings

    read_once()
    with tempfile.TemporaryDirectory() as folder:
        media, seed = Path(settings.MEDIA_ROOT), Path(folder, "seed")
        shutil.copytree(media, seed)
        with copies_in(Path(folder)) as copies:
            bench = Bench(copies, media, seed)
            return {name: bench.report(deed) for name, deed in DEEDS.items()}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
