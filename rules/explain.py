"""The outcome in sentences: what is decided and why, what is asked, what blocks, what is still to be known."""

from collections.abc import Iterator, Mapping

from .document import Rule
from .outcome import Outcome
from .translation import _, in_language, translate
from .wording import code_name, fact_name, fact_question, fill


def explain_outcome(outcome: Outcome, language: str, labels: Mapping[str, str]) -> list[str]:
    """One sentence a line, in the order in which a reader asks: verdicts, reviews, blocks, items, what is missing."""
    return [sentence for section in explain_sections(outcome, language, labels).values() for sentence in section]


def explain_sections(outcome: Outcome, language: str, labels: Mapping[str, str]) -> dict[str, list[str]]:
    """The same sentences by what they are about, for a page that gives each its place."""
    told = _Sentences(outcome, language, labels)
    return {
        "guarantees": list(told.guarantees()),
        "reviews": list(told.reviews()),
        "blocks": list(told.blocks()),
        "items": list(told.items()),
        "recommendations": list(told.recommendations()),
        "missing": list(told.missing()),
        "remedies": list(told.remedies()),
    }


class _Sentences:
    def __init__(self, outcome: Outcome, language: str, labels: Mapping[str, str]) -> None:
        self.outcome = outcome
        self.language = language
        self.labels = labels
        self.rules: dict[str, Rule] = {rule.key: rule for rule in outcome.case.plan.rules}
        self.vocabulary = outcome.case.plan.vocabulary

    def say(self, message: str, **params: str) -> str:
        return translate(self.language, message, **params)

    def name(self, code: str) -> str:
        return code_name(code, self.language, self.labels)

    def reason(self, key: str) -> str:
        """What the rule says to people, else its title."""
        rule = self.rules[key]
        message = in_language(dict(rule.message), self.language)
        return fill(message, self.vocabulary, self.outcome.case.facts, self.language) or self.title(key)

    def title(self, key: str) -> str:
        return in_language(dict(self.rules[key].title), self.language)

    def fact(self, name: str) -> str:
        return fact_name(self.vocabulary[name], self.language)

    def guarantees(self) -> Iterator[str]:
        for name, guarantee in self.outcome.guarantees.items():
            verdict = self.say(
                _("{guarantee}: {verdict}."), guarantee=self.name(name), verdict=self.name(guarantee.verdict)
            )
            reasons = [self.reason(ground.rule) for ground in guarantee.grounds]
            yield " ".join([verdict, *filter(None, dict.fromkeys(reasons))])

    def reviews(self) -> Iterator[str]:
        for review in self.outcome.reviews:
            if review.rule is None:
                yield self.name(review.ground)
                continue
            question = in_language(dict(self.rules[review.rule].effect.question), self.language)
            filled = fill(question, self.vocabulary, self.outcome.case.facts, self.language)
            yield self.say(_("For an agent: {question}"), question=filled or self.title(review.rule))

    def blocks(self) -> Iterator[str]:
        for key in dict.fromkeys(block.rule for block in self.outcome.blocks if block.rule is not None):
            yield self.say(_("Blocked: {reason}"), reason=self.reason(key))

    def items(self) -> Iterator[str]:
        wordings = {
            "required": _("Required: {item}."),
            "waived": _("Not asked for: {item}."),
            "undetermined": _("To be determined whether it is required: {item}."),
        }
        for code in sorted(self.outcome.items):
            item = self.outcome.items[code]
            named = self.labels.get(code) or self.title(item.rule)
            yield self.say(wordings[item.status], item=named)

    def recommendations(self) -> Iterator[str]:
        for name in dict.fromkeys(entry.resolution for entry in self.outcome.recommendations):
            yield self.say(_("Proposed: {resolution}."), resolution=self.name(name))

    def missing(self) -> Iterator[str]:
        for entry in self.outcome.missing:
            question = fact_question(self.vocabulary[entry.fact], self.language)
            wording = (
                _("Asked already, and not known: {question}") if entry.asked else _("Still to be known: {question}")
            )
            yield self.say(wording, question=question)

    def remedies(self) -> Iterator[str]:
        for remedy in self.outcome.remedies:
            ways = [self.say(_(" and ")).join(self.fact(name) for name in names) for names in remedy.sets]
            yield self.say(
                _("“{rule}” can be lifted by changing: {ways}."),
                rule=self.title(remedy.rule),
                ways=self.say(_("; or ")).join(ways),
            )
