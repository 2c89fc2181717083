"""A version as a file: written from any version, read as a new draft."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rules.desk.access import rulebook_for, version_for
from rules.desk.frame import desk_url, signed_in
from rules.document import read_json
from rules.drafts import assemble
from rules.lifecycle import import_draft
from rules.models import Rulebook
from rules.refusals import DocumentRefused, LifecycleError

MAX_BYTES = 8 * 1024 * 1024
MAX_KEPT = 1024 * 1024
"""How much text comes back for correction: what is longer could not be posted again."""


class ImportForm(forms.Form):
    """A rulebook document, as a file or as text; the text stays on the page until it has no fault."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ".json"})
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "d-in d-code", "spellcheck": "false"}),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "d-in"}),
    )

    def clean(self) -> dict[str, Any]:
        """Take the file before the text; ``text`` is what to import."""
        found: dict[str, Any] = {**(super().clean() or {})}
        file = found.get("file")
        if file is not None:
            found["text"] = self._read(file)
        elif not found.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste its text."))
        return found

    def _read(self, file: UploadedFile[bytes]) -> str:
        if (file.size or 0) > MAX_BYTES:
            self.add_error("file", _("The file is larger than 8 MB."))
            return ""
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not text in UTF-8."))
            return ""


@require_safe
def export(request: HttpRequest, version_id: int) -> HttpResponse:
    """Give the document of a version as a file, a line a value, as ``export_rulebook`` writes it."""
    version = version_for(signed_in(request), version_id)
    text = json.dumps(assemble(version), ensure_ascii=False, indent=2)
    name = f"{version.rulebook.code}-{version.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{text}\n", content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def import_document(request: HttpRequest, rulebook_id: int) -> HttpResponse:
    """Read a document as a new draft of the rulebook; one with faults shows them all, and stores nothing."""
    person = signed_in(request)
    rulebook = rulebook_for(person, rulebook_id, editable=True)
    if request.method != "POST":
        return _ask(request, rulebook, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, rulebook, form, status=422)
    text = form.cleaned_data["text"]
    try:
        document = _document(text, rulebook)
        version = import_draft(document=document, by=person, comment=form.cleaned_data["comment"])
    except (LifecycleError, ValueError) as refusal:
        kept = ImportForm(initial={**form.cleaned_data, "text": text if len(text) <= MAX_KEPT else "", "file": None})
        return _ask(request, rulebook, kept, refusal, status=422)
    messages.success(request, _("Imported as version %(number)s, a draft.") % {"number": version.number})
    return redirect(desk_url("workspace", version))


def _document(text: str, rulebook: Rulebook) -> Any:
    """The document in the text; raises ``ValueError`` for what is no JSON, or is another rulebook's."""
    document = read_json(text)
    code = document.get("rulebook") if isinstance(document, dict) else None
    if isinstance(code, str) and code != rulebook.code:
        raise ValueError(
            _("It is a version of “%(other)s”, not of “%(code)s”.") % {"other": code, "code": rulebook.code}
        )
    return document


def _ask(
    request: HttpRequest, rulebook: Rulebook, form: ImportForm, refusal: Exception | None = None, status: int = 200
) -> HttpResponse:
    faults = _faults(refusal)
    context = {
        **admin.site.each_context(request),
        "title": _("Import a version of %(rulebook)s") % {"rulebook": rulebook.title},
        "rulebook": rulebook,
        "form": form,
        "faults": faults,
    }
    return TemplateResponse(request, "rules/desk/import.html", context, status=status)


def _faults(refusal: Exception | None) -> list[str]:
    if refusal is None:
        return []
    if isinstance(refusal, DocumentRefused):
        return refusal.report.messages(get_language() or "en")
    if isinstance(refusal, json.JSONDecodeError):
        place = {"line": refusal.lineno, "column": refusal.colno, "reason": refusal.msg}
        return [_("Line %(line)d, column %(column)d: this is not JSON (%(reason)s).") % place]
    return [str(refusal)]
