"""The trace as a page shows it: every rule with what it does, its truth, and its condition as a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules.conditions import Comparison, FactReference
from rules.sentences import condition_sentence, effect_sentence
from rules.trace import RuleTrace, TraceNode
from rules.trace_words import group_name, supplier_name, truth_name
from rules.translation import in_language
from rules.values import Value
from rules.vocabulary import Vocabulary
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
    seen: str
    supplier: str
    other: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedRule:
    """One rule: what it does, whether it does so here, and why."""

    key: str
    title: str
    effect: str
    mark: Mark
    remark: str | Promise
    branch: Branch | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules that fared alike."""

    title: str | Promise
    rules: list[TracedRule]
    is_folded: bool


_GROUPS: tuple[tuple[str | Promise, bool, Callable[[RuleTrace], bool]], ...] = (
    (_("Rules that apply"), False, lambda t: t.applies),
    (_("Waiting for an answer"), False, lambda t: t.in_effect and not t.applies and t.truth is None),
    (_("Rules that do not apply"), True, lambda t: t.in_effect and t.truth is False),
    (_("Disabled, or not valid on that day"), True, lambda t: not t.in_effect),
)


def grouped(
    traces: Iterable[RuleTrace], vocabulary: Vocabulary, language: str, labels: Mapping[str, str]
) -> list[RuleGroup]:
    """Return the rules by how they fared; ``labels`` names the codes of effects."""
    told = _Teller(vocabulary, language, labels)
    found = list(traces)
    groups = (
        RuleGroup(title, [told.rule(trace) for trace in found if belongs(trace)], folded)
        for title, folded, belongs in _GROUPS
    )
    return [group for group in groups if group.rules]


class _Teller:
    def __init__(self, vocabulary: Vocabulary, language: str, labels: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.labels = labels

    def rule(self, trace: RuleTrace) -> TracedRule:
        rule = trace.rule
        return TracedRule(
            key=rule.key,
            title=in_language(dict(rule.title), self.language) or rule.key,
            effect=str(effect_sentence(rule, self.vocabulary, self.language, self.labels)),
            mark=self.mark(trace.truth),
            remark=_remark(trace),
            branch=None if trace.tree is None else self.branch(trace.tree),
            is_open=trace.applies and rule.kind in OPEN_KINDS,
        )

    def mark(self, truth: bool | None) -> Mark:
        return Mark(*SIGNS[truth], truth_name(truth, self.language))

    def branch(self, node: TraceNode) -> Branch:
        if node.comparison is None:
            branches = tuple(self.branch(child) for child in node.children)
            return Branch(self.mark(node.truth), group_name(node.kind, self.language), "", "", branches=branches)
        fact = self.vocabulary[node.comparison.fact]
        return Branch(
            mark=self.mark(node.truth),
            text=str(condition_sentence(node.comparison, self.vocabulary, self.language)),
            seen=value_name(fact, node.seen, self.language),
            supplier=supplier_name(fact, self.language),
            other=self.other(node.comparison, node.other),
        )

    def other(self, comparison: Comparison, value: Value | None) -> str:
        if not isinstance(comparison.value, FactReference):
            return ""
        return value_name(self.vocabulary[comparison.value.name], value, self.language)


def _remark(trace: RuleTrace) -> str | Promise:
    if trace.truth is not None or not trace.in_effect:
        return ""
    return {
        "apply": _("unknown, applies all the same"),
        "wait": _("unknown, waits"),
        "ignore": _("unknown, set aside"),
    }[trace.rule.pending]
