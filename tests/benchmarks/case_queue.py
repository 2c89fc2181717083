"""`make bench-queue`: the queue, the page of a case and the other lists of cases, with ever more cases.

On the PostgreSQL server that ``DATABASE_URL`` names, each size of ``--cases`` gets a database of its own, and every
page is asked for in all of them in turn, so that whatever else the machine does slows all alike. Each page is asked
for in one process by Django's test client; beside ours stand plain Django changelists of the same tables.

Growth is told twice. *Time* is the median, over the rounds, of the last size's time by that of the first. *Blocks* are
the database's, and no other work disturbs them: how many a page reads or finds in memory. From 20,000 to 200,000 rows
an index becomes one level deeper, which makes four blocks of a look-up's three; what is counted is counted up to the
cap. A page *scans* if a plan reads a large table from end to end.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environ

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.case_copies import grow  # noqa: E402
from tests.benchmarks.case_pages import Page, pages, plain_site, prepare  # noqa: E402

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.test import Client

SIZES = (20_000, 200_000)
ROUNDS = 15
GROWTH = 1.3
LARGE = 5_000
"""A plan that reads so many rows of a table from end to end scans it."""
PART = 0.25
"""So does one that reads this part of all cases in any way."""
DATABASE = "constat_bench_queue"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


@dataclass
class Spent:
    """What a page cost at one size: milliseconds a round, queries, blocks, and the tables that were scanned."""

    ms: list[float] = field(default_factory=list)
    queries: int = 0
    blocks: int = 0
    scans: list[str] = field(default_factory=list)

    @property
    def p50(self) -> float:
        """Half of the answers took no longer."""
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """Nineteen of twenty answers took no longer."""
        return sorted(self.ms)[int(0.95 * (len(self.ms) - 1))]


def ask(client: Client, page: Page) -> float:
    """Ask for a page, and return the milliseconds that it took."""
    started = time.perf_counter()
    answer = client.get(page.url)
    spent = (time.perf_counter() - started) * 1000
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{page.url}: {answer.status_code}")
    return spent


def examine(client: Client, page: Page, size: int, spent: Spent) -> None:
    """Count the queries of a page, and let the database explain each of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    spent.queries = len(captured)
    for query in captured.captured_queries:
        if query["sql"].startswith("SELECT"):
            plan = _explained(query["sql"])
            spent.blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            spent.scans += _scans(plan, size)


def _explained(sql: str) -> Mapping[str, Any]:
    """What the database did for a query, and how many blocks that took."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", None)
        found = cursor.fetchone()[0]
    [explained] = json.loads(found) if isinstance(found, str) else found
    plan: Mapping[str, Any] = explained["Plan"]
    return plan


def _scans(plan: Mapping[str, Any], size: int) -> Iterator[str]:
    """The tables that a plan reads from end to end, or a large part of, whether by an index or not."""
    read = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    table = re.sub("^returns_", "", plan.get("Relation Name", ""))
    if table and (read >= PART * size or (plan["Node Type"] == "Seq Scan" and read >= LARGE)):
        yield f"{table} ({read:,.0f})"
    for part in plan.get("Plans", ()):
        yield from _scans(part, size)


Links = Mapping[int, "BaseDatabaseWrapper"]


def rounds(clients: Mapping[str, Client], links: Links, seller: str, count: int) -> dict[str, dict[int, Spent]]:
    """Ask for every page in every database, in turn, so many times; the first answer of each only warms up."""
    named = {size: list(pages(size, seller)) for size in links}
    found = {page.name: {size: Spent() for size in links} for page in next(iter(named.values()))}
    for turn in range(count + 1):
        for same in zip(*named.values(), strict=True):
            for size, page in zip(links, same, strict=True):
                with within(links[size]):
                    client, spent = clients[page.reader], found[page.name][size]
                    milliseconds = ask(client, page)
                    if turn:
                        spent.ms.append(milliseconds)
                    else:
                        examine(client, page, size, spent)
        print(f"round {turn} of {count}", file=sys.stderr)
    return found


@contextmanager
def within(link: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything read another database; caches of rows of the catalogue hold in all, for they are copies."""
    from django.db import connections

    usual = connections["default"]
    connections["default"] = link
    try:
        yield
    finally:
        connections["default"] = usual


def report(kinds: Sequence[Page], found: Mapping[str, Mapping[int, Spent]]) -> bool:
    """Print a line a page, and tell whether every page of ours stays within the growth that is allowed, unscanned."""
    sizes = list(next(iter(found.values())))
    heads = "".join(f"{f'{size:,} p50':>15}{'p95':>6}{'SQL':>5}{'blocks':>8}" for size in sizes)
    print(f"{'ms, of one request at a time':<30}{heads}{'time':>8}{'blocks':>8}")
    missed = []
    for page in kinds:
        spent = found[page.name]
        first, last = spent[sizes[0]], spent[sizes[-1]]
        growth = statistics.median(after / before for before, after in zip(first.ms, last.ms, strict=True))
        cells = "".join(f"{at.p50:>15.0f}{at.p95:>6.0f}{at.queries:>5}{at.blocks:>8,}" for at in spent.values())
        scanned = f"  scans {', '.join(sorted(set(last.scans)))}" if last.scans else ""
        print(f"{page.name:<30}{cells}{growth:>7.2f}×{last.blocks / max(first.blocks, 1):>7.2f}×{scanned}")
        if not page.is_plain and page.bounded and (growth > GROWTH or last.scans):
            missed.append(page.name)
    verdict = f"missed by {', '.join(missed)}" if missed else "met"
    print(f"target: no scan, and at most {GROWTH} × the time from the first size to the last: {verdict}")
    return not missed


def main(sizes: list[int], count: int, output: Path | None, server: Server) -> bool:
    """Make a database of each size, measure every page there, and print what that cost."""
    from django.db import connection, connections

    clients, template = prepare()
    plain_site()
    connection.close()
    links = {}
    for size in sizes:
        started = time.perf_counter()
        links[size] = link = connection.copy()
        link.settings_dict["NAME"] = server.create(size)
        with within(link):
            grow(template, size)
        print(f"{size:,} cases after {time.perf_counter() - started:.0f} s", file=sys.stderr)
    found = rounds(clients, links, template.case.seller.code, count)
    for link in links.values():
        link.close()
    connections.close_all()
    met = report(list(pages(sizes[0], template.case.seller.code)), found)
    if output is not None:
        output.write_text(
            json.dumps({name: {size: vars(entry) for size, entry in spent.items()} for name, spent in found.items()})
        )
    return met


class Server:
    """The databases of the benchmark on a server: an empty installation, and a copy of it for each size."""

    def __init__(self, url: str) -> None:
        found = environ.Env.db_url_config(url)
        given = {"host": found["HOST"], "port": found["PORT"] or 5432, "user": found["USER"]}
        self.address: dict[str, Any] = {**given, "password": found["PASSWORD"]} if found.get("PASSWORD") else given
        self.made: list[str] = []

    def create(self, size: int | None = None) -> str:
        """Create the database of a size anew, or the first, empty one (None); return its name."""
        name = f"{DATABASE}_{size}" if size else DATABASE
        self.run(f"DROP DATABASE IF EXISTS {name}")
        self.run(f"CREATE DATABASE {name}{f' TEMPLATE {DATABASE}' if size else ''}")
        self.made.append(name)
        return name

    def drop(self) -> None:
        """Leave nothing behind."""
        for name in self.made:
            self.run(f"DROP DATABASE IF EXISTS {name}")

    def run(self, sql: str) -> None:
        """Say something to the server, outside any transaction."""
        import psycopg

        with psycopg.connect(dbname="postgres", autocommit=True, **self.address) as link:
            link.execute(sql)


def start(name: str, url: str) -> None:
    """Start Django as it is deployed, but for what has no part in answering."""
    os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    os.environ.update(DEBUG="0", REQUIRE_TWO_FACTOR="0", SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="tests.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=list(SIZES), help="how many, a database each")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked for")
    parser.add_argument("--output", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the databases there")
    arguments = parser.parse_args()
    url = os.environ.get("DATABASE_URL", SERVER)
    server = Server(url)
    start(server.create(), url)
    try:
        met = main(sorted(arguments.cases), arguments.rounds, arguments.output, server)
    finally:
        from django.db import connections

        connections.close_all()
        if not arguments.keep:
            server.drop()
    sys.exit(0 if met else 1)
