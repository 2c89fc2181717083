"""Our own engines and durable-rules as it is documented, for the same cases as the peers."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from rules import Rulebook
from rules.chain import ALWAYS
from rules.durable import Matcher
from rules.generated import compile_fires
from rules.layout import in_one
from rules.network import Query, compile_network

Case = Mapping[str, Any]
Fire = Callable[[Case], list[int]]


def _queries(book: Rulebook) -> list[Query]:
    return [Query(rule.condition or ALWAYS, "true") for rule in book.rules if rule.enabled]


def reference(book: Rulebook) -> Fire:
    """The reference evaluator alone, compiled: values read and checked, rules fired, nothing else."""
    fires = compile_fires([(number, query.condition) for number, query in enumerate(_queries(book))])

    def fire(case: Case) -> list[int]:
        fired: list[int] = []
        fires(book.vocabulary.read_facts(case)[0], fired, [])
        return fired

    return fire


def bare_durable(book: Rulebook) -> Fire:
    """The bare recipe: values read and canonical, then which rules apply by durable-rules in one network."""
    matcher = Matcher(in_one(applying(book), book.vocabulary))
    return lambda case: sorted(matcher.match(book.vocabulary.read_facts(case)[0]))


def applying(book: Rulebook) -> list[Query]:
    """What a decision asks durable-rules: true, or not false where the rule applies while it is pending."""
    return [
        Query(rule.condition or ALWAYS, "not_false" if rule.pending == "apply" else "true")
        for rule in book.rules
        if rule.enabled
    ]


def documented_durable(book: Rulebook) -> Fire:
    """durable-rules' own Host with Python actions, one fact asserted and retracted a case; its timer threads off.

    The rulesets are ours, for as they come its limits would give wrong answers; so are the messages, without the
    id by which our recipe retracts them.
    """
    from durable.engine import Host

    class QuietHost(Host):
        def _run(self) -> None:
            """No timers: under load they crash it."""

    hit: set[int] = set()
    rulesets = compile_network(enumerate(applying(book)), book.vocabulary)
    definitions = {f"rules{n}": _with_actions(ruleset, hit) for n, ruleset in enumerate(rulesets)}
    host = QuietHost(definitions)

    def fire(case: Case) -> list[int]:
        hit.clear()
        facts = book.vocabulary.read_facts(case)[0]
        for name, ruleset in zip(definitions, rulesets, strict=True):
            message = json.loads(ruleset.message(facts))
            del message["id"]
            host.assert_fact(name, message)
            host.retract_fact(name, message)
        return sorted(hit)

    return fire


def _with_actions(ruleset: Any, hit: set[int]) -> dict[str, Any]:
    definition: dict[str, Any] = json.loads(ruleset.definition)
    for name, rule in definition.items():
        rule["run"] = _action(ruleset.answers.get(name, ()), hit)
    return definition


def _action(numbers: tuple[int, ...], hit: set[int]) -> Callable[[Any], None]:
    def act(_closure: Any) -> None:
        hit.update(numbers)

    return act
