"""`make bench`: the engine beside its peers, on the same rules and cases, in one run, as one table.

Equal answers are checked before anything is timed. Times are those of this process's own processor time, the best of
three rounds, engines in turn; json-rules-engine times itself on node. The targets below the table are ratios.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from rules import Rulebook, load_rulebook  # noqa: E402
from tests.benchmarks import engines, memory, peers, workload  # noqa: E402
from tests.benchmarks.plain import PlainRules  # noqa: E402

SHIPPED = ROOT / "fixtures" / "rulebook" / "fr.json"
OURS, REFERENCE, BARE = "constat: decide", "constat: reference alone", "durable-rules, bare recipe"
DOCUMENTED, ZEN_LIST, ZEN_TABLE = "durable-rules, as documented", "zen-engine, one list", "zen-engine, decision table"
BUSINESS, NODE = "business-rules", "json-rules-engine (node)"
TRACE, JSON = "constat: decide + trace", "constat: decide + JSON"
# What a round of an engine may take; slow ones get fewer cases.
ROUND_SECONDS = 0.6
ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """One engine on one rulebook; times in microseconds a case, the compilation in milliseconds."""

    book: str
    engine: str
    mean: float
    p50: float
    p99: float
    compiled: float


@dataclass(frozen=True)
class Work:
    """A rulebook with its cases, as we read them and as the peers do."""

    name: str
    book: Rulebook
    plain: PlainRules
    cases: Sequence[Mapping[str, Any]]
    flat: Sequence[dict[str, Any]]
    wanted: Sequence[list[int]]


def shipped_cases(book: Rulebook, count: int) -> list[dict[str, Any]]:
    """The shipped rulebook's own examples, over and over."""
    examples = [dict(example.facts) for example in book.examples]
    return [examples[number % len(examples)] for number in range(count)]


def prepare(name: str, document: Any, count: int) -> Work:
    """Load a rulebook and bring its cases into every engine's form."""
    book = load_rulebook(document)
    cases = workload.cases(count) if name != "shipped" else shipped_cases(book, count)
    plain = PlainRules(book)
    return Work(name, book, plain, cases, [plain.facts(case) for case in cases], [plain.fired(case) for case in cases])


def timed(make: Callable[[], Any]) -> tuple[Any, float]:
    """What a factory makes, and the milliseconds it took."""
    started = time.process_time()
    made = make()
    return made, (time.process_time() - started) * 1e3


def factories(work: Work) -> dict[str, tuple[Callable[[], Any], Sequence[Any]]]:
    """How to make each engine's function, and the cases it takes."""
    book, forms = work.book, work.plain.conditions
    return {
        OURS: (lambda: book.decide, work.cases),
        JSON: (lambda: lambda case: book.decide(case).as_json(), work.cases),
        TRACE: (lambda: lambda case: book.decide(case).trace, work.cases),
        REFERENCE: (lambda: engines.reference(book), work.cases),
        BARE: (lambda: engines.bare_durable(book), work.cases),
        DOCUMENTED: (lambda: engines.documented_durable(book), work.cases),
        ZEN_LIST: (lambda: peers.zen_list(forms), work.flat),
        ZEN_TABLE: (lambda: peers.zen_table(forms), work.flat),
        BUSINESS: (lambda: peers.business_rules(forms), work.flat),
    }


def check_answers(work: Work, name: str, run: Callable[[Any], Any], cases: Sequence[Any]) -> None:
    """Refuse to time an engine that answers something else."""
    wanted = [work.plain.applying(case) for case in cases[:100]] if name in (BARE, DOCUMENTED) else work.wanted
    for case, answer in zip(cases[:100], wanted, strict=False):
        if sorted(run(case)) != answer:
            raise SystemExit(f"{name} differs on {work.name}")


def check_strata(work: Work) -> bool:
    """Whether all rules can be given at once: an engine without chaining sees no derived fact."""
    return len(work.book.plan.strata) == 1


def measure(work: Work) -> Iterator[Row]:
    """Every engine on one rulebook, in turn."""
    running: dict[str, tuple[Callable[[Any], Any], Sequence[Any], float]] = {}
    for name, (make, cases) in factories(work).items():
        if name in (REFERENCE, BARE, DOCUMENTED) and not check_strata(work):
            continue
        run, compiled = timed(make)
        if not name.startswith("constat: decide"):
            check_answers(work, name, run, cases)
        running[name] = run, cases, compiled
    best = {name: _Times() for name in running}
    for _ in range(ROUNDS):
        for name, (run, cases, _compiled) in running.items():
            best[name].add(run, cases)
    for name, (_run, _cases, compiled) in running.items():
        yield best[name].row(work.name, name, compiled if name != OURS else timed(lambda: _reload(work))[1])
    yield _node(work)


def _reload(work: Work) -> None:
    load_rulebook(work.book.source).close()


class _Times:
    def __init__(self) -> None:
        self.mean = float("inf")
        self.each: list[float] = []

    def add(self, run: Callable[[Any], Any], cases: Sequence[Any]) -> None:
        """One round: as many cases as fit into its time."""
        gc.collect()
        ends = time.perf_counter() + ROUND_SECONDS
        started, done = time.process_time(), 0
        while done < 20 or (time.perf_counter() < ends and done < 20_000):
            before = time.perf_counter()
            run(cases[done % len(cases)])
            self.each.append((time.perf_counter() - before) * 1e6)
            done += 1
        self.mean = min(self.mean, (time.process_time() - started) / done * 1e6)

    def row(self, book: str, engine: str, compiled: float) -> Row:
        return Row(book, engine, self.mean, _percentile(self.each, 50), _percentile(self.each, 99), compiled)


def _percentile(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


def _node(work: Work) -> Row:
    cases = work.flat[:40]
    found = peers.node_cases(work.plain.conditions, cases, ROUNDS)
    if found["fired"] != work.wanted[: len(cases)]:
        raise SystemExit(f"json-rules-engine differs on {work.name}")
    times = found["times"]
    mean = min(statistics.fmean(times[at : at + len(cases)]) for at in range(0, len(times), len(cases)))
    return Row(work.name, NODE, mean, _percentile(times, 50), _percentile(times, 99), found["compiled"])


def print_rows(rows: Sequence[Row]) -> None:
    """The table, with each engine's time as a multiple of ours."""
    heads = ("decisions/s", "µs", "p50", "p99", "compile ms", "× ours")
    widths = (12, 10, 10, 10, 12, 9)
    named = "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    print(f"\n{'rules':>8}  {'engine':<30}{named}")
    ours = {row.book: row.mean for row in rows if row.engine == OURS}
    for row in rows:
        print(
            f"{row.book:>8}  {row.engine:<30}{1e6 / row.mean:>12,.0f}{row.mean:>10,.1f}{row.p50:>10,.1f}"
            f"{row.p99:>10,.1f}{row.compiled:>12,.1f}{row.mean / ours[row.book]:>9.2f}"
        )


def print_targets(rows: Sequence[Row]) -> None:
    """Each target of the issue with the ratio that was reached."""
    times = {(row.book, row.engine): row.mean for row in rows}
    targets = [(size, BARE, "at most", 2.0) for size in ("50", "200", "1000")]
    for size in ("200", "1000"):
        targets += [(size, ZEN_LIST, "ahead of", 1.0), (size, ZEN_TABLE, "ahead of", 10.0)]
        targets += [
            (size, DOCUMENTED, "ahead of", 4.0),
            (size, BUSINESS, "ahead of", 20.0),
            (size, NODE, "ahead of", 20.0),
        ]
    print()
    for size, engine, word, wanted in targets:
        if (size, engine) not in times:
            continue
        ours, theirs = times[size, OURS], times[size, engine]
        ratio = ours / theirs if word == "at most" else theirs / ours
        reached = ratio <= wanted if word == "at most" else ratio >= wanted
        print(f"{'ok ' if reached else 'NOT'}  {size:>4} rules: {ratio:6.2f}× {word} {wanted:g}× {engine}")


def print_memory(decisions: Sequence[int], compilations: Sequence[int]) -> None:
    """Resident megabytes, each in a process of its own."""
    for what, marks in (("decisions", decisions), ("compilations", compilations)):
        found = memory.measure(what, list(marks))
        steps = ", ".join(f"{mark:,}: {size} MB" for mark, size in zip((0, *marks), found, strict=True))
        print(f"resident after {what}: {steps} (+{found[-1] - found[0]:.1f})")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="50 rules only, and a tenth of the memory run")
    quick = parser.parse_args().quick
    sizes = [50] if quick else [50, 200, 1000]
    works = [prepare("shipped", json.loads(SHIPPED.read_text(encoding="utf-8")), 500)]
    works += [prepare(str(size), workload.rulebook(size), 500) for size in sizes]
    rows: list[Row] = []
    for work in works:
        rows += measure(work)
    print_rows(rows)
    print_targets(rows)
    scale = 10 if quick else 1
    print_memory([50_000 // scale, 200_000 // scale], [100 // scale, 300 // scale])


if __name__ == "__main__":
    main()
