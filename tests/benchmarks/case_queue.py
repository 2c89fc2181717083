"""`make bench-queue`: the queue and the page of a case beside plain Django changelists, with ever more cases.

In a PostgreSQL database of its own, on the server that ``DATABASE_URL`` names, real cases of the demo's kind are copied
by the database until there are as many as ``--cases`` says. Of a hundred, six are unfinished, two of which need a
person. Each page is asked for in one process by Django's test client: half of the answers took no longer than p50, and
growth compares the quickest ones.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import environ

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

    from returns.models import ReturnCase

SIZES = (20_000, 200_000)
ROUNDS = 15
GROWTH = 1.3
DATABASE = "constat_bench_queue"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
FIRST = 10_000_000
"""The keys of copies begin here, above those of the rows that they are copied from."""
UNFINISHED = "n %% 100 < 6"
WAITS = "n %% 100 < 2"
DUE = "n %% 100 BETWEEN 1 AND 3"


def copies(model: type[Model], template: int, numbers: range, **columns: str) -> None:
    """Copy a row once a number ``n``, some columns by an expression of it instead."""
    from django.db import connection

    table, key = model._meta.db_table, str(model._meta.pk and model._meta.pk.column)
    columns = {key: f"{FIRST} + n", **columns}
    names = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(columns.get(str(name), f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    source = f'"{table}" t, generate_series(%s, %s) n WHERE t."{key}" = %s'
    sql = f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM {source}'
    with connection.cursor() as cursor:
        cursor.execute(sql, [numbers.start, numbers.stop - 1, template])


def grow(case: ReturnCase, agents: list[int], numbers: range) -> None:
    """Copy a case, with all that belongs to it, once a number."""
    from django.db import connection

    from returns.models import Customer, Decision, DecisionRecord, Device, Event, Order, ReturnCase
    from returns.models.queue import CaseGround

    own = f"{FIRST} + n"
    decision = case.current_decision
    if decision is None:
        raise SystemExit("The template has no decision.")
    copies(Customer, case.customer_id, numbers, last_name="'Name' || n %% 50000", email="'c' || n || '@example.org'")
    copies(Order, case.order_id, numbers, number="'B-' || n", customer_id=own)
    copies(Device, case.device_id, numbers, order_id=own, imei="lpad((100000000000000 + n)::text, 15, '0')")
    person = f"(ARRAY[{', '.join(map(str, agents))}, NULL])[1 + n %% {len(agents) + 1}]"
    moment = "now() - (n %% 500000) * interval '1 minute'"
    owed = "now() + (n %% 9000 - 900) * interval '1 minute'"
    copies(
        ReturnCase,
        case.pk,
        numbers,
        reference="'R-2025-' || lpad(n::text, 8, '0')",
        customer_id=own,
        order_id=own,
        device_id=own,
        current_decision_id="NULL",
        state=f"CASE WHEN {UNFINISHED} THEN 'inspected' ELSE 'closed' END",
        opened_at=moment,
        due_at=f"CASE WHEN {DUE} THEN {owed} END",
        attention_at=f"CASE WHEN {WAITS} THEN {moment} WHEN {DUE} THEN {owed} END",
        needs_person=WAITS,
        needs_review="n %% 100 = 1",
        is_disputed="n %% 500 = 1",
        is_blocked="n %% 50 = 1",
        verdict="(ARRAY['covered', 'excluded', 'undetermined'])[1 + n %% 3]",
        assigned_to_id=f"CASE WHEN {UNFINISHED} THEN {person} END",
        tracking_number="'TRACK' || n",
        external_reference="'MKT-' || n",
        override_id="NULL",
    )
    copies(Decision, decision.pk, numbers, case_id=own, decided_at=moment)
    copies(DecisionRecord, decision.pk, numbers)
    ground = CaseGround.objects.filter(case=case).first()
    if ground is not None:
        copies(CaseGround, ground.pk, numbers, case_id=own)
    for place, event in enumerate(Event.objects.filter(case=case).exclude(kind="overridden")[:4]):
        copies(Event, event.pk, numbers, id=f"{FIRST * (place + 1)} + n", case_id=own)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE returns_returncase SET current_decision_id = id WHERE id BETWEEN %s AND %s",
            [FIRST + numbers.start, FIRST + numbers.stop],
        )


def settle() -> None:
    """Let the database know how large its tables have become, as its own housekeeping would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Page:
    """A page that is measured; ``plain`` names the changelist that stands beside it."""

    name: str
    url: str


@dataclass(frozen=True)
class Spent:
    """Milliseconds and queries of a page; ``best`` is what other work on the machine disturbed least."""

    best: float
    p50: float
    p95: float
    queries: int


def measure(client: Client, page: Page) -> Spent:
    """Ask for a page some times over."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = []
    for _round in range(ROUNDS + 1):
        started = time.perf_counter()
        answer = client.get(page.url)
        spent.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{page.url}: {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    # The first answer warms up.
    ordered = sorted(spent[1:])
    return Spent(ordered[0], statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], len(queries))


def pages(last: int) -> Iterator[Page]:
    """Every view, each filter, each key that is searched, the page of a case; the same as plain changelists."""
    from returns.admin.casedesk.queue import VIEWS

    queue = "/admin/returns/returncase/"
    for view in VIEWS:
        yield Page(f"view {view}", f"{queue}?view={view}")
    yield Page("plain list", "/plain/returns/returncase/")
    yield Page("view all, by seller", f"{queue}?seller=reboot")
    yield Page("view all, by ground", f"{queue}?ground=contradiction")
    yield Page("every case, by state", f"{queue}?view=every&state=closed")
    yield Page("plain list, by state", "/plain/returns/returncase/?state__exact=closed")
    keys = {
        "reference": f"R-2025-{last:08d}",
        "order": f"B-{last}",
        "IMEI": str(100000000000000 + last),
        "name": f"Name{last % 50000}",
        "tracking": f"TRACK{last}",
        "marketplace": f"MKT-{last}",
    }
    for name, key in keys.items():
        yield Page(f"search by {name}", f"{queue}?q={key}")
    yield Page("plain search", f"/plain/returns/returncase/?q=B-{last}")
    yield Page("page of a case", f"{queue}{FIRST + last // 100 * 100 + 1 - 100}/change/")
    yield Page("plain page", f"/plain/returns/returncase/{FIRST + last // 100 * 100 + 1 - 100}/change/")


def plain_site() -> None:
    """Put Django's own list and page of cases at ``/plain/``."""
    from django.contrib import admin
    from django.urls import path

    from admin_site import urls
    from returns.models import ReturnCase

    class Plain(admin.ModelAdmin[ReturnCase]):
        list_display = ("reference", "seller", "device", "verdict", "state", "due_at", "assigned_to")
        list_filter = ("state", "verdict")
        list_select_related = ("seller", "device", "assigned_to")
        list_per_page = 25
        search_fields = ("reference", "order__number", "device__imei", "customer__last_name", "tracking_number")
        raw_id_fields = ("seller", "customer", "order", "device", "current_decision", "override")

    site = admin.AdminSite(name="plain")
    site.register(ReturnCase, Plain)
    urls.urlpatterns.append(path("plain/", site.urls))


def prepare() -> tuple[Client, ReturnCase, list[int]]:
    """A fresh installation with the shipped rules, one case that needs a person, and a lead who is logged in."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client

    from returns.catalogue.fixtures_loading import load_catalogue, load_roles
    from returns.demo.cases import open_demo_cases, play_demo_cases
    from returns.demo.people import assemble_troupe
    from returns.demo.rulebook import publish_shipped_rulebook
    from returns.models import User

    call_command("migrate", verbosity=0)
    load_catalogue()
    load_roles()
    troupe = assemble_troupe()
    publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
    opened = [entry for entry in open_demo_cases(troupe) if entry[0].entry["key"] == "shock-disputed"]
    [case] = play_demo_cases(opened, troupe)
    lead = User.objects.create_user(email="bench@example.org", password=None, display_name="Bench", is_staff=True)
    lead.is_superuser = True
    lead.save()
    lead.groups.add(Group.objects.get(name="agent lead"))
    client = Client()
    client.force_login(lead)
    case.refresh_from_db()
    return client, case, [troupe.agent.pk, lead.pk]


def report(sizes: list[int], found: dict[str, list[Spent]]) -> bool:
    """Print a line a page, and tell whether every page of ours stays within the growth that is allowed."""
    heads = "".join(f"{f'{size:,} best':>16}{'p50':>7}{'p95':>7}{'SQL':>5}" for size in sizes)
    print(f"{'ms, of one request at a time':<28}{heads}{'growth':>9}")
    slow = []
    for name, spent in found.items():
        growth = spent[-1].best / spent[0].best
        cells = "".join(f"{entry.best:>16.0f}{entry.p50:>7.0f}{entry.p95:>7.0f}{entry.queries:>5}" for entry in spent)
        print(f"{name:<28}{cells}{growth:>8.2f}×")
        if growth > GROWTH and not name.startswith("plain"):
            slow.append(name)
    verdict = f"missed by {', '.join(slow)}" if slow else "met"
    print(f"target: at most {GROWTH} × from the first size to the last: {verdict}")
    return not slow


def main(sizes: list[int], output: Path | None) -> None:
    """Grow the database to each size, measure every page there, and print what that cost."""
    client, case, agents = prepare()
    plain_site()
    found: dict[str, list[Spent]] = {}
    there = 0
    for size in sizes:
        started = time.perf_counter()
        grow(case, agents, range(there + 1, size + 1))
        settle()
        there = size
        print(f"{size:,} cases after {time.perf_counter() - started:.0f} s more", file=sys.stderr)
        for page in pages(size):
            found.setdefault(page.name, []).append(measure(client, page))
    met = report(sizes, found)
    if output is not None:
        output.write_text(json.dumps({name: [vars(entry) for entry in spent] for name, spent in found.items()}))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=list(SIZES), help="how many, one size after the other")
    parser.add_argument("--output", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the database there")
    arguments = parser.parse_args()
    server = os.environ.get("DATABASE_URL", SERVER)
    import psycopg

    connect = environ.Env.db_url_config(server)
    address = {"host": connect["HOST"], "port": connect["PORT"] or 5432, "user": connect["USER"]}
    if connect.get("PASSWORD"):
        address["password"] = connect["PASSWORD"]

    def run_sql(sql: str) -> None:
        """Say something to the server, outside any transaction."""
        with psycopg.connect(dbname="postgres", autocommit=True, **address) as link:
            link.execute(sql)

    run_sql(f"DROP DATABASE IF EXISTS {DATABASE}")
    run_sql(f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = server.rpartition("/")[0] + f"/{DATABASE}"
    os.environ.update(DEBUG="0", REQUIRE_TWO_FACTOR="0", SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="tests.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.test.utils import setup_test_environment

    settings.SECURE_SSL_REDIRECT = False
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    try:
        main(sorted(arguments.cases), arguments.output)
    finally:
        connections.close_all()
        if not arguments.keep:
            run_sql(f"DROP DATABASE IF EXISTS {DATABASE}")
