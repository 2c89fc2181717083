"""A document tried out before anybody depends on it: read, checked, compiled, its examples replayed.

It runs in a process of its own, ``python -m rules.preflight`` with the document on standard input, because the
engine never lets go of the interpreter: a compilation that hung would take its whole process with it. The process
ends itself when its time is up, even if whoever started it is gone. It needs no Django.

Each step of a version's life tries it out. A trial that ran to its end is remembered by the process that asked for it:
the same document gives the same report.
"""

import hashlib
import json
import logging
import signal
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from .book import load_rulebook
from .document import read_json
from .examples import Difference, replay
from .faults import Fault, RulebookError

SECONDS = 60
KEPT = 64
"""Reports that a process remembers."""
_ROOT = Path(__file__).resolve().parents[1]
_TOO_DEEP = "nested too deep"
logger = logging.getLogger(__name__)
_reports: OrderedDict[str, "Report"] = OrderedDict()
_remembering = Lock()


@dataclass(frozen=True, slots=True)
class Report:
    """What the trial found; ``hash`` is that of the document, empty if it has faults."""

    hash: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the document may go on: no fault, and every example gives what it expects."""
        return not self.faults and not self.differences

    def messages(self, language: str) -> list[str]:
        """One line a fault, and a line a place where an example differs, in the language."""
        return [
            *(fault.message(language) for fault in self.faults),
            *(difference.message(language) for difference in self.differences),
        ]

    def as_json(self) -> dict[str, Any]:
        """The report as it crosses from one process to the other."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Report":
        """The report that ``as_json`` wrote."""
        return cls(
            hash=found["hash"],
            faults=tuple(Fault(**fault) for fault in found["faults"]),
            warnings=tuple(Fault(**fault) for fault in found["warnings"]),
            differences=tuple(Difference(**difference) for difference in found["differences"]),
        )


def preflight(document: object, *, seconds: int = SECONDS) -> Report:
    """Try a document out in a process of its own.

    A crash of that process, or one that takes longer than ``seconds``, is a fault of the document like any other.
    """
    try:
        text = json.dumps(document)
    except RecursionError:
        return _unwritable(_TOO_DEEP)
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = _reports.get(digest)
    if known is None:
        known, is_finished = _run(text, seconds)
        if is_finished:
            _remember(digest, known)
    return known


def _remember(digest: str, report: Report) -> None:
    with _remembering:
        _reports[digest] = report
        while len(_reports) > KEPT:
            _reports.popitem(last=False)


def _run(text: str, seconds: int) -> tuple[Report, bool]:
    """The report on a document, and whether the trial ran to its end: another one might."""
    command = [sys.executable, "-m", "rules.preflight", str(seconds)]
    process = subprocess.run(
        command, cwd=_ROOT, input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if process.returncode == -signal.SIGALRM:
        return _refused([Fault("$", "too_slow", {"seconds": str(seconds)})]), False
    if process.returncode:
        logger.error("trying a document out ended with %d: %s", process.returncode, process.stderr)
        return _refused([Fault("$", "crashed")]), False
    return Report.from_json(json.loads(process.stdout)), True


def try_out(text: str) -> Report:
    """Try a document out in this process."""
    try:
        with load_rulebook(read_json(text)) as book:
            return Report(book.hash, (), book.warnings, replay(book))
    except RulebookError as error:
        return _refused(error.faults)
    except RecursionError:
        return _unwritable(_TOO_DEEP)
    except ValueError as error:
        return _unwritable(str(error))


def _unwritable(reason: str) -> Report:
    return _refused([Fault("$", "not_canonical", {"reason": reason})])


def _refused(faults: Iterable[Fault]) -> Report:
    return Report(faults=tuple(faults))


def main() -> None:
    """Report on the document on standard input, as JSON on standard output."""
    signal.alarm(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
    json.dump(try_out(sys.stdin.read()).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
