"""As many cases as a benchmark asks for: real ones of the demo's kind, copied by PostgreSQL itself.

What is copied is told apart by its number ``n``: seller, category, ground, state, verdict, deadline, colleague and day
are expressions of it whose periods have no factor in common, so that any two of them meet. Of a hundred cases six are
unfinished, two of which need a person; the days are those of two years, however many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper
    from django.db.models import Model, QuerySet

    from returns.models import ReturnCase

FIRST = 10_000_000
"""The keys of copies begin here, above those of the rows that they are copied from."""
SELLERS = 199
"""How many sellers share the cases that the large one has not: it has every second."""
RARE_SELLER = "rare"
"""The seller of one case in 5,000, none of which needs anybody."""
RARE_GROUND = "rare_ground"
"""What one case in 10,000 is decided on."""
RARE_CATEGORY = "console"
"""The category of one device in 1,000; the others are the template's."""
AGENT_HAS = 10_000
"""There is an agent for so many cases, so that a pile is as high however many cases there are: some 400 unfinished."""
WHOLE = 20
"""One case in so many, the first of a hundred among them, has all that was said and handed in."""
DAYS = 730
UNFINISHED = "n %% 100 < 6"
WAITS = "n %% 100 < 2"
DUE = "n %% 100 BETWEEN 1 AND 3"
_RARE = "n %% 5000 = 4999"
_OWN = f"{FIRST} + n"


@dataclass(frozen=True, slots=True)
class Template:
    """What is copied: a decided case, whose seller has every second copy, and an agent; the reader is an agent, too."""

    case: ReturnCase
    agent: int
    reader: int


def copies(model: type[Model], template: int, count: int, step: int = 1, /, **columns: str) -> None:
    """Copy a row for each ``n`` from 1 to ``count`` by ``step``, some columns by an expression of it instead."""
    from django.db import connection

    table, key = model._meta.db_table, str(model._meta.pk and model._meta.pk.column)
    columns = {key: _OWN, **columns}
    names = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(columns.get(str(name), f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    source = f'"{table}" t, generate_series(1, %s, %s) n WHERE t."{key}" = %s'
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM {source}', [count, step, template])


def grow(template: Template, count: int) -> None:
    """Copy the case, with all that belongs to it, ``count`` times into a database that has no copies yet."""
    from django.db import connection

    with connection.cursor() as cursor:
        # Neither keys nor the append-only tables are looked after row by row: the rows are consistent as they are made.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        with _without_indexes(cursor):
            _people(template, count)
            _cases(template, count)
            _deeds(template, count)
        cursor.execute("RESET session_replication_role")
        # As the database's own housekeeping would, it learns how large its tables have become.
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Build the indexes of the large tables once these are full, which takes a fraction; those of constraints stay."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'returns_%'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint) AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in found:
        cursor.execute(definition)


def _people(template: Template, count: int) -> None:
    from returns.models import Seller, User

    agents = count // AGENT_HAS
    copies(User, template.agent, agents, email="'agent' || n || '@example.org'", display_name="'Agent ' || n")
    code = f"CASE WHEN n = {SELLERS + 1} THEN '{RARE_SELLER}' ELSE 'seller_' || n END"
    copies(Seller, template.case.seller_id, SELLERS + 1, code=code, name="'Seller ' || n")


def _moment(count: int) -> str:
    """When the n-th case was opened: the later, the higher its number."""
    return f"now() - ({count} - n) * interval '{DAYS * 86_400 / count:.6f} seconds'"


def _seller(case: ReturnCase) -> str:
    others = f"{FIRST} + 1 + n / 2 %% {SELLERS}"
    return f"CASE WHEN {_RARE} THEN {FIRST + SELLERS + 1} WHEN n %% 2 = 0 THEN {case.seller_id} ELSE {others} END"


def _cases(template: Template, count: int) -> None:
    from returns.models import Customer, Device, Order, ReturnCase

    case, moment, seller = template.case, _moment(count), _seller(template.case)
    agent = f"n / 300 %% {max(count // AGENT_HAS, 1)}"
    person = f"CASE WHEN n / 100 %% 3 = 2 THEN NULL WHEN {agent} = 0 THEN {template.reader} ELSE {FIRST} + {agent} END"
    owed = "now() + (n %% 8999 - 900) * interval '1 minute'"
    category = f"CASE WHEN n %% 1000 = 7 THEN '{RARE_CATEGORY}' ELSE t.category_id END"
    copies(Customer, case.customer_id, count, last_name="'Name' || n %% 50000", email="'c' || n || '@example.org'")
    copies(Order, case.order_id, count, number="'B-' || n", customer_id=_OWN, seller_id=seller)
    imei = "lpad((100000000000000 + n)::text, 15, '0')"
    copies(Device, case.device_id, count, order_id=_OWN, category_id=category, imei=imei)
    copies(
        ReturnCase,
        case.pk,
        count,
        reference="'R-2025-' || lpad(n::text, 8, '0')",
        customer_id=_OWN,
        order_id=_OWN,
        device_id=_OWN,
        seller_id=seller,
        current_decision_id=_OWN,
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
        handled_by_id="NULL",
        tracking_number="'TRACK' || n",
        external_reference="'MKT-' || n",
        override_id="NULL",
    )


def _deeds(template: Template, count: int) -> None:
    """What was decided, said, handed in and done."""
    from returns.models import Decision, DecisionRecord, Event, Evidence, Statement
    from returns.models.queue import CaseGround, DeadlineResult

    case, moment, seller = template.case, _moment(count), _seller(template.case)
    decision = case.current_decision
    if decision is None:
        raise SystemExit("The template has no decision.")
    copies(Decision, decision.pk, count, case_id=_OWN, decided_at=moment)
    copies(DecisionRecord, decision.pk, count)
    ground = f"CASE WHEN n %% 10000 = 77 THEN '{RARE_GROUND}' ELSE t.ground END"
    copies(CaseGround, case.grounds.earliest("pk").pk, count, case_id=_OWN, ground=ground)
    done = {"seller_id": seller, "due_at": moment, "done_at": f"{moment} + interval '1 hour' * (n %% 7 - 5)"}
    result = DeadlineResult.objects.filter(case=case).earliest("pk").pk
    copies(DeadlineResult, result, count, case_id=_OWN, is_late="n %% 7 > 5", **done)
    events = Event.objects.filter(case=case).exclude(kind="overridden").order_by("pk")
    _several(Event, events[:8], count, at=moment)
    accepted = {"transition": "'accept'", "from_state": "'inspected'", "to_state": "'accepted'"}
    last = events.filter(kind="transition").latest("pk")
    copies(Event, last.pk, count, id=f"{FIRST * 9} + n", case_id=_OWN, at=f"{moment} + interval '1 day'", **accepted)
    _several(Evidence, case.evidence.order_by("pk")[:8], count, given_at=moment, public_id="gen_random_uuid()")
    _several(Statement, case.statements.order_by("pk")[:10], count, stated_at=moment, inspection_id="NULL")


def _several(model: type[Model], rows: QuerySet[Any], count: int, **columns: str) -> None:
    """Copy several rows of the template for some cases, every one into a range of keys of its own."""
    for place, key in enumerate(rows.values_list("pk", flat=True)):
        copies(model, key, count, WHOLE, id=f"{FIRST * (place + 1)} + n", case_id=_OWN, **columns)
