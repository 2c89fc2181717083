"""The same rules in other engines. Each factory returns a function from a plain case to the numbers that fire."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .plain import Group, Leaf, Plain, infix

Case = dict[str, Any]
Fire = Callable[[Case], list[int]]
NODE = Path(__file__).with_name("node")
SIGNS = {
    "equal": "==",
    "notEqual": "!=",
    "lessThan": "<",
    "lessThanInclusive": "<=",
    "greaterThan": ">",
    "greaterThanInclusive": ">=",
    "in": "in",
    "notIn": "not in",
}
WORDS = {"and": " and ", "or": " or "}


def _zen_leaf(leaf: Leaf) -> str:
    known = f"{leaf.name} != null"
    match leaf.operator:
        case "known":
            return known
        case "unknown":
            return f"{leaf.name} == null"
        case "contains" | "startsWith":
            return f"({known} and {leaf.operator}({leaf.name}, {json.dumps(leaf.value, ensure_ascii=False)}))"
        case "doesNotContain":
            return f"({known} and not(contains({leaf.name}, {json.dumps(leaf.value, ensure_ascii=False)})))"
    return f"({known} and {leaf.name} {SIGNS[leaf.operator]} {json.dumps(leaf.value, ensure_ascii=False)})"


def zen_list(forms: Sequence[Plain]) -> Fire:
    """zen-engine's best form: all conditions as one list expression, compiled once."""
    import zen

    expression = zen.compile_expression("[" + ", ".join(infix(form, WORDS, _zen_leaf) for form in forms) + "]")
    return lambda case: [number for number, holds in enumerate(expression.evaluate(case)) if holds]


def zen_table(forms: Sequence[Plain]) -> Fire:
    """zen-engine's decision table, the form that its editor makes."""
    import zen

    rows = [{"_id": str(n), "if": infix(form, WORDS, _zen_leaf), "then": str(n)} for n, form in enumerate(forms)]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "if", "name": "if", "type": "expression"}],
        "outputs": [{"id": "then", "name": "then", "field": "rule", "type": "expression"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "out", "type": "outputNode", "name": "out"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table"},
        {"id": "2", "sourceId": "table", "targetId": "out"},
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    return lambda case: [row["rule"] for row in decision.evaluate(case)["result"]]


def business_rules(forms: Sequence[Plain]) -> Fire:
    """business-rules, its conditions checked one after the other as its ``run_all`` does."""
    from business_rules.engine import check_conditions_recursively

    names = sorted({leaf.name for form in forms for leaf in _leaves(form)})
    variables = _variables(names)
    conditions = [_business(form) for form in forms]

    def fire(case: Case) -> list[int]:
        defined = variables(case)
        return [n for n, condition in enumerate(conditions) if check_conditions_recursively(condition, defined)]

    return fire


def _variables(names: Sequence[str]) -> Any:
    """A class of variables: whether each fact is known, and each fact as number, text and truth."""
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
        string_rule_variable,
    )

    class Variables(BaseVariables):
        def __init__(self, case: Case) -> None:
            self.case = case

    def add(name: str, suffix: str, decorate: Any, read: Callable[[Any], Any]) -> None:
        def variable(self: Any) -> Any:
            return read(self.case[name])

        variable.__name__ = f"{name}_{suffix}"
        setattr(Variables, variable.__name__, decorate()(variable))

    for name in names:
        add(name, "known", boolean_rule_variable, lambda value: value is not None)
        add(name, "boolean", boolean_rule_variable, lambda value: value is True)
        add(name, "number", numeric_rule_variable, lambda value: value if isinstance(value, int) else 0)
        add(name, "text", string_rule_variable, lambda value: value if isinstance(value, str) else "")
    return Variables


_BUSINESS = {
    "equal": "equal_to",
    "lessThan": "less_than",
    "lessThanInclusive": "less_than_or_equal_to",
    "greaterThan": "greater_than",
    "greaterThanInclusive": "greater_than_or_equal_to",
    "contains": "contains",
    "startsWith": "starts_with",
}


def _business(form: Plain) -> dict[str, Any]:
    if isinstance(form, Group):
        return {"all" if form.word == "and" else "any": [_business(part) for part in form.parts]}
    if form.operator == "unknown":
        return {"name": f"{form.name}_known", "operator": "is_false", "value": True}
    known = {"name": f"{form.name}_known", "operator": "is_true", "value": True}
    return known if form.operator == "known" else {"all": [known, _business_leaf(form)]}


def _business_leaf(leaf: Leaf) -> dict[str, Any]:
    match leaf.operator:
        case "in":
            return {"any": [_business_leaf(Leaf("equal", leaf.name, value)) for value in leaf.value]}
        case "notIn":
            return {"all": [_business_leaf(Leaf("notEqual", leaf.name, value)) for value in leaf.value]}
    if isinstance(leaf.value, bool):
        operator = "is_true" if leaf.value is (leaf.operator == "equal") else "is_false"
        return {"name": f"{leaf.name}_boolean", "operator": operator, "value": True}
    kind = "text" if isinstance(leaf.value, str) else "number"
    if leaf.operator == "notEqual":
        return _business_unequal(leaf, kind)
    return {"name": f"{leaf.name}_{kind}", "operator": _BUSINESS[leaf.operator], "value": leaf.value}


def _business_unequal(leaf: Leaf, kind: str) -> dict[str, Any]:
    """It has no "not": a number is below or above; a text is some other text, as a pattern."""
    name = f"{leaf.name}_{kind}"
    if kind == "text":
        return {"name": name, "operator": "matches_regex", "value": f"^(?!{leaf.value}$)"}
    sides = ("less_than", "greater_than")
    return {"any": [{"name": name, "operator": side, "value": leaf.value} for side in sides]}


def _leaves(form: Plain) -> list[Leaf]:
    return [form] if isinstance(form, Leaf) else [leaf for part in form.parts for leaf in _leaves(part)]


def node_cases(forms: Sequence[Plain], cases: Sequence[Case], rounds: int) -> dict[str, Any]:
    """json-rules-engine on node: what fired for each case, milliseconds to compile, microseconds of each run."""
    if not (NODE / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--no-package-lock", "--no-audit"], cwd=NODE, check=True)
    rules = [_grouped(_node(form)) for form in forms]
    done = subprocess.run(
        ["node", "bench.mjs"],
        cwd=NODE,
        input=json.dumps({"rules": rules, "cases": list(cases), "rounds": rounds}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _grouped(condition: dict[str, Any]) -> dict[str, Any]:
    return condition if {"all", "any"} & condition.keys() else {"all": [condition]}


def _node(form: Plain) -> dict[str, Any]:
    if isinstance(form, Group):
        return {"all" if form.word == "and" else "any": [_node(part) for part in form.parts]}
    known = {"fact": form.name, "operator": "notEqual", "value": None}
    match form.operator:
        case "known":
            return known
        case "unknown":
            return {"fact": form.name, "operator": "equal", "value": None}
        case "doesNotContain":
            return {"all": [known, {"not": {"fact": form.name, "operator": "contained", "value": form.value}}]}
    operator = "contained" if form.operator == "contains" else form.operator
    return {"all": [known, {"fact": form.name, "operator": operator, "value": form.value}]}
