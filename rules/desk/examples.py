"""The examples of a version: cases whose outcome must stay what it is, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rules import host
from rules.desk.access import may_edit, version_for
from rules.desk.expected import Expected, Told
from rules.desk.frame import desk_url, page, signed_in
from rules.desk.sheet import Sheet, names_read, read_sheet, sheet_of
from rules.desk.standing import remarks, standing
from rules.desk.tryout import outcome_of
from rules.desk.verdicts import OutcomeView
from rules.drafts import assemble
from rules.edits import delete_example, save_example
from rules.examples import differences, expectation
from rules.models import Example, Version
from rules.outcome import Outcome
from rules.parse import parse_example
from rules.people import Person
from rules.preflight import Report
from rules.refusals import EditConflict, LifecycleError
from rules.shapes import LANGUAGES, Reader
from rules.translation import DEFAULT_LANGUAGE, in_language
from rules.vocabulary import Vocabulary, parse_vocabulary
from rules.wording import fact_name, value_name

Json = Mapping[str, Any]
SAVE, ACCEPT, DELETE, UPDATE = "save", "accept", "delete", "update"


@dataclass(frozen=True, slots=True)
class Line:
    """An example of the list, and where its outcome is not what it expects."""

    key: str
    title: str
    differences: list[Told]


@require_safe
def index(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show every example of a version, those first that no longer hold."""
    version = version_for(signed_in(request), version_id)
    document = assemble(version)
    report = standing(version, document)
    language = get_language() or DEFAULT_LANGUAGE
    lines = _lines(document, report, language)
    context = {
        "lines": lines,
        "failing": sum(bool(line.differences) for line in lines),
        "faults": remarks(report.faults, document, language),
    }
    title = _("Examples of version %(number)s") % {"number": version.number}
    return page(request, "examples", version=version, title=title, tab="examples", context=context)


def _lines(document: Json, report: Report, language: str) -> list[Line]:
    expected = Expected({}, parse_vocabulary(document, Reader()), None, language, host.code_labels())
    lines = []
    for example in document.get("examples", ()):
        wrong = [difference for difference in report.differences if difference.example == example["key"]]
        title = in_language(example["title"], language) or example["key"]
        lines.append(Line(example["key"], title, expected.differing(wrong)))
    return sorted(lines, key=lambda line: (not line.differences, line.title.casefold()))


@dataclass(slots=True)
class Desk:
    """What the page of one example works with."""

    version: Version
    person: Person
    language: str
    document: Json
    report: Report
    vocabulary: Vocabulary
    labels: Mapping[str, str]
    example: Json
    revision: int | None
    sheet: Sheet
    refusal: LifecycleError | None = None

    @classmethod
    def of(cls, version: Version, person: Person, key: str) -> Desk:
        """The example of this key; raises Http404 where the version has none."""
        document = assemble(version)
        example = next((entry for entry in document.get("examples", ()) if entry["key"] == key), None)
        if example is None:
            raise Http404
        language = get_language() or DEFAULT_LANGUAGE
        vocabulary = parse_vocabulary(document, Reader())
        rows = Example.objects.filter(version=version, key=key).values_list("revision", flat=True)
        return cls(
            version=version,
            person=person,
            language=language,
            document=document,
            report=standing(version, document),
            vocabulary=vocabulary,
            labels=host.code_labels(),
            example=example,
            revision=rows.first(),
            sheet=sheet_of(vocabulary, names_read(document), example["facts"], language),
        )

    def outcome(self) -> Outcome | None:
        """What the rules give on the facts as the form has them."""
        return None if self.sheet.errors else outcome_of(self.version, self.document, self.report, self.sheet.facts)

    def expected(self, outcome: Outcome | None) -> Expected:
        """The expectation of the example, beside the outcome."""
        return Expected(self.example["expect"], self.vocabulary, outcome, self.language, self.labels)

    def read(self, data: QueryDict) -> Outcome | None:
        """Take the form as it was sent, and decide its facts."""
        self.sheet = read_sheet(self.vocabulary, names_read(self.document), data, self.language)
        outcome = self.outcome()
        stored = self.expected(outcome)
        titles = {language: data.get(f"title_{language}", "").strip() for language in LANGUAGES}
        accepted = data.get("do") == ACCEPT and outcome is not None
        self.example = {
            "key": self.example["key"],
            "title": titles,
            "facts": dict(self.sheet.facts),
            "expect": expectation(outcome) if accepted and outcome is not None else stored.read(data),
        }
        revision = str(data.get("revision", ""))
        self.revision = int(revision) if revision.isdecimal() else None
        return outcome

    @property
    def unreadable(self) -> list[str]:
        """Facts that the example gives and the vocabulary no longer has."""
        return [name for name in self.example["facts"] if name not in self.vocabulary]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The facts in words."""
        known, asked = self.vocabulary.read_facts(self.sheet.facts) if not self.unreadable else ({}, frozenset())
        return [
            (fact_name(fact, self.language), value_name(fact, known.get(fact.name), self.language))
            for fact in self.vocabulary
            if fact.name in known or fact.name in asked
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, version_id: int, key: str) -> HttpResponseBase:
    """Show an example; on a draft its editors change or delete it.

    409 where somebody else changed it meanwhile, 422 where a value can't be used: what was typed stays.
    """
    person = signed_in(request)
    version = version_for(person, version_id)
    desk = Desk.of(version, person, key)
    if request.method != "POST":
        return _answer(request, desk, desk.outcome())
    if not may_edit(person, version):
        raise PermissionDenied
    outcome = desk.read(request.POST)
    action = request.POST.get("do", UPDATE)
    if action == UPDATE or (desk.sheet.errors and action != DELETE):
        return _answer(request, desk, outcome, status=422 if desk.sheet.errors else 200)
    try:
        return _delete(request, desk) if action == DELETE else _save(request, desk)
    except EditConflict as conflict:
        desk.refusal = conflict
        desk.revision = getattr(conflict.current, "revision", None)
        return _answer(request, desk, outcome, status=409)
    except LifecycleError as refusal:
        desk.refusal = refusal
        return _answer(request, desk, outcome, status=422)


def _save(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    key = desk.example["key"]
    saved = save_example(
        version=desk.version, by=desk.person, key=key, example_json=desk.example, revision=desk.revision
    )
    messages.success(request, _("The example “%(title)s” is saved.") % {"title": saved.title or key})
    return redirect(desk_url("examples", desk.version) + f"#{key}")


def _delete(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    delete_example(version=desk.version, by=desk.person, key=desk.example["key"], revision=desk.revision)
    title = in_language(desk.example["title"], desk.language) or desk.example["key"]
    messages.success(request, _("The example “%(title)s” is deleted.") % {"title": title})
    return redirect(desk_url("examples", desk.version))


def _answer(request: HttpRequest, desk: Desk, outcome: Outcome | None, *, status: int = 200) -> HttpResponse:
    expected = desk.expected(outcome)
    context = {
        "desk": desk,
        "sheet": desk.sheet,
        "expected": expected,
        "differences": expected.differing(_differences(desk, outcome)),
        "told": None if outcome is None else OutcomeView(outcome, desk.language, desk.labels),
        "faults": remarks(desk.report.faults, desk.document, desk.language),
    }
    title = in_language(desk.example["title"], desk.language) or desk.example["key"]
    return page(request, "example", version=desk.version, title=title, tab="examples", status=status, context=context)


def _differences(desk: Desk, outcome: Outcome | None) -> list[Any]:
    parsed = parse_example(desk.example, desk.vocabulary, Reader())
    return [] if outcome is None or parsed is None else list(differences(parsed, outcome.as_json()))
