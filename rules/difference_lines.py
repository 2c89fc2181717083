"""What changed in one rule, fact, code or example, line by line, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from .condition_difference import Edit, Head, condition_edits
from .contradictions import Contradictions
from .faults import ValueProblemError
from .kinds import KINDS
from .marks import Piece, added, compared, compared_texts, removed, replaced, text
from .parse import parse_rule
from .parts import Parts, plain
from .sentences import condition_sentence, effect_sentence, group_head, pending_sentence, value_text
from .shapes import LANGUAGES, Reader, is_list
from .translation import _, in_language, translate
from .values import day
from .vocabulary import CATEGORY, Vocabulary, parse_vocabulary
from .wording import TYPE_NAMES, bare_value, code_name, fact_name

Json = Mapping[str, Any]
SHORT = 4
_NAMED = {"fr": _("{label}, in French"), "en": _("{label}, in English")}
_CODE_LISTS = {
    "guarantees": _("guarantee"),
    "grounds": _("ground"),
    "items": _("item"),
    "transitions": _("step of the case"),
    "resolutions": _("solution"),
}
_PEOPLE = {
    "customer": _("customer"),
    "seller": _("seller"),
    "agent": _("agent"),
    "order": _("order"),
    "catalogue": _("catalogue"),
    "computed": _("computed"),
    "measured": _("measured"),
    "derived": _("set by rules"),
}
_EXPECTED = {
    "status": _("status"),
    "guarantees": _("guarantees"),
    "items": _("items"),
    "blocks": _("blocks"),
    "reviews": _("reviews"),
    "recommendations": _("recommendations"),
    "derived": _("derived facts"),
    "missing": _("missing facts"),
    "remedies": _("remedies"),
    "verdict": _("verdict"),
    "grounds": _("grounds"),
    "ground": _("ground"),
    "rule": _("rule"),
    "transition": _("step"),
    "resolution": _("solution"),
    "pending": _("while an answer is missing"),
    "decided": _("decided"),
    "needs_review": _("for an agent"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed: its label, and the old and the new wording in one."""

    label: str
    pieces: tuple[Piece, ...]


class Teller:
    """Tells what differs between two documents, each by its own vocabulary."""

    def __init__(self, old: Json, new: Json, language: str, labels: Mapping[str, str]) -> None:
        self.old = parse_vocabulary(old, Reader())
        self.new = parse_vocabulary(new, Reader())
        self.contradictions = Contradictions(self.new)
        self.language = language
        self.labels = labels

    def say(self, message: str, **params: str) -> str:
        """A text of ours in the language."""
        return translate(self.language, message, **params)

    def name(self, code: str) -> str:
        """What a code is called."""
        return code_name(code, self.language, self.labels)

    def title(self, subject: str, entry: Json) -> str:
        """What an entry is called, in the language."""
        texts = entry.get("label" if subject == "fact" else "title")
        return in_language(dict(texts), self.language) if isinstance(texts, Mapping) else ""

    def lines(self, subject: str, old: Json | None, new: Json | None) -> Iterator[Line]:
        """What changed of a rule, fact or example; None: there was none, or there is none any more."""
        tell = {"rule": self.rule, "fact": self.fact, "example": self.example}[subject]
        yield from (line for line in tell(old, new) if line.pieces)

    def never_fires(self, rule: Json) -> bool:
        """Whether the conditions of a rule contradict each other."""
        parsed = parse_rule(rule, self.new, Reader())
        return parsed is not None and self.contradictions.can_hold(parsed.condition) is False

    def code(self, list_name: str, *, is_new: bool) -> Iterator[Line]:
        """What a code is for."""
        words = text(self.say(_CODE_LISTS[list_name]))
        yield Line(self.say(_("List")), added(words) if is_new else removed(words))

    # Rules

    def rule(self, old: Json | None, new: Json | None) -> Iterator[Line]:
        """A rule, field by field."""
        if old is not None and new is not None:
            yield from self.texts(_("Title"), old.get("title"), new.get("title"))
            yield self.field(_("Kind"), old, new, self.kind)
        yield from self.conditions(old, new)
        yield Line(self.say(_("Effect")), self.effects(old, new))
        yield self.field(_("If unknown"), old, new, self.pending)
        yield from self.texts(_("Question"), *(_at(rule, "effect", "question") for rule in (old, new)))
        if old is None or new is None:
            return
        yield self.field(_("Priority"), old, new, lambda rule: str(rule.get("priority", "")))
        yield self.field(_("From"), old, new, lambda rule: self.day(rule.get("valid_from")))
        yield self.field(_("Until"), old, new, lambda rule: self.day(rule.get("valid_until")))
        yield from self.texts(_("Message"), old.get("message"), new.get("message"))
        for label, key in ((_("Note"), "note"), (_("Source"), "source")):
            yield Line(self.say(label), _texts(old.get(key), new.get(key)))

    def field(self, label: str, old: Json | None, new: Json | None, tell: Callable[[Json], str]) -> Line:
        """One field, whole, where it differs."""
        before, after = ("" if entry is None else tell(entry) for entry in (old, new))
        return Line(self.say(label), () if before == after else replaced(text(before), text(after)))

    def kind(self, rule: Json) -> str:
        """The kind of a rule."""
        row = KINDS.get(str(rule.get("kind")))
        return self.say(row.label) if row else ""

    def pending(self, rule: Json) -> str:
        """What a rule does while an answer is missing; what has no condition waits for none."""
        if rule.get("when") is None:
            return ""
        return pending_sentence(str(rule.get("kind")), str(rule.get("pending", "")), self.language)

    def day(self, value: object) -> str:
        """A date of validity."""
        if value is None:
            return self.say(_("no date"))
        try:
            return str(format_date(day(value), format="long", locale=self.language))
        except ValueProblemError:
            return str(value)

    def effects(self, old: Json | None, new: Json | None) -> tuple[Piece, ...]:
        """Both effects; that of a rule which was disabled is gone, whether it is still written there or not."""
        before, after = self.effect(old, self.old), self.effect(new, self.new)
        was, now = (rule is not None and rule.get("enabled", True) for rule in (old, new))
        if old is not None and new is not None and was != now:
            return added(after) if now else removed(before)
        return () if before == after else compared(before, after)

    def effect(self, rule: Json | None, vocabulary: Vocabulary) -> Parts:
        """What a rule does; the question of a review has lines of its own."""
        if rule is None:
            return ()
        effect = rule.get("effect")
        kept = {key: value for key, value in effect.items() if key != "question"} if isinstance(effect, Mapping) else {}
        return effect_sentence({**rule, "effect": kept}, vocabulary, self.language, self.labels).parts

    def conditions(self, old: Json | None, new: Json | None) -> Iterator[Line]:
        """The condition, node by node."""
        if old is None or new is None:
            words = self.condition((old or new or {}).get("when"), self.old if new is None else self.new)
            yield Line(self.say(_("When")), added(words) if old is None else removed(words))
            return
        before, after = old.get("when"), new.get("when")
        edits = condition_edits(before, after)
        if edits and is_short(before) and is_short(after):
            yield self.edit(Edit("", before, after))
            return
        yield from map(self.edit, edits)
        if not edits and before != after:
            words = text(self.say(_("the same conditions, in another order")))
            yield Line(self.say(_("When")), (Piece("", words),))

    def edit(self, edit: Edit) -> Line:
        """One difference between two conditions."""
        label = self.say(_("Condition {number}"), number=edit.number) if edit.number else self.say(_("When"))
        if edit.is_whole:
            old, new = self.condition(edit.old, self.old), self.condition(edit.new, self.new)
        else:
            old, new = self.node(edit.old, self.old), self.node(edit.new, self.new)
        if plain(old) == plain(new):
            remark = text(self.say(_(" (written in another way, with the same meaning)")))
            return Line(label, (Piece("", (*new, *remark)),))
        return Line(label, compared(old, new))

    def node(self, node: Json | Head | None, vocabulary: Vocabulary) -> Parts:
        """One side of a difference: a condition, the head of a group, or nothing."""
        if isinstance(node, Head):
            return text(group_head(node.kind, node.negated, self.language).rstrip("\u00a0:"))
        return () if node is None else self.condition(node, vocabulary)

    def condition(self, condition: Json | Head | None, vocabulary: Vocabulary) -> Parts:
        """A condition in words; none means always."""
        if condition is None or isinstance(condition, Head):
            return text(self.say(_("in every case")))
        return condition_sentence(condition, vocabulary, self.language).parts

    # Texts in both languages

    def texts(self, label: str, old: object, new: object) -> Iterator[Line]:
        """A text in both languages; of one that is wholly new or gone, the reader's language says enough."""
        before, after = (entry if isinstance(entry, Mapping) else {} for entry in (old, new))
        if not before or not after:
            yield Line(self.say(label), _texts(*(in_language(dict(entry), self.language) for entry in (before, after))))
            return
        for language in LANGUAGES:
            named = self.say(_NAMED[language], label=self.say(label))
            yield Line(named, _texts(before.get(language), after.get(language)))

    # Facts

    def fact(self, old: Json | None, new: Json | None) -> Iterator[Line]:
        """A fact, field by field."""
        if old is not None and new is not None:
            yield from self.texts(_("Name"), old.get("label"), new.get("label"))
        yield from self.texts(_("Question"), *((entry or {}).get("question") for entry in (old, new)))
        yield self.field(_("Answer"), old, new, lambda fact: self.known(TYPE_NAMES, fact.get("type")))
        yield from self.choices(old, new)
        yield self.field(_("Unit"), old, new, lambda fact: str(fact.get("unit", "")))
        yield self.field(_("Given by"), old, new, lambda fact: self.known(_PEOPLE, fact.get("supplier")))
        yield self.field(_("Can be changed by"), old, new, self.changers)
        yield self.asked_of(old, new)
        yield self.field(_("If no rule sets it"), old, new, lambda fact: self.told(fact.get("default", "")))

    def known(self, names: Mapping[str, str], code: object) -> str:
        """A code of the language by its name."""
        return self.say(names[code]) if isinstance(code, str) and code in names else str(code or "")

    def changers(self, fact: Json) -> str:
        """Who could still make a fact different."""
        return ", ".join(self.known(_PEOPLE, code) for code in fact.get("changeable_by", ()))

    def asked_of(self, old: Json | None, new: Json | None) -> Line:
        """The categories that a fact is asked of; of a fact that is wholly new or gone, only if it names some."""
        was, now = self.categories(old, self.old), self.categories(new, self.new)
        every = "" if old is None or new is None else self.say(_("every category"))
        return Line(self.say(_("Asked of")), () if was == now else replaced(text(was or every), text(now or every)))

    def categories(self, fact: Json | None, vocabulary: Vocabulary) -> str:
        """The categories of device that a fact is asked of; empty where it names none."""
        category = vocabulary.facts.get(CATEGORY)
        codes = (fact or {}).get("categories", ())
        return ", ".join(bare_value(category, code, self.language) if category else str(code) for code in codes)

    def choices(self, old: Json | None, new: Json | None) -> Iterator[Line]:
        """The choices that are gone and those that are new."""
        before, after = (self.choice_names(entry) for entry in (old, new))
        gone = ", ".join(name for name in before if name not in after)
        come = ", ".join(name for name in after if name not in before)
        yield Line(self.say(_("Choices")), replaced(text(gone), text(come)))

    def choice_names(self, fact: Json | None) -> list[str]:
        """The choices as people read them."""
        entries = (fact or {}).get("choices", ())
        return [
            in_language(dict(entry.get("label", {})), self.language) or str(entry["code"])
            if isinstance(entry, Mapping)
            else str(entry)
            for entry in entries
        ]

    # Examples

    def example(self, old: Json | None, new: Json | None) -> Iterator[Line]:
        """An example: its title, its facts one by one, and what it expects."""
        if old is not None and new is not None:
            yield from self.texts(_("Title"), old.get("title"), new.get("title"))
        before, after = ((entry or {}).get("facts", {}) for entry in (old, new))
        for name in {**before, **after}:
            pieces = replaced(self.value(self.old, name, before), self.value(self.new, name, after))
            if (name in before) != (name in after) or before.get(name) != after.get(name):
                yield Line(self.fact_name(name), pieces)
        before, after = ((entry or {}).get("expect", {}) for entry in (old, new))
        for key in {**before, **after}:
            if before.get(key) != after.get(key):
                label = self.say(_("Expected: {what}"), what=self.known(_EXPECTED, key))
                yield Line(label, _texts(*(self.told(entry[key]) if key in entry else "" for entry in (before, after))))

    def fact_name(self, name: str) -> str:
        """A fact by its label, of whichever vocabulary has it."""
        fact = self.new.facts.get(name) or self.old.facts.get(name)
        return fact_name(fact, self.language) if fact else name

    def value(self, vocabulary: Vocabulary, name: str, facts: Json) -> Parts:
        """A fact of a case in words; nothing where it does not stand."""
        if name not in facts:
            return ()
        if facts[name] is None or name not in vocabulary:
            return text(self.told(facts[name]))
        try:
            return text(value_text(vocabulary[name], vocabulary.canonical(name, facts[name]), self.language))
        except ValueProblemError:
            return text(self.told(facts[name]))

    def told(self, value: object) -> str:
        """Any JSON in words: codes by their names, lists and objects as lists of words."""
        if value is None:
            return self.say(_("not known"))
        if isinstance(value, bool):
            return self.say(_("yes") if value else _("no"))
        if isinstance(value, Mapping):
            return ", ".join(f"{self.told(key)} ({self.told(below)})" for key, below in value.items())
        if is_list(value):
            return " · ".join(map(self.told, value)) or self.say(_("none"))
        if isinstance(value, str) and value in self.new:
            return self.fact_name(value)
        return self.known(_EXPECTED, value) if value in _EXPECTED else self.name(str(value))


def is_short(condition: object) -> bool:
    """Whether a condition is best told as one sentence: a comparison, or a few in one group."""
    document = condition if isinstance(condition, Mapping) else {}
    parts = document.get("all", document.get("any", ()))
    return "fact" in document or (
        is_list(parts) and len(parts) <= SHORT and all(isinstance(part, Mapping) and "fact" in part for part in parts)
    )


def _texts(old: object, new: object) -> tuple[Piece, ...]:
    before, after = str(old or ""), str(new or "")
    return () if before == after else compared_texts(before, after)


def _at(entry: Json | None, *keys: str) -> object:
    """What stands at the end of a path of keys, if anything does."""
    found: object = entry
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
