"""The schema of rulebook documents: what it accepts, and that whatever it refuses is refused at loading too."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rules import RulebookError, load_rulebook
from rules.document import read_json
from rules.kinds import KINDS, WAIVER_POLICIES
from rules.operators import OPERATORS
from rules.shapes import LANGUAGES
from rules.values import TYPES
from rules.vocabulary import SUPPLIERS
from tests.conftest import SOURCE
from tests.rules.semantics import rulebook_cases
from tests.rules.test_shipped_rulebook import DOCUMENT

SCHEMA = read_json((SOURCE / "rules" / "rulebook.schema.json").read_bytes())
DATA = SOURCE / "tests" / "rules" / "data"
CONTRACT = read_json((DATA / "rulebook.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)

Path = tuple[str | int, ...]
GONE = object()
SHOCK = {"fact": "damage.shock", "operator": "equal", "value": True}
RULE = ("rules", 1)

REFUSED: list[tuple[Path, Any]] = [
    ((), []),
    (("rulebook",), GONE),
    (("rulebook",), "FR"),
    (("rulebook",), "fr\n"),
    (("title", "en"), GONE),
    (("title", "de"), "Rückgaben"),
    (("version",), 3),
    (("guarantees",), GONE),
    (("grounds", 0), "Shock!"),
    (("items", 0), "sign_out_proof"),
    (("facts",), []),
    (("facts", 0), {"name": "decision.on", "type": "text"}),
    (("facts", 1, "name"), ["device.category"]),
    (("facts", 1, "type"), "number"),
    (("facts", 1, "choices"), []),
    (("facts", 1, "choices"), GONE),
    (("facts", 2, "choices"), ["yes", "no"]),
    (("facts", 2, "label", "fr"), GONE),
    (("facts", 2, "supplier"), "the weather"),
    (("facts", 2, "changeable_by"), ["nobody"]),
    (("facts", 2, "changeable_by"), ["customer", "customer"]),
    (("facts", 2, "categories"), []),
    (("facts", 2, "categories"), ["phone", "phone"]),
    (("facts", 2, "categories"), "phone"),
    (("facts", 2, "categories"), [1]),
    (("facts", -1, "categories"), ["phone"]),
    (("facts", 2, "default"), True),
    (("facts", -1, "default"), "no"),
    (("facts", 2, "why"), ""),
    ((*RULE, "key"), "Shock excludes"),
    ((*RULE, "key"), GONE),
    ((*RULE, "kind"), "veto"),
    ((*RULE, "title"), "Choc"),
    ((*RULE, "when"), GONE),
    ((*RULE, "when"), {}),
    ((*RULE, "when"), {"all": []}),
    ((*RULE, "when"), {"all": [SHOCK], "any": [SHOCK]}),
    ((*RULE, "when"), {"any": SHOCK}),
    ((*RULE, "when"), {"not": [SHOCK]}),
    ((*RULE, "when"), {"none": [SHOCK]}),
    ((*RULE, "when"), SHOCK | {"operator": "equals"}),
    ((*RULE, "when"), SHOCK | {"operator": "isKnown"}),
    ((*RULE, "when"), SHOCK | {"value": None}),
    ((*RULE, "when"), SHOCK | {"value": {"fact": "declared.shock", "or": False}}),
    ((*RULE, "when"), {"fact": "damage.shock", "operator": "equal"}),
    ((*RULE, "when"), {"fact": "device.category", "operator": "in", "value": []}),
    ((*RULE, "when"), {"fact": "device.category", "operator": "in", "value": "phone"}),
    ((*RULE, "when"), {"fact": "delivery.months", "operator": "lessThan", "value": [1]}),
    ((*RULE, "effect"), {"exclude": ["commercial"]}),
    ((*RULE, "effect"), {"exclude": [], "ground": "shock"}),
    ((*RULE, "effect"), {"exclude": ["commercial", "commercial"], "ground": "shock"}),
    ((*RULE, "effect"), {"require": "photo.front_on"}),
    ((*RULE, "priority"), "high"),
    ((*RULE, "priority"), 1_000_001),
    ((*RULE, "priority"), True),
    ((*RULE, "message", "fr"), "Un {choc"),
    ((*RULE, "message", "en"), GONE),
    ((*RULE, "enabled"), "yes"),
    ((*RULE, "valid_from"), "yesterday"),
    ((*RULE, "valid_until"), 2026),
    ((*RULE, "note"), None),
    (("rules", 5, "effect"), {"waive": "photo.front_on"}),  # whose policy stays "apply"
    (("rules", 5, "effect"), {"require": "photo.front_on", "waive": "photo.front_on"}),
    (("rules", 8, "effect", "question"), GONE),
    (("examples", 0, "facts", "decision.on"), GONE),
    (("examples", 0, "facts", "decision.on"), None),
    (("examples", 0, "facts", "damage.shock"), {"is": True}),
    (("examples", 0, "expect", "verdict"), "excluded"),
]


def mutated(document: Any, path: Path, value: Any) -> Any:
    """A copy of the document with another value at the path, or with nothing there (GONE)."""
    if not path:
        return value
    copied = copy.deepcopy(document)
    parent = copied
    for step in path[:-1]:
        parent = parent[step]
    if value is GONE:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return copied


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in the document."""
    if path:
        yield path
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, entry in entries:
        yield from paths(entry, (*path, key))


def test_it_is_a_schema_and_every_part_of_it_is_named() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert [name for name, part in SCHEMA["$defs"].items() if not part.get("title")] == []


def test_it_names_what_the_language_has() -> None:
    parts = SCHEMA["$defs"]
    assert set(parts["fact"]["properties"]["type"]["enum"]) == set(TYPES)
    assert set(parts["fact"]["properties"]["supplier"]["enum"]) == {*SUPPLIERS, ""}
    assert set(parts["rule"]["properties"]["kind"]["enum"]) == set(KINDS)
    assert set(parts["texts"]["properties"]) == set(LANGUAGES)
    shapes = [shape["properties"]["operator"]["enum"] for shape in parts["comparison"]["oneOf"]]
    assert sorted(name for names in shapes for name in names) == sorted(OPERATORS)


@pytest.mark.parametrize("document", [DOCUMENT, CONTRACT], ids=["shipped", "contract"])
def test_it_accepts_a_good_document(document: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


def test_it_accepts_facts_that_some_categories_are_asked() -> None:
    found = mutated(CONTRACT, ("facts", 2, "categories"), ["phone"])
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []
    load_rulebook(found).close()


def test_it_accepts_whatever_loads() -> None:
    for case in rulebook_cases():
        assert [error.message for error in VALIDATOR.iter_errors(case.rulebook)] == [], case.name


@pytest.mark.parametrize(("path", "value"), REFUSED)
def test_what_it_refuses_is_refused_at_loading(path: Path, value: Any) -> None:
    document = mutated(CONTRACT, path, value)
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(RulebookError):
        load_rulebook(document)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", ["wait", "apply", "ignore", "guess"])
def test_each_kind_has_its_pending_policies(kind: str, policy: str) -> None:
    for index, rule in enumerate(CONTRACT["rules"]):
        if rule["kind"] == kind:
            waives = "waive" in rule["effect"]
            allowed = policy in (WAIVER_POLICIES if waives else KINDS[kind].policies)
            assert VALIDATOR.is_valid(mutated(CONTRACT, ("rules", index, "pending"), policy)) is allowed


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
json_values = st.recursive(
    scalars | st.sampled_from([SHOCK, {"fact": "delivery.months"}, "wait", "apply", "ignore", "phone", "2026-05-31"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "not", "fact", "fr", "set", "waive", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(path=st.sampled_from(sorted(paths(CONTRACT), key=str)), value=json_values | st.just(GONE))
def test_whatever_it_refuses_is_refused_at_loading(path: Path, value: Any) -> None:
    document = mutated(CONTRACT, path, value)
    assume(not VALIDATOR.is_valid(document))
    with pytest.raises(RulebookError):
        load_rulebook(document)


def test_the_contract_gives_its_outcome() -> None:
    facts = read_json((DATA / "facts.json").read_bytes())
    expected = json.loads((DATA / "outcome.json").read_bytes())
    with load_rulebook(CONTRACT) as book:
        assert book.decide(facts).as_json() == expected | {"hash": book.hash}
