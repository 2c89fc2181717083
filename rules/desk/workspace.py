"""The workspace of a version: its rules by kind, and what comes next in its life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules import host
from rules.desk.access import base_of, in_force, may_edit, version_for
from rules.desk.events import newest
from rules.desk.frame import desk_link, page, signed_in
from rules.desk.rulelist import CHANGES, PLURALS, Line, Wanted, groups, lines, removed
from rules.desk.standing import by_rule, remarks, standing
from rules.desk.steps import STATES, Situation
from rules.drafts import assemble
from rules.preflight import Report
from rules.shapes import Reader
from rules.translation import DEFAULT_LANGUAGE, in_language
from rules.vocabulary import CATEGORY, Vocabulary, parse_vocabulary
from rules.wording import fact_name

SHOWN = 6
"""Rules of a kind that show at once where nothing is looked for; the rest is folded."""
FAILING = 5

Json = Mapping[str, Any]


@require_safe
def show(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show the rules of a version, all or those looked for."""
    person = signed_in(request)
    version = version_for(person, version_id)
    document = assemble(version)
    report = standing(version, document)
    base = base_of(version)
    before = None if base is None else assemble(base)
    unchanged = before is not None and {**before, "version": None} == {**document, "version": None}
    wanted = Wanted.from_query(request.GET)
    context = {
        "situation": Situation.of(version, person, report, in_force(version.rulebook), is_unchanged=unchanged),
        "states": [state.label for state in STATES],
        "base": base,
        "wanted": wanted,
        "events": newest(5, version),
        "new_rule": desk_link("rule_add", version),
        "revisions": dict(version.rules.values_list("key", "revision")) if may_edit(person, version) else {},
        **_standing(document, report),
        **_rules(document, before, report, wanted),
    }
    title = _("Version %(number)s, %(rulebook)s") % {"number": version.number, "rulebook": version.rulebook.title}
    return page(request, "workspace", version=version, title=title, tab="workspace", context=context)


def _rules(document: Json, before: Json | None, report: Report, wanted: Wanted) -> dict[str, Any]:
    language = get_language() or DEFAULT_LANGUAGE
    vocabulary = parse_vocabulary(document, Reader())
    told = by_rule(remarks((*report.faults, *report.warnings), document, language))
    every = lines(document, before, vocabulary, language, told, host.code_labels())
    found = [line for line in every if wanted.finds(line)]
    return {
        "count": len(every),
        "found": len(found),
        "groups": groups(found),
        "shown": len(found) if wanted.narrows else SHOWN,
        "changes": _changes(every, document, before),
        **_choices(every, vocabulary, language),
    }


def _changes(every: Sequence[Line], document: Json, before: Json | None) -> dict[str, int]:
    counted = Counter(change for line in every for change in line.changes)
    same = sum(not line.changes for line in every)
    return {**{name: counted[name] for name in CHANGES}, "removed": removed(document, before), "same": same}


def _choices(every: Sequence[Line], vocabulary: Vocabulary, language: str) -> dict[str, Any]:
    """What the filter offers: only what some rule speaks of."""
    read = {name for line in every for name in line.facts}
    used = {code for line in every for code in line.categories}
    facts = [(name, fact_name(fact, language)) for name, fact in vocabulary.facts.items() if name in read]
    category = vocabulary.facts.get(CATEGORY)
    return {
        "kinds": [(kind, plural) for kind, (plural, _purpose) in PLURALS.items()],
        "facts": sorted(facts, key=lambda entry: entry[1].casefold()),
        "categories": [
            (choice.code, in_language(dict(choice.label), language) or choice.code)
            for choice in (category.choices if category else ())
            if choice.code in used
        ],
        "kinds_of_change": [*CHANGES.items(), ("remark", _("with a remark"))],
    }


def _standing(document: Json, report: Report) -> dict[str, Any]:
    language = get_language() or DEFAULT_LANGUAGE
    titles = {example["key"]: in_language(example["title"], language) for example in document.get("examples", ())}
    failing = list(dict.fromkeys(difference.example for difference in report.differences))
    return {
        "report": report,
        "examples": len(titles),
        "holding": len(titles) - len(failing),
        "failing_count": len(failing),
        "failing": [(key, titles.get(key, key)) for key in failing[:FAILING]],
        "faults": remarks(report.faults, document, language),
        "warnings": remarks(report.warnings, document, language),
    }
