"""The page of a fact: how it is called and asked, who gives it and of which devices, and what speaks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rules import edits, host
from rules.desk.access import may_edit
from rules.desk.editing import Editing, Json, editor_and_version
from rules.desk.fact_fields import FactForm
from rules.desk.facts import Use, answer_of, categories_of, uses
from rules.desk.frame import desk_url, page
from rules.desk.rule_fields import Problem
from rules.desk.standing import Remark, remarks
from rules.drafts import assemble
from rules.faults import Fault, message
from rules.history import EditKind
from rules.refusals import DocumentRefused, EditConflict, LifecycleError
from rules.shapes import Reader
from rules.trace_words import SUPPLIER_NAMES, supplier_name
from rules.translation import DEFAULT_LANGUAGE, in_language, translate
from rules.vocabulary import Vocabulary, parse_fact, parse_vocabulary
from rules.wording import fact_name, fact_question

METHODS = ["GET", "HEAD", "POST"]


@dataclass(slots=True, kw_only=True)
class Desk(Editing):
    """What the page of a fact works with."""

    document: Json
    revision: str = ""
    reasons: Sequence[Remark] = ()

    @property
    def name(self) -> str:
        """The name of the stored fact, empty for a new one."""
        return str(self.stored["name"]) if self.stored is not None else ""

    @property
    def label(self) -> str:
        """What people call the stored fact."""
        return in_language((self.stored or {}).get("label", {}), self.language) or self.name

    @property
    def uses(self) -> Sequence[Use]:
        """The rules and examples that speak of it."""
        return uses(self.document, self.language).get(self.name, ())

    def form(self, data: QueryDict | None = None) -> FactForm:
        """The form: as it was sent, or of what is stored."""
        return FactForm(
            data,
            stored=self.stored,
            vocabulary=self.vocabulary,
            supplied=host.get().fact_types(),
            language=self.language,
        )


@require_http_methods(METHODS)
def add(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add a fact."""
    desk = _desk(request, version_id)
    if request.method == "POST":
        return _answer(desk)
    if not may_edit(desk.person, desk.version):
        raise PermissionDenied
    return _show(desk, desk.form())


@require_http_methods(METHODS)
def edit(request: HttpRequest, version_id: int, name: str) -> HttpResponse:
    """Show a fact, and change or delete it."""
    desk = _desk(request, version_id)
    desk.stored = next((fact for fact in desk.document["facts"] if fact["name"] == name), None)
    if desk.stored is None:
        return _missing(desk, name)
    desk.revision = edits.fact_revision(desk.stored)
    if request.method == "POST":
        desk.revision = request.POST.get("revision", "")
        return _answer(desk)
    if not may_edit(desk.person, desk.version):
        context = {"told": told(desk.stored, desk.vocabulary, desk.language), "uses": desk.uses}
        return page(request, "fact_read", version=desk.version, title=desk.label, tab="facts", context=context)
    return _show(desk, desk.form())


def _desk(request: HttpRequest, version_id: int) -> Desk:
    person, version = editor_and_version(request, version_id)
    document = assemble(version)
    return Desk(
        request=request,
        person=person,
        version=version,
        document=document,
        vocabulary=parse_vocabulary(document, Reader()),
        language=get_language() or DEFAULT_LANGUAGE,
    )


def _missing(desk: Desk, name: str) -> HttpResponse:
    """A fact that is not there; if somebody deleted it under the editor's hands, the form comes back as a new one."""
    desk.refuse_deleted(EditKind.FACT_DELETED, name)
    data = desk.request.POST.copy()
    data["name"] = name
    return _show(desk, desk.form(data))


# What a button does


def _answer(desk: Desk) -> HttpResponse:
    if desk.do in ("delete", "delete-now") and desk.stored is not None:
        return _delete(desk)
    form = desk.form(desk.request.POST)
    if desk.do == "save":
        return _save(desk, form)
    if desk.do == "more":
        form.more_lines()
    return _show(desk, form)


def _save(desk: Desk, form: FactForm) -> HttpResponse:
    if not form.is_valid():
        desk.problems, desk.status = _problems(form), 422
        return _show(desk, form)
    entry = form.document()
    try:
        edits.save_fact(
            version=desk.version,
            by=desk.person,
            name=desk.name or None,
            fact_json=entry,
            revision=desk.revision if desk.stored is not None else None,
        )
    except EditConflict as conflict:
        _tell(desk, conflict)
    except DocumentRefused as refused:
        _refuse(desk, form, refused)
    except LifecycleError as refusal:
        desk.refuse(refusal)
    else:
        title = in_language(entry["label"], desk.language)
        messages.success(desk.request, _("“%(title)s” is saved.") % {"title": title})
        return redirect(f"{desk_url('facts', desk.version)}#{entry['name']}")
    return _show(desk, form)


def _delete(desk: Desk) -> HttpResponse:
    """Ask whether to delete the fact, or do it; while something speaks of it, say what."""
    context: dict[str, Any] = {"revision": desk.revision, "name": desk.label, "fact": desk.name, "uses": desk.uses}
    if desk.do == "delete-now":
        try:
            edits.delete_fact(version=desk.version, by=desk.person, name=desk.name, revision=desk.revision)
        except DocumentRefused as refused:
            context["reasons"], desk.status = remarks(refused.report.faults, desk.document, desk.language), 422
        except LifecycleError as refusal:
            context["refusal"], desk.status = str(refusal), 409
        else:
            messages.success(desk.request, _("“%(title)s” is deleted.") % {"title": desk.label})
            return redirect(desk_url("facts", desk.version))
    title = _("Delete a fact")
    return page(
        desk.request, "fact_delete", version=desk.version, title=title, tab="facts", status=desk.status, context=context
    )


def _tell(desk: Desk, conflict: EditConflict) -> None:
    desk.refuse(conflict)
    if isinstance(conflict.current, Mapping):
        desk.theirs, desk.revision = conflict.current, edits.fact_revision(conflict.current)


def _refuse(desk: Desk, form: FactForm, refused: DocumentRefused) -> None:
    """Show each fault at its field; those of rules, examples and other facts with a link to them."""
    own = [fault for fault in refused.report.faults if not fault.path.startswith(("$.rules", "$.facts", "$.examples"))]
    rest = [fault for fault in refused.report.faults if fault not in own]
    desk.problems = [_at_field(fault, form, desk.language) for fault in own]
    desk.reasons, desk.status = remarks(rest, desk.document, desk.language), 422


def _at_field(fault: Fault, form: FactForm, language: str) -> Problem:
    name = fault.path.removeprefix("$.").partition("[")[0].partition(".")[0]
    text = message(fault.code, fault.params, language)
    if name in form.fields:
        return Problem(text, f"id_{name}", str(form.fields[name].label))
    return Problem(text, "choices")


def _problems(form: FactForm) -> list[Problem]:
    own = [
        Problem(
            str(text), f"id_{name}_0" if name in ("categories", "changeable_by") else f"id_{name}", str(field.label)
        )
        for name, field in form.fields.items()
        for text in form.errors.get(name, ())
    ]
    lines = [
        Problem(str(text), f"id_choice-{number}-{name}")
        for number, line in enumerate(form.choices.forms)
        for name, texts in line.errors.items()
        for text in texts
    ]
    return [*own, *lines, *(Problem(str(text), "choices") for text in form.choices.non_form_errors())]


# What is shown


def _show(desk: Desk, form: FactForm) -> HttpResponse:
    context = {
        "form": form,
        "fact": desk.name,
        "revision": desk.revision,
        "uses": desk.uses,
        "problems": desk.problems,
        "reasons": desk.reasons,
        "refusal": desk.refusal,
        "theirs": desk.theirs and told(desk.theirs, desk.vocabulary, desk.language),
    }
    title = desk.label or _("New fact")
    return page(
        desk.request, "fact", version=desk.version, title=title, tab="facts", status=desk.status, context=context
    )


def told(entry: Json, vocabulary: Vocabulary, language: str) -> list[tuple[str, str]]:
    """A fact in words: labels and what stands for each, what it lacks left out."""
    fact = parse_fact(entry, "$", Reader())
    if fact is None:
        return []
    changers = (translate(language, SUPPLIER_NAMES[code]) for code in fact.changeable_by if code in SUPPLIER_NAMES)
    choices = (in_language(dict(choice.label), language) or choice.code for choice in fact.choices)
    found = [
        (_("Name"), fact_name(fact, language)),
        (_("Question"), fact_question(fact, language) if fact.question else ""),
        (_("Answer"), answer_of(fact, language)),
        (_("Choices"), ", ".join(choices)),
        (_("Given by"), supplier_name(fact, language) or _("nobody")),
        (_("Asked of"), categories_of(fact, vocabulary, language) or _("every category")),
        (_("Who could still make it different"), ", ".join(changers)),
        (_("Code"), fact.name),
    ]
    return [(label, words) for label, words in found if words]
