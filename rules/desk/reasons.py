"""Why an outcome is what it is, as a page shows it: every rule with its truth, and its condition as a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules.conditions import Comparison, FactReference
from rules.sentences import condition_sentence, effect_sentence
from rules.trace import RuleTrace, TraceNode
from rules.trace_words import group_name, supplier_name, truth_name
from rules.translation import in_language
from rules.values import Value
from rules.vocabulary import Fact, Vocabulary
from rules.wording import value_name

SIGNS: Mapping[bool | None, tuple[str, str]] = {True: ("t", "✓"), False: ("f", "✗"), None: ("u", "?")}
OPEN_KINDS = frozenset({"blocker", "review"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A truth as a sign to see, a word to hear, and a class for its colour."""

    css: str
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A group or a comparison: ``seen`` is the fact's value, ``supplier`` who gives it, ``other`` the other fact's."""

    mark: Mark
    text: str
    seen: str = ""
    supplier: str = ""
    other: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule: what it does, whether it does so here, and why (``branch`` None: it always applies)."""

    key: str
    title: str
    effect: str
    mark: Mark
    remark: str | Promise
    branch: Branch | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """Rules that fared alike."""

    title: str | Promise
    rules: tuple[Reason, ...]
    is_folded: bool


_FATES: tuple[tuple[str | Promise, bool, Callable[[RuleTrace], bool]], ...] = (
    (_("Rules that apply"), False, lambda trace: trace.applies),
    (_("Waiting for an answer"), False, lambda trace: trace.in_effect and not trace.applies and trace.truth is None),
    (_("Rules that do not apply"), True, lambda trace: trace.in_effect and trace.truth is False),
    (_("Disabled, or not valid on that day"), True, lambda trace: not trace.in_effect),
)
_PENDING: Mapping[str, Promise] = {
    "apply": _("unknown, applies all the same"),
    "wait": _("unknown, waits"),
    "ignore": _("unknown, set aside"),
}


def reasons(
    traces: Iterable[RuleTrace], vocabulary: Vocabulary, language: str, labels: Mapping[str, str]
) -> list[Fate]:
    """The rules of a trace by how they fared; ``labels`` names the codes of effects."""
    told = _Teller(vocabulary, language, labels)
    found = list(traces)
    fates = (
        Fate(title, tuple(told.rule(trace) for trace in found if belongs(trace)), folded)
        for title, folded, belongs in _FATES
    )
    return [fate for fate in fates if fate.rules]


@lru_cache(maxsize=8_192)
def _sentence(comparison: Comparison, vocabulary: Vocabulary, language: str) -> str:
    """A comparison in words, kept: a version is read as often as it decides, and never changes."""
    return str(condition_sentence(comparison, vocabulary, language))


class _Teller:
    """Tells one trace; what its hundreds of comparisons have in common is said once."""

    def __init__(self, vocabulary: Vocabulary, language: str, labels: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.labels = labels
        self.marks = {truth: Mark(*sign, truth_name(truth, language)) for truth, sign in SIGNS.items()}
        self.values: dict[tuple[str, Value | None], str] = {}

    def rule(self, trace: RuleTrace) -> Reason:
        rule = trace.rule
        return Reason(
            key=rule.key,
            title=in_language(dict(rule.title), self.language) or rule.key,
            effect=str(effect_sentence(rule, self.vocabulary, self.language, self.labels)),
            mark=self.marks[trace.truth],
            remark=_PENDING[rule.pending] if trace.in_effect and trace.truth is None else "",
            branch=None if trace.tree is None else self.branch(trace.tree),
            is_open=trace.applies and rule.kind in OPEN_KINDS,
        )

    def branch(self, node: TraceNode) -> Branch:
        if node.comparison is None:
            branches = tuple(self.branch(child) for child in node.children)
            return Branch(self.marks[node.truth], group_name(node.kind, self.language), branches=branches)
        fact = self.vocabulary[node.comparison.fact]
        return Branch(
            mark=self.marks[node.truth],
            text=_sentence(node.comparison, self.vocabulary, self.language),
            seen=self.value(fact, node.seen),
            supplier=supplier_name(fact, self.language),
            other=self.other(node.comparison, node.other),
        )

    def other(self, comparison: Comparison, value: Value | None) -> str:
        if not isinstance(comparison.value, FactReference):
            return ""
        return self.value(self.vocabulary[comparison.value.name], value)

    def value(self, fact: Fact, value: Value | None) -> str:
        key = (fact.name, value)
        if key not in self.values:
            self.values[key] = value_name(fact, value, self.language)
        return self.values[key]
