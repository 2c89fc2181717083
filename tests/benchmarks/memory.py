"""Resident memory of a process of its own: after many decisions, and after many compilations."""

import gc
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE_KB = 4


def _resident() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * PAGE_KB / 1024, 1)


def after_decisions(marks: list[int], size: int = 200) -> list[float]:
    """Megabytes after each number of decisions; the first mark is taken when a thousand have warmed it up."""
    from rules import load_rulebook
    from tests.benchmarks.workload import cases, rulebook

    given = cases(1000)
    with load_rulebook(rulebook(size)) as book:
        for facts in given:
            book.decide(facts).as_json()
        found = [_resident()]
        done = 0
        for mark in marks:
            while done < mark:
                book.decide(given[done % len(given)])
                done += 1
            found.append(_resident())
    return found


def after_compilations(marks: list[int], size: int = 200) -> list[float]:
    """Megabytes after each number of rulebooks loaded, used once and closed; ten have warmed it up."""
    from rules import load_rulebook
    from tests.benchmarks.workload import cases, rulebook

    document, (facts,) = rulebook(size), cases(1)
    found: list[float] = []
    for number in range(-10, marks[-1] + 1):
        if number == 0 or number in marks:
            found.append(_resident())
        with load_rulebook(document) as book:
            book.decide(facts)
    return found


def measure(what: str, marks: list[int]) -> list[float]:
    """One of the two above in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", what, *map(str, marks)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    chosen = {"decisions": after_decisions, "compilations": after_compilations}[sys.argv[1]]
    print(json.dumps(chosen([int(mark) for mark in sys.argv[2:]])))
