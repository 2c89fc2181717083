"""Rulebook documents from JSON: shapes, names, types and codes, every fault at once with its path."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar, get_args

from .conditions import Condition, read_condition
from .document import Effect, Example, Rule, RulebookDocument
from .faults import FactError, ValueProblemError
from .kinds import KINDS, Pending, policies
from .shapes import Reader, is_list, printable
from .values import Value, day
from .vocabulary import CODE_LISTS, DECISION_ON, MAX_CODES, Vocabulary, parse_vocabulary

MAX_RULES = 5000
MAX_EXAMPLES = 1000
MAX_PRIORITY = 1_000_000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_RULE_KEYS = ("key", "kind", "title", "when", "effect", "priority", "pending", "message")
_RULE_OPTIONAL = ("note", "source", "enabled", "valid_from", "valid_until")
Read = TypeVar("Read")
_DOCUMENT_KEYS = ("rulebook", "title", *CODE_LISTS, "facts", "rules")
_EXPECTABLE = frozenset(
    {
        "status",
        "guarantees",
        "items",
        "blocks",
        "reviews",
        "recommendations",
        "derived",
        "missing",
        "remedies",
    }
)


def parse_document(document: object, faults: Reader) -> RulebookDocument | None:
    """The whole document; None where it isn't even an object. Faulty parts are noted and left out."""
    found = faults.mapping(document, "$", _DOCUMENT_KEYS, ("examples",))
    if found is None:
        return None
    vocabulary = parse_vocabulary(found, faults)
    if not _has_decision_date(vocabulary):
        faults.fault("$.facts", "decision_on")
    rules = _RuleReader(vocabulary, faults)
    parsed = [rules.rule(entry, path) for path, entry in faults.items(found.get("rules", ()), "$.rules", MAX_RULES)]
    examples = [
        parse_example(entry, vocabulary, faults, path=path)
        for path, entry in faults.items(found.get("examples", ()), "$.examples", MAX_EXAMPLES)
    ]
    _unique([rule.key if rule else None for rule in parsed], "$.rules", faults)
    _unique([example.key if example else None for example in examples], "$.examples", faults)
    return RulebookDocument(
        code=given(found, "rulebook", "$", faults.name, ""),
        title=given(found, "title", "$", faults.texts, {}),
        vocabulary=vocabulary,
        rules=tuple(sorted((rule for rule in parsed if rule), key=lambda rule: rule.key)),
        examples=tuple(sorted((example for example in examples if example), key=lambda example: example.key)),
    )


def given(entry: Mapping[str, Any], key: str, path: str, read: Callable[[Any, str], Read], absent: Read) -> Read:
    """What stands at a key, read; where nothing does, that is noted already if it has to."""
    return read(entry[key], f"{path}.{key}") if key in entry else absent


def parse_rule(document: object, vocabulary: Vocabulary, faults: Reader, *, path: str = "$") -> Rule | None:
    """One rule on its own, as a form holds it."""
    return _RuleReader(vocabulary, faults).rule(document, path)


def _has_decision_date(vocabulary: Vocabulary) -> bool:
    """Every case must give it, so rules may not: it would be refused whether it is given or not."""
    found = vocabulary.facts.get(DECISION_ON)
    return found is not None and found.type == "date" and not found.is_derived


def _unique(keys: list[str | None], path: str, faults: Reader) -> None:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key and key in seen:
            faults.fault(f"{path}[{index}].key", "duplicate", name=key)
        seen.add(key or "")


def parse_example(document: object, vocabulary: Vocabulary, faults: Reader, *, path: str = "$") -> Example | None:
    """One example on its own."""
    entry = faults.mapping(document, path, ("key", "title", "facts", "expect"))
    if entry is None or not {"key", "title", "facts", "expect"} <= entry.keys():
        return None
    _example_facts(entry["facts"], f"{path}.facts", vocabulary, faults)
    expect = faults.mapping(entry["expect"], f"{path}.expect", (), _EXPECTABLE)
    title = faults.texts(entry["title"], f"{path}.title")
    return Example(faults.name(entry["key"], f"{path}.key"), title, entry["facts"], expect or {})


def _example_facts(document: object, path: str, vocabulary: Vocabulary, faults: Reader) -> None:
    if not isinstance(document, Mapping):
        faults.fault(path, "not_object")
        return
    if document.get(DECISION_ON) is None:
        faults.fault(path, "missing_key", key=DECISION_ON)
    for name, value in document.items():
        try:
            vocabulary.read_facts({name: value})
        except FactError as error:
            faults.fault(f"{path}.{printable(name)}", error.code, **error.params)
        else:
            if value is not None and vocabulary[name].is_derived:
                faults.fault(f"{path}.{name}", "fact_derived")


class _RuleReader:
    def __init__(self, vocabulary: Vocabulary, faults: Reader) -> None:
        self.vocabulary = vocabulary
        self.faults = faults

    def rule(self, document: object, path: str) -> Rule | None:
        entry = self.faults.mapping(document, path, _RULE_KEYS, _RULE_OPTIONAL)
        if entry is None:
            return None
        before = len(self.faults.faults)
        kind = given(entry, "kind", path, self.kind, "")
        rule = Rule(
            key=given(entry, "key", path, self.faults.name, ""),
            kind=kind,
            title=given(entry, "title", path, self.faults.texts, {}),
            when=self.condition(entry.get("when"), f"{path}.when"),
            effect=given(entry, "effect", path, partial(self.effect, kind), Effect()) if kind else Effect(),
            priority=given(entry, "priority", path, self.priority, 0),
            pending=given(entry, "pending", path, partial(self.pending, kind, entry.get("effect")), "wait"),
            message=given(entry, "message", path, self.message, {}),
            note=self.faults.string(entry.get("note", ""), f"{path}.note"),
            source=self.faults.string(entry.get("source", ""), f"{path}.source"),
            enabled=self.enabled(entry.get("enabled", True), f"{path}.enabled"),
            valid_from=self.date(entry.get("valid_from"), f"{path}.valid_from"),
            valid_until=self.date(entry.get("valid_until"), f"{path}.valid_until"),
        )
        if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
            self.faults.fault(f"{path}.valid_until", "dates_reversed")
        complete = all(key in entry for key in _RULE_KEYS) and len(self.faults.faults) == before
        return rule if complete else None

    def kind(self, value: object, path: str) -> str:
        if isinstance(value, str) and value in KINDS:
            return value
        self.faults.fault(path, "unknown_kind", name=printable(value))
        return ""

    def condition(self, document: object, path: str) -> Condition | None:
        return None if document is None else read_condition(document, self.vocabulary, path, self.faults)

    def priority(self, value: object, path: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_PRIORITY:
            return value
        self.faults.fault(path, "bad_priority")
        return 0

    def pending(self, kind: str, effect: object, value: object, path: str) -> Pending:
        """One of the kind's policies; of a rule whose kind or effect can't be read, any."""
        allowed = policies(kind, effect) if kind and isinstance(effect, Mapping) else get_args(Pending)
        for policy in allowed:
            if value == policy:
                return policy
        self.faults.fault(path, "bad_pending", name=printable(value))
        return "wait"

    def enabled(self, value: object, path: str) -> bool:
        if not isinstance(value, bool):
            self.faults.fault(path, "not_boolean_value")
        return value is True

    def date(self, value: object, path: str) -> date | None:
        if value is None:
            return None
        try:
            return day(value)
        except ValueProblemError as problem:
            self.faults.fault(path, problem.code)
            return None

    def message(self, document: object, path: str) -> dict[str, str]:
        texts = self.faults.texts(document, path)
        for language, message in texts.items():
            self.placeholders(message, f"{path}.{language}")
        return texts

    def placeholders(self, message: str, path: str) -> None:
        for name in _PLACEHOLDER.findall(message):
            if name not in self.vocabulary:
                self.faults.fault(path, "placeholder", name=printable(name))
        if set(_PLACEHOLDER.sub("", message)) & {"{", "}"}:
            self.faults.fault(path, "placeholder_shape")

    def effect(self, kind: str, document: object, path: str) -> Effect:
        shapes = KINDS[kind].effects
        if not isinstance(document, Mapping):
            self.faults.fault(path, "not_object")
            return Effect()
        if not any(set(shape) == set(document) for shape in shapes):
            self.faults.fault(path, "effect_shape", kind=kind)
            return Effect()
        build = getattr(self, f"_{kind}")
        effect: Effect = build(document, path)
        return effect

    def _derivation(self, document: Mapping[str, Any], path: str) -> Effect:
        name = document["set"]
        if not isinstance(name, str) or name not in self.vocabulary:
            self.faults.fault(f"{path}.set", "unknown_fact")
            return Effect()
        if not self.vocabulary[name].is_derived:
            self.faults.fault(f"{path}.set", "not_derived", name=name)
        return Effect(fact=name, value=self.derived_value(name, document["to"], f"{path}.to"))

    def derived_value(self, name: str, value: object, path: str) -> Value | None:
        try:
            return self.vocabulary.canonical(name, value)
        except ValueProblemError as problem:
            self.faults.fault(path, problem.code, **problem.params)
            return None

    def _exclusion(self, document: Mapping[str, Any], path: str) -> Effect:
        guarantees = self.codes(document["exclude"], f"{path}.exclude", "guarantees")
        return Effect(guarantees=guarantees, ground=self.code(document["ground"], f"{path}.ground", "grounds"))

    def _requirement(self, document: Mapping[str, Any], path: str) -> Effect:
        verb = "waive" if "waive" in document else "require"
        return Effect(item=self.code(document[verb], f"{path}.{verb}", "items"), waives=verb == "waive")

    def _blocker(self, document: Mapping[str, Any], path: str) -> Effect:
        transitions = self.codes(document["block"], f"{path}.block", "transitions")
        return Effect(transitions=transitions, ground=self.code(document["ground"], f"{path}.ground", "grounds"))

    def _review(self, document: Mapping[str, Any], path: str) -> Effect:
        ground = self.code(document["ground"], f"{path}.ground", "grounds")
        return Effect(ground=ground, question=self.message(document["question"], f"{path}.question"))

    def _recommendation(self, document: Mapping[str, Any], path: str) -> Effect:
        return Effect(resolution=self.code(document["resolution"], f"{path}.resolution", "resolutions"))

    def code(self, value: object, path: str, list_name: str) -> str:
        if isinstance(value, str) and value in self.vocabulary.codes(list_name):
            return value
        self.faults.fault(path, "unknown_code", name=printable(value), list=list_name)
        return ""

    def codes(self, document: object, path: str, list_name: str) -> tuple[str, ...]:
        entries = list(self.faults.items(document, path, MAX_CODES))
        if is_list(document) and not document:
            self.faults.fault(path, "empty")
        found = [self.code(entry, where, list_name) for where, entry in entries]
        for index, code in enumerate(found):
            if code and code in found[:index]:
                self.faults.fault(f"{path}[{index}]", "duplicate", name=code)
        return tuple(dict.fromkeys(found))
