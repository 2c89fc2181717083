"""Conditions and rules as one plain sentence in the reader's language, in parts that a template can mark up.

An unfinished condition, as a form holds it, gives a sentence too: what is missing stands in it as a ``missing`` part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any as AnyValue
from typing import Literal

from babel.lists import format_list

from . import comparison_phrases as phrases
from .conditions import GROUPS, All, Any, Comparison, Condition, Not
from .document import MAX_NESTING, Rule
from .faults import ValueProblemError
from .operators import OPERATORS, Operator
from .parts import Part, Parts, Sentence, connected
from .shapes import is_list
from .translation import _, in_language, translate
from .values import Value, reader, to_json
from .vocabulary import Fact, Vocabulary
from .wording import code_name, fact_name, locale_of, value_name

Tree = Condition | Mapping[str, AnyValue] | None
_HEADS: Mapping[tuple[str, bool], str] = {
    ("all", False): _("all of this is true:"),
    ("any", False): _("at least one of these is true:"),
    ("all", True): _("not all of this is true:"),
    ("any", True): _("none of these is true:"),
}


def condition_sentence(condition: Tree, vocabulary: Vocabulary, language: str) -> Sentence:
    """A condition in words, without "if"; one that is JSON may be unfinished or faulty, and is never refused."""
    return Sentence(tuple(_Conditions(vocabulary, language).joined(_node(condition, 0))))


def group_head(kind: str, negated: bool, language: str) -> str:
    """What a group asks of its conditions: "all of this is true:"."""
    return translate(language, _HEADS[kind, negated])


@dataclass(frozen=True, slots=True)
class _Leaf:
    document: Mapping[str, AnyValue]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    kind: Literal["all", "any"]
    children: "tuple[_Node, ...]"
    negated: bool = False


_Node = _Leaf | _Group | None
"""None: a condition that is still to be added."""


def _node(tree: object, depth: int, negated: bool = False) -> _Node:
    """A condition with NOT drawn in, groups of one dissolved and AND in AND flattened: none changes what it means."""
    document = tree.to_json() if isinstance(tree, All | Any | Not | Comparison) else tree
    if not isinstance(document, Mapping) or not document or depth > MAX_NESTING:
        return None
    group = next((key for key in GROUPS if key in document), None)
    if group is None:
        return _Leaf(document, negated)
    below = document[group]
    if group == "not":
        return _node(below, depth + 1, not negated)
    children: Sequence[AnyValue] = below if is_list(below) else ()
    if len(children) == 1:
        return _node(children[0], depth + 1, negated)
    kind: Literal["all", "any"] = "all" if group == "all" else "any"
    parts = tuple(part for child in children for part in _flat(kind, _node(child, depth + 1)))
    return _Group(kind, parts, negated) if parts else None


def _flat(kind: str, node: _Node) -> "tuple[_Node, ...]":
    return node.children if isinstance(node, _Group) and node.kind == kind and not node.negated else (node,)


class _Conditions:
    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.connected = partial(connected, language)

    def joined(self, node: _Node) -> Iterator[Part]:
        """The whole condition in one line: what stands at its top is joined by "and" or "or"."""
        if not isinstance(node, _Group) or node.negated:
            yield from self.line(node)
            return
        word = self.strong(_("and") if node.kind == "all" else _("or"))
        exceptions = _exceptions(node)
        for index, child in enumerate(node.children):
            unless = len(node.children) - index <= exceptions
            if index:
                yield Part("text", " " if isinstance(node.children[index - 1], _Group) else ", ")
                yield self.strong(_("unless")) if unless else word
                yield Part("text", " ")
            yield from self.line(child, unless=unless)

    def strong(self, message: str) -> Part:
        return Part("strong", translate(self.language, message))

    def line(self, node: _Node, *, unless: bool = False) -> Iterator[Part]:
        """A condition that stands in a list; ``unless``: the word before it negates it."""
        match node:
            case None:
                yield self.gap(phrases.MISSING_CONDITION)
            case _Leaf():
                yield from self.leaf(node)
            case _Group():
                negated = node.negated and not unless
                yield Part("text", group_head(node.kind, negated, self.language) + " ")
                yield Part(node.kind, lines=tuple(tuple(self.line(child)) for child in node.children), negated=negated)

    def gap(self, message: str) -> Part:
        return Part("missing", translate(self.language, message))

    def leaf(self, leaf: _Leaf) -> Iterator[Part]:
        name = leaf.document.get("fact")
        fact = self.vocabulary.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            yield self.gap(phrases.MISSING_FACT)
            return
        label = (Part("fact", fact_name(fact, self.language)),)
        row = _operator(leaf.document, fact)
        if row is None:
            operator = (self.gap(phrases.MISSING_OPERATOR),)
            yield from self.connected(_("“{fact}” {operator}"), fact=label, operator=operator)
            return
        value = leaf.document.get("value")
        if row.operand == "same" and fact.type == "boolean" and isinstance(value, bool):
            # "is not yes" is "is no", for both are unknown where the fact is.
            value = value is (leaf.negated is (row.name == "notEqual"))
            row, leaf = OPERATORS["equal"], _Leaf(leaf.document)
        other = value if row.operand == "same" and isinstance(value, Mapping) else None
        message = phrases.phrase(row, fact.type, between_facts=other is not None, negated=leaf.negated)
        parts = tuple(self.operand(row, fact, value) if other is None else self.other(fact, other))
        yield from self.connected(message, fact=label, **dict.fromkeys(phrases.OPERANDS, parts))

    def other(self, fact: Fact, value: Mapping[str, AnyValue]) -> Iterator[Part]:
        name = value.get("fact")
        other = self.vocabulary.facts.get(name) if isinstance(name, str) else None
        if other is None or other.type != fact.type:
            yield self.gap(phrases.MISSING_OTHER_FACT)
        else:
            yield Part("fact", fact_name(other, self.language))

    def operand(self, row: Operator, fact: Fact, value: AnyValue) -> Iterator[Part]:
        if row.operand == "none":
            return
        entries = value if row.operand == "list" and is_list(value) else [value]
        found = [self.value(row, fact, entry) for entry in entries]
        known = [text for text in found if text is not None]
        if known:
            yield Part("value", str(format_list(known, style="or", locale=locale_of(self.language))))
        if len(known) < len(found) or not found:
            if known:
                yield Part("text", ", ")
            yield self.gap(phrases.missing_value(fact.type))

    def value(self, row: Operator, fact: Fact, value: AnyValue) -> str | None:
        """What the fact is compared with, as text; None where nothing fit stands there."""
        type_name = "text" if row.operand in ("text", "pattern") else fact.type
        if row.operand == "code" and fact.type == "choices":
            type_name = "choice"
        try:
            known = reader(type_name, fact.codes)(value)
        except ValueProblemError:
            return None
        return value_text(fact, known, self.language)


def value_text(fact: Fact, value: Value, language: str) -> str:
    """A value as it stands in a sentence: texts quoted, a set by its choices, an empty one as "nothing"."""
    if isinstance(value, frozenset):
        chosen = [value_name(fact, code, language) for code in fact.codes if code in value]
        return str(format_list(chosen, locale=locale_of(language))) if chosen else translate(language, _("nothing"))
    text = value_name(fact, value, language)
    return translate(language, _("“{text}”"), text=text) if fact.type == "text" else text


def _operator(document: Mapping[str, AnyValue], fact: Fact) -> Operator | None:
    """The operator that a leaf names, if it compares facts of this type."""
    name = document.get("operator")
    row = OPERATORS.get(name) if isinstance(name, str) else None
    return row if row is not None and fact.type in row.types else None


def _exceptions(group: _Group) -> int:
    """How many conditions at the end of an AND are negated groups, and so read as "unless …"."""
    if group.kind != "all":
        return 0
    count = 0
    for child in reversed(group.children[1:]):
        if not isinstance(child, _Group) or not child.negated:
            break
        count += 1
    return count


def sentence(
    rule: Rule | Mapping[str, AnyValue],
    vocabulary: Vocabulary,
    language: str,
    labels: Mapping[str, str] | None = None,
) -> Sentence:
    """A rule as "If …, then …"; one that is JSON may be unfinished. ``labels`` names codes better than we can."""
    strong = _Conditions(vocabulary, language).strong
    effect = effect_sentence(rule, vocabulary, language, labels).parts
    tree = rule.when if isinstance(rule, Rule) else rule.get("when")
    if tree is None:
        return Sentence((strong(_("In every case")), Part("text", ", "), *effect, Part("text", ".")))
    condition = condition_sentence(tree, vocabulary, language).parts
    joint = Part("text", " " if condition[-1].is_group else ", ")
    start = (strong(_("If")), Part("text", " "), *condition, joint, strong(_("then")), Part("text", " "))
    return Sentence((*start, *effect, Part("text", ".")))


def effect_sentence(
    rule: Rule | Mapping[str, AnyValue],
    vocabulary: Vocabulary,
    language: str,
    labels: Mapping[str, str] | None = None,
) -> Sentence:
    """What a rule does, in words: "we ask for …"; what is missing stands in it."""
    kind = rule.kind if isinstance(rule, Rule) else rule.get("kind")
    effect = _effect_document(rule) if isinstance(rule, Rule) else rule.get("effect")
    document = effect if isinstance(effect, Mapping) else {}
    return Sentence(tuple(_Effects(vocabulary, language, labels or {}).effect(kind, document)))


def pending_sentence(kind: str, policy: str, language: str) -> str:
    """What a rule does while an answer is missing, in words."""
    waiting = {"wait": _("it waits for the answer"), "ignore": _("it is set aside")}
    applying = {
        "exclusion": _("we exclude all the same"),
        "requirement": _("we ask all the same"),
        "blocker": _("we block all the same"),
        "review": _("the case goes to an agent all the same"),
    }
    message = applying.get(kind, "") if policy == "apply" else waiting.get(policy, "")
    return translate(language, message) or policy


def _effect_document(rule: Rule) -> Mapping[str, AnyValue]:
    effect = rule.effect
    documents: Mapping[str, Mapping[str, AnyValue]] = {
        "derivation": {"set": effect.fact, "to": None if effect.value is None else to_json(effect.value)},
        "exclusion": {"exclude": effect.guarantees, "ground": effect.ground},
        "requirement": {"waive" if effect.waives else "require": effect.item},
        "blocker": {"block": effect.transitions, "ground": effect.ground},
        "review": {"ground": effect.ground, "question": effect.question},
        "recommendation": {"resolution": effect.resolution},
    }
    return documents[rule.kind]


class _Effects:
    def __init__(self, vocabulary: Vocabulary, language: str, labels: Mapping[str, str]) -> None:
        self.conditions = _Conditions(vocabulary, language)
        self.vocabulary = vocabulary
        self.language = language
        self.labels = labels
        self.connected = self.conditions.connected

    def effect(self, kind: object, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        builders = {
            "derivation": self.derivation,
            "exclusion": self.exclusion,
            "requirement": self.requirement,
            "blocker": self.blocker,
            "review": self.review,
            "recommendation": self.recommendation,
        }
        build = builders.get(kind) if isinstance(kind, str) else None
        return build(document) if build else iter((self.conditions.gap(_("effect to choose")),))

    def derivation(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        leaf = {"fact": document.get("set"), "operator": "equal", "value": document.get("to")}
        return self.conditions.leaf(_Leaf(leaf))

    def exclusion(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        guarantees = self.codes(document.get("exclude"), _("guarantee to choose"))
        message = _("we exclude {guarantees} (ground: {ground})")
        return self.connected(message, guarantees=guarantees, ground=self.ground(document))

    def requirement(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        missing = _("item to choose")
        if "waive" in document:
            return self.connected(_("we do not ask for {item}"), item=self.codes(document["waive"], missing))
        return self.connected(_("we ask for {item}"), item=self.codes(document.get("require"), missing))

    def blocker(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        transitions = self.codes(document.get("block"), _("step to choose"))
        message = _("we block {transitions} (ground: {ground})")
        return self.connected(message, transitions=transitions, ground=self.ground(document))

    def review(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        question = self.text(document.get("question"))
        if not question:
            return self.connected(_("the case goes to an agent (ground: {ground})"), ground=self.ground(document))
        message = _("the case goes to an agent, who is asked: “{question}”")
        return self.connected(message, question=(Part("strong", question),))

    def recommendation(self, document: Mapping[str, AnyValue]) -> Iterator[Part]:
        resolution = self.codes(document.get("resolution"), _("solution to choose"))
        return self.connected(_("we propose {resolution}"), resolution=resolution)

    def text(self, texts: object) -> str:
        if not isinstance(texts, Mapping):
            return ""
        return in_language({key: text for key, text in texts.items() if isinstance(text, str)}, self.language)

    def ground(self, document: Mapping[str, AnyValue]) -> Parts:
        return self.codes(document.get("ground"), _("ground to choose"))

    def codes(self, codes: object, missing: str) -> Parts:
        """One code or several by their names; what is missing where there is none."""
        entries = codes if is_list(codes) else [codes]
        names = [code_name(code, self.language, self.labels) for code in entries if isinstance(code, str) and code]
        if not names:
            return (self.conditions.gap(missing),)
        return (Part("strong", str(format_list(names, locale=locale_of(self.language)))),)
