"""What each category is asked for: the shipped procedure, and every claim held to decisions on random cases."""

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import load_rulebook
from rules.conditions import parse_condition
from rules.coverage import Cell, Coverage, cover, usual_facts
from rules.document import RulebookDocument
from rules.evaluate import truth_of
from rules.parse import parse_document
from rules.possible import Possible, members
from rules.shapes import Reader
from rules.values import to_json
from rules.vocabulary import CATEGORY
from tests.conftest import SOURCE
from tests.rules import generators

Json = dict[str, Any]

SHIPPED: Json = json.loads((SOURCE / "fixtures/rulebook/fr.json").read_text(encoding="utf-8"))
ON = date(2026, 5, 31)
KEEPS_DATA = {"phone", "tablet", "laptop", "desktop", "watch", "console"}
HOLDS_ACCOUNT = KEEPS_DATA | {"earphones"}


def parsed(document: Json) -> RulebookDocument:
    faults = Reader()
    found = parse_document(document, faults)
    assert found is not None
    assert faults.faults == []
    return found


def shipped(document: Json = SHIPPED, **options: Any) -> Coverage:
    book = parsed(document)
    facts = {
        code: {"device.stores_personal_data": code in KEEPS_DATA, "device.holds_account": code in HOLDS_ACCOUNT}
        for code in book.vocabulary[CATEGORY].codes
    }
    return cover(book, ON, facts, **options)


@pytest.fixture(scope="module")
def table() -> Coverage:
    return shipped()


@pytest.mark.parametrize(
    ("category", "item", "state", "depends_on"),
    [
        ("phone", "photo.back", "required", ()),
        ("phone", "photo.front_on", "conditional", ("device.dead_screen",)),
        ("phone", "photo.dial_on", "never", ()),
        ("phone", "imei", "required", ()),
        ("tablet", "imei", "never", ()),
        ("watch", "backup", "waived", ()),
        ("earphones", "erase", "never", ()),
        ("camera", "photo.every_side", "required", ()),
        ("phone", "photo.parcel_inside", "waived", ()),
        ("phone", "deposit_proof", "conditional", ("shipping.gives_deposit_proof",)),
    ],
)
def test_the_shipped_procedure(
    table: Coverage, category: str, item: str, state: str, depends_on: tuple[str, ...]
) -> None:
    cell = table.cells[category, item]
    assert (cell.state, cell.depends_on) == (state, depends_on)
    assert bool(cell.rules) == (state != "never")


def test_the_strongest_rule_stands_first(table: Coverage) -> None:
    assert table.cells["phone", "photo.front_on"].rules == ("photo-front-on-dead", "photo-front-on")
    assert table.cells["phone", "imei"].rules == ("imei",)


def test_what_nearly_every_requirement_reads_is_taken_for_granted(table: Coverage) -> None:
    assert usual_facts(parsed(SHIPPED)) == {"return.ships": True}
    assert table.supposed == {"return.ships": True}
    nothing = shipped(supposed={})
    assert nothing.cells["phone", "photo.back"].state == "conditional"
    assert nothing.cells["phone", "photo.back"].depends_on == ("return.ships",)


def test_what_is_supposed_narrows_the_table() -> None:
    dead = shipped(supposed={"return.ships": True, "device.powers_on": False})
    assert dead.cells["phone", "photo.front_on"].state == "waived"
    assert dead.cells["phone", "photo.front_on"].rules == ("photo-front-on-dead",)


def test_a_change_shows_in_the_cells_that_it_touches(table: Coverage) -> None:
    document = json.loads(json.dumps(SHIPPED))
    rule = next(entry for entry in document["rules"] if entry["key"] == "imei")
    rule["when"]["all"][0] = {"fact": CATEGORY, "operator": "in", "value": ["phone", "tablet"]}
    document["items"].append("video.motor")
    after = shipped(document)
    different = {(c, i) for c in after.categories for i in after.items if after.differs(table, c, i)}
    assert different == {("tablet", "imei")} | {(category, "video.motor") for category in after.categories}


def test_a_rule_out_of_its_dates_says_nothing() -> None:
    document = json.loads(json.dumps(SHIPPED))
    rule = next(entry for entry in document["rules"] if entry["key"] == "imei")
    rule["valid_from"] = "2027-01-01"
    assert shipped(document).cells["phone", "imei"].state == "never"


def test_a_rulebook_without_categories_has_an_empty_table() -> None:
    document = {**SHIPPED, "facts": [{"name": "decision.on", "type": "date"}], "rules": [], "examples": []}
    assert cover(parsed(document), ON, {}).cells == {}


randoms = st.integers(0, 2**32).map(Random)


def _random_document(random: Random) -> Json:
    """A random rulebook about categories."""
    text = json.dumps(generators.rulebook(random)).replace('"kind.a"', f'"{CATEGORY}"')
    found: Json = json.loads(text)
    return found


def _random_facts(random: Random, category: str) -> Json:
    facts = generators.facts(random, random.choice((0.0, 0.3, 0.6, 0.9, 1.0)))
    facts.pop("kind.a", None)
    return {**facts, CATEGORY: category}


@settings(max_examples=60)
@given(randoms)
def test_what_is_certain_holds_for_any_case(random: Random) -> None:
    with load_rulebook(_random_document(random)) as book:
        tables = [cover(book.document, ON, {}, {}), cover(book.document, ON, {})]
        for category in generators.CODES:
            for _case in range(8):
                outcome = book.decide(_random_facts(random, category))
                for table in tables:
                    if all(outcome.derived[name] == value for name, value in table.supposed.items()):
                        _holds(table, category, {item: state.status for item, state in outcome.items.items()})


def _holds(table: Coverage, category: str, items: dict[str, str]) -> None:
    for item in table.items:
        cell = table.cells[category, item]
        assert cell.state in ("conditional", items.get(item, "never")), cell


@settings(max_examples=60)
@given(randoms)
def test_what_depends_is_shown_by_two_cases_that_differ(random: Random) -> None:
    with load_rulebook(_random_document(random)) as book:
        table = cover(book.document, ON, {}, {})
        for cell in table.cells.values():
            assert len(cell.witnesses) in (0, 2)
            assert cell.state == "conditional" or not cell.witnesses
            if cell.witnesses:
                assert len({_status(book, facts, cell) for facts in cell.witnesses}) == 2


def _status(book: Any, facts: Any, cell: Cell) -> str | None:
    given_facts = {name: None if value is None else to_json(value) for name, value in facts.items()}
    item = book.decide(given_facts).items.get(cell.item)
    return None if item is None else item.status


@given(randoms)
def test_a_truth_that_happens_is_among_the_possible_ones(random: Random) -> None:
    book = parsed({**generators.rulebook(random), "rules": []})
    condition = parse_condition(generators.condition(random, generators.INPUTS), book.vocabulary)
    known, _asked = book.vocabulary.read_facts(generators.facts(random))
    fixed = {name: known.get(name) for name in generators.INPUTS if random.random() < 0.5}
    assert truth_of(condition, known) in members(Possible(fixed, ()).truths(condition))
