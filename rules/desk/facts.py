"""The facts of a version: what rules may ask about, who gives each, of which devices, and which rules read it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules import host
from rules.desk.access import version_for
from rules.desk.frame import page, signed_in
from rules.desk.narrowing import Search
from rules.desk.rulelist import facts_read
from rules.drafts import assemble
from rules.shapes import Reader
from rules.trace_words import SUPPLIER_NAMES, supplier_name
from rules.translation import DEFAULT_LANGUAGE, in_language, translate
from rules.vocabulary import CATEGORY, CHANGERS, Fact, Vocabulary, parse_vocabulary
from rules.wording import TYPE_NAMES, bare_value, fact_name, fact_question, unit_name

Json = Mapping[str, Any]
_OF_ITEMS = "evidence."
"""How the facts begin that follow from what was handed in, an item each: no list of the application has them all."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Use:
    """A rule or an example that speaks of a fact; ``page`` is the page of the desk that shows it."""

    page: Literal["rule", "example"]
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in words; ``is_own`` if staff added it, for the application does not supply it by itself."""

    name: str
    label: str
    question: str
    answer: str
    supplier: str
    supplied_by: str
    categories: str
    asked_of: tuple[str, ...]
    rules: int
    is_own: bool
    haystack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Search):
    """What the reader looks for; what is empty does not narrow. ``read``: ``yes`` or ``no``."""

    supplier: str = ""
    read: str = ""

    def finds(self, line: Line) -> bool:
        """Whether the line is among what is looked for."""
        return (
            self.has_words(line.haystack)
            and self.supplier in ("", line.supplied_by)
            and (not self.category or not line.asked_of or self.category in line.asked_of)
            and (not self.read or (self.read == "yes") == bool(line.rules))
        )


@require_safe
def show(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show the facts of a version, all or those looked for."""
    version = version_for(signed_in(request), version_id)
    document = assemble(version)
    language = get_language() or DEFAULT_LANGUAGE
    vocabulary = parse_vocabulary(document, Reader())
    every = _lines(document, vocabulary, language)
    wanted = Wanted.from_query(request.GET)
    context = {
        "count": len(every),
        "lines": [line for line in every if wanted.finds(line)],
        "wanted": wanted,
        "suppliers": _suppliers(every, language),
        "categories": category_choices(vocabulary, language),
    }
    title = _("Facts of version %(number)s") % {"number": version.number}
    return page(request, "facts", version=version, title=title, tab="facts", context=context)


def uses(document: Json, language: str) -> Mapping[str, Sequence[Use]]:
    """The rules and examples that speak of each fact, by its name."""
    found: defaultdict[str, list[Use]] = defaultdict(list)
    for rule in document["rules"]:
        for name in dict.fromkeys(_named_by_rule(rule)):
            found[name].append(Use("rule", rule["key"], in_language(rule["title"], language) or rule["key"]))
    for example in document.get("examples", ()):
        for name in dict.fromkeys((*example["facts"], *_derived_of(example))):
            title = in_language(example["title"], language) or example["key"]
            found[name].append(Use("example", example["key"], title))
    return found


def _named_by_rule(rule: Json) -> Iterator[str]:
    yield from (name for name, _value in facts_read(rule["when"]))
    if isinstance(target := rule["effect"].get("set"), str):
        yield target
    for text in (*rule["message"].values(), *rule["effect"].get("question", {}).values()):
        yield from _PLACEHOLDER.findall(text)


def _derived_of(example: Json) -> Sequence[str]:
    derived = example["expect"].get("derived")
    return tuple(derived) if isinstance(derived, Mapping) else ()


def category_choices(vocabulary: Vocabulary, language: str) -> list[tuple[str, str]]:
    """The categories of device, each with its name; none where the vocabulary has no such choice."""
    category = vocabulary.facts.get(CATEGORY)
    choices = category.choices if category is not None and category.type == "choice" else ()
    return [(choice.code, in_language(dict(choice.label), language) or choice.code) for choice in choices]


def categories_of(fact: Fact, vocabulary: Vocabulary, language: str) -> str:
    """The categories that a fact is asked of, in words; empty where every one is."""
    category = vocabulary.facts.get(CATEGORY)
    return ", ".join(bare_value(category, code, language) if category else code for code in fact.categories)


def answer_of(fact: Fact, language: str) -> str:
    """What the answer to a fact is: its type, its unit."""
    words = translate(language, TYPE_NAMES[fact.type])
    return f"{words} ({unit_name(fact.unit, language)})" if fact.unit else words


def _lines(document: Json, vocabulary: Vocabulary, language: str) -> list[Line]:
    by_rule = uses(document, language)
    supplied = host.get().fact_types()
    found = [_line(fact, vocabulary, language, by_rule.get(fact.name, ()), supplied) for fact in vocabulary]
    return sorted(found, key=lambda line: (not line.is_own, line.label.casefold(), line.name))


def _line(fact: Fact, vocabulary: Vocabulary, language: str, used: Sequence[Use], supplied: Mapping[str, str]) -> Line:
    label, question = fact_name(fact, language), fact_question(fact, language)
    told = (fact.name, *fact.label.values(), *fact.question.values())
    return Line(
        name=fact.name,
        label=label,
        question="" if question == label else question,
        answer=answer_of(fact, language),
        supplier=supplier_name(fact, language),
        supplied_by=fact.supplier,
        categories=categories_of(fact, vocabulary, language),
        asked_of=fact.categories,
        rules=sum(use.page == "rule" for use in used),
        is_own=fact.supplier in CHANGERS and fact.name not in supplied and not fact.name.startswith(_OF_ITEMS),
        haystack=" ".join(told).casefold(),
    )


def _suppliers(lines: Sequence[Line], language: str) -> list[tuple[str, str]]:
    """Who gives any of the facts, in the order of the language's list."""
    used = {line.supplied_by for line in lines}
    return [(code, translate(language, name)) for code, name in SUPPLIER_NAMES.items() if code in used]
