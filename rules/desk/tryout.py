"""Try it: the rules of a version on facts that somebody types, or on those of a case."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rules import host
from rules.book import load_rulebook
from rules.desk.access import may_edit, version_for
from rules.desk.frame import desk_url, page, signed_in
from rules.desk.sheet import Sheet, names_read, read_sheet, sheet_of
from rules.desk.standing import remarks, standing
from rules.desk.verdicts import OutcomeView
from rules.drafts import assemble
from rules.edits import save_example
from rules.examples import expectation
from rules.faults import FactError
from rules.models import Version
from rules.outcome import Outcome
from rules.people import Person
from rules.preflight import Report
from rules.refusals import LifecycleError
from rules.registry import compiled_book
from rules.shapes import LANGUAGES, Reader
from rules.translation import DEFAULT_LANGUAGE
from rules.vocabulary import DECISION_ON, Vocabulary, parse_vocabulary

TRY, TAKE, SAVE = "try", "take", "save"


@dataclass(slots=True)
class Trial:
    """What the page works with: a version, its document, and what it is tried on."""

    version: Version
    person: Person
    language: str
    document: Mapping[str, Any]
    report: Report
    vocabulary: Vocabulary
    names: frozenset[str]
    sheet: Sheet
    outcome: Outcome | None = None
    case: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong with what was typed besides the facts: by ``case``, ``title``, or empty for the whole."""

    @classmethod
    def of(cls, version: Version, person: Person) -> Trial:
        """The trial of a version by a person, on no facts yet."""
        document = assemble(version)
        language = get_language() or DEFAULT_LANGUAGE
        vocabulary, names = parse_vocabulary(document, Reader()), names_read(document)
        return cls(
            version=version,
            person=person,
            language=language,
            document=document,
            report=standing(version, document),
            vocabulary=vocabulary,
            names=names,
            sheet=sheet_of(vocabulary, names, {}, language),
        )

    def fill(self, facts: Mapping[str, Any]) -> None:
        """Put facts in the form."""
        self.sheet = sheet_of(self.vocabulary, self.names, facts, self.language)

    def read(self, data: QueryDict) -> None:
        """Take the form as it was sent."""
        self.sheet = read_sheet(self.vocabulary, self.names, data, self.language)
        self.case = data.get("case", "").strip()
        self.titles = {language: data.get(f"title_{language}", "").strip() for language in LANGUAGES}

    def take(self, reference: str) -> None:
        """Fill the form with the facts of a case; one that the person may not see is not found."""
        self.case = reference.strip()
        try:
            found = host.get().case_facts(reference=self.case, reader=self.person, vocabulary=self.vocabulary)
        except LookupError:
            self.errors["case"] = _("There is no case “%(reference)s” that you may see.") % {"reference": self.case}
        else:
            self.case = found.reference
            self.fill(found.facts)

    def decide(self) -> None:
        """Work out the outcome, unless something stands in the way."""
        if self.report.faults or self.sheet.errors or self.errors:
            return
        try:
            self.outcome = decide(self.version, self.document, self.sheet.facts)
        except FactError as error:
            self.errors[""] = error.message(self.language)

    @property
    def is_wrong(self) -> bool:
        """Whether something that was typed can't be used."""
        return bool(self.errors or self.sheet.errors)


def decide(version: Version, document: Mapping[str, Any], facts: Mapping[str, Any]) -> Outcome:
    """The outcome by the rules of a version without a fault; raises ``FactError``."""
    book = compiled_book(version.hash) if version.is_frozen else load_rulebook(document)
    return book.decide(facts)


def outcome_of(
    version: Version, document: Mapping[str, Any], report: Report, facts: Mapping[str, Any]
) -> Outcome | None:
    """The outcome, None where the version has faults or the facts can't be decided."""
    with suppress(FactError):
        return None if report.faults else decide(version, document, facts)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Try a version out: ``?case=`` takes the facts of a case, ``?example=`` those of an example.

    Nothing is stored but an example, on demand; 422 where something that was typed can't be used.
    """
    person = signed_in(request)
    trial = Trial.of(version_for(person, version_id), person)
    if request.method != "POST":
        _prefill(trial, request.GET)
        return _answer(request, trial)
    trial.read(request.POST)
    action = request.POST.get("do", TRY)
    if action == TAKE or (action == TRY and trial.case != request.POST.get("taken", "") and trial.case):
        trial.take(trial.case)
    trial.decide()
    if action == SAVE:
        return _save(request, trial)
    return _answer(request, trial)


def _prefill(trial: Trial, query: QueryDict) -> None:
    trial.fill({DECISION_ON: timezone.localdate().isoformat()})
    example = next(
        (entry for entry in trial.document.get("examples", ()) if entry["key"] == query.get("example")), None
    )
    if "case" in query:
        trial.take(str(query["case"]))
    elif example is not None:
        trial.fill(example["facts"])
    else:
        return
    trial.decide()


def _save(request: HttpRequest, trial: Trial) -> HttpResponseBase:
    """Keep the facts with what the rules make of them as an example, which the version must then keep to."""
    if not may_edit(trial.person, trial.version):
        raise PermissionDenied
    if not any(trial.titles.values()):
        trial.errors["title"] = _("Give the example a name, in one language at least.")
    if trial.outcome is None or trial.errors:
        return _answer(request, trial)
    example = {"title": trial.titles, "facts": dict(trial.sheet.facts), "expect": expectation(trial.outcome)}
    try:
        saved = save_example(version=trial.version, by=trial.person, key=None, example_json=example, revision=None)
    except LifecycleError as refusal:
        trial.errors[""] = str(refusal)
        return _answer(request, trial)
    messages.success(request, _("The example “%(title)s” is saved.") % {"title": saved.title})
    return redirect(desk_url("examples", trial.version) + f"#{saved.key}")


def _answer(request: HttpRequest, trial: Trial) -> HttpResponse:
    context = {
        "trial": trial,
        "sheet": trial.sheet,
        "told": None if trial.outcome is None else OutcomeView(trial.outcome, trial.language),
        "faults": remarks(trial.report.faults, trial.document, trial.language),
    }
    title = _("Try version %(number)s") % {"number": trial.version.number}
    status = 422 if trial.is_wrong else 200
    return page(request, "tryout", version=trial.version, title=title, tab="try", status=status, context=context)
