"""The contract of keys and codes: one document, one case, and the outcome that it must give, to the byte."""

import json
from typing import Any

from rules import load_rulebook
from rules.examples import replay

from .conftest import DATA, Document


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def test_the_outcome_to_the_byte(document: Document) -> None:
    with load_rulebook(document) as book:
        outcome = book.decide(_read("facts.json"))
        expected = _read("outcome.json") | {"hash": book.hash}
        assert json.dumps(outcome.as_json(), ensure_ascii=False) == json.dumps(expected, ensure_ascii=False)
        assert book.warnings == ()
        assert replay(book) == ()


def test_the_order_of_facts_and_rules_changes_no_byte(document: Document) -> None:
    turned = {name: value[::-1] if name in ("facts", "rules") else value for name, value in reversed(document.items())}
    facts = _read("facts.json")
    with load_rulebook(document) as book, load_rulebook(turned) as other:
        there = book.decide(facts)
        back = other.decide(dict(reversed(facts.items())))
        assert json.dumps(there.as_json()) == json.dumps(back.as_json())
        assert there.explain("fr") == back.explain("fr")
        assert [entry.as_json() for entry in there.trace] == [entry.as_json() for entry in back.trace]


def test_it_explains_itself(document: Document) -> None:
    with load_rulebook(document) as book:
        outcome = book.decide(_read("facts.json"))
    assert "Un choc n'est pas couvert par la garantie commerciale." in outcome.explain("fr")[0]
    assert outcome.explain("en") == [
        "Commercial warranty: excluded. A shock is not covered by the commercial warranty.",
        "Legal guarantee of conformity: covered.",
        "Change of mind: excluded. Withdrawal not claimed",
        "Damage in transit: excluded. Transit not claimed",
        "Blocked: Sign out of the iCloud account.",
        "Not asked for: Screen that no longer lights.",
        "Proposed: return untouched.",
        "Asked already, and not known: Is an account still signed in?",
        "Still to be known: Shock, says the customer",
        "Still to be known: Shock, says the inspection",
        "“Account active” can be lifted by changing: Account still active.",
    ]
