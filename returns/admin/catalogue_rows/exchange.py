"""Catalogue files in the admin: rows written as a file, and a file brought in after a look at what it changes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from returns.admin.catalogue_rows.uses import signed_in
from returns.catalogue.exchange.files import FORMATS, write
from returns.catalogue.exchange.importing import ImportRefused, Plan, apply_import, preview_import
from returns.catalogue.exchange.tables import Table, tables
from returns.models.catalogue.rows import TranslatedModel

Row = TypeVar("Row", bound=TranslatedModel)
MAX_BYTES = 2 * 1024 * 1024
"""Of a file: it comes back in the page of the preview, and once more when that is agreed to."""
SHOWN = 300
"""How many rows a preview spells out."""


class FileForm(forms.Form):
    """The file to bring in; or, once it was looked at, its content as it came back from the preview."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json", "class": "d-in"}),
        help_text=gettext_lazy("CSV or JSON, as the export writes it. Columns that are not in it stay as they are."),
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Leave the bytes of the file in ``content``."""
        found: dict[str, Any] = {**(super().clean() or {})}
        file = found.get("file")
        if file is not None:
            found |= {"content": self._bytes(file), "name": str(file.name), "digest": ""}
        elif "file" not in self.errors:
            found["content"] = self._kept(found.get("content", ""))
        return found

    def _bytes(self, file: UploadedFile[bytes]) -> bytes:
        if (file.size or 0) > MAX_BYTES:
            self.add_error("file", _("The file is larger than 2 MB."))
            return b""
        return bytes(file.read())

    def _kept(self, text: str) -> bytes:
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            self.add_error("file", _("Choose a file."))
        return content


class Exchanging(admin.ModelAdmin[Row]):
    """Import and export of one table."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before those of the admin, whose last takes any address."""
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        mine = [
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            path("export/", wrap(self.export_view), name=f"{name}_export"),
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say whether the reader may bring files in."""
        mine = {"may_import": _may_import(request, [self._table])}
        return super().changelist_view(request, {**mine, **(extra_context or {})})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Bring in a file of this table."""
        return import_file(request, [self._table], _changelist(self._table))

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Write this table as a file."""
        return export_file(request, [self._table], self._table.name)

    @property
    def _table(self) -> Table:
        return tables()[str(self.opts.model_name)]


def catalogue_urls() -> list[URLPattern]:
    """Return the pages of the whole catalogue, as they stand under ``admin/returns/catalogue/``."""
    wrap = admin.site.admin_view
    return [
        path("returns/catalogue/", wrap(catalogue_page), name="returns_catalogue"),
        path("returns/catalogue/import/", wrap(import_catalogue), name="returns_catalogue_import"),
        path("returns/catalogue/export/", wrap(export_catalogue), name="returns_catalogue_export"),
    ]


@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show every table of the catalogue that the reader may read."""
    shown = [table for table in tables().values() if _may_read(request, [table])]
    if not shown:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Catalogue"),
        "tables": [(table, _changelist(table), table.model._default_manager.count()) for table in shown],
        "whole": len(shown) == len(tables()),
        "may_import": _may_import(request, list(tables().values())),
    }
    return TemplateResponse(request, "returns/catalogue/catalogue.html", context)


def import_catalogue(request: HttpRequest) -> HttpResponse:
    """Bring in a file of the whole catalogue."""
    return import_file(request, list(tables().values()), reverse("admin:returns_catalogue"))


def export_catalogue(request: HttpRequest) -> HttpResponse:
    """Write the whole catalogue as one file."""
    return export_file(request, list(tables().values()), "catalogue")


@require_safe
def export_file(request: HttpRequest, chosen: Sequence[Table], name: str) -> HttpResponse:
    """Give tables as a file of the format that the address asks for, to whoever may read each of them."""
    if not _may_read(request, chosen):
        raise PermissionDenied
    ending = request.GET.get("format", "csv")
    if ending not in FORMATS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write(chosen, ending), content_type=FORMATS[ending], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, chosen: Sequence[Table], back: str) -> HttpResponse:
    """Ask for a file, show what it would change, and bring it in once the reader agrees to exactly that."""
    if not _may_import(request, chosen):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, chosen, FileForm(), back)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, chosen, form, back, status=422)
    found = form.cleaned_data
    try:
        if not found["digest"]:
            plan = preview_import(content=found["content"], tables=chosen)
            return _page(request, chosen, form, back, plan, status=422 if plan.faults else 200)
        plan = apply_import(
            content=found["content"],
            tables=chosen,
            digest=found["digest"],
            by=signed_in(request),
            name=found["name"],
        )
    except ImportRefused as refusal:
        moved = "" if refusal.plan.faults else _("The catalogue changed meanwhile. Look at what the file does now.")
        return _page(request, chosen, form, back, refusal.plan, notice=moved, status=409)
    except ValidationError as error:
        form.add_error("file", error)
        return _page(request, chosen, form, back, status=422)
    messages.success(request, _brought_in(plan))
    return redirect(back)


def _page(
    request: HttpRequest,
    chosen: Sequence[Table],
    form: FileForm,
    back: str,
    plan: Plan | None = None,
    notice: str | Promise = "",
    status: int = 200,
) -> HttpResponse:
    whole = len(chosen) > 1
    context = {
        **admin.site.each_context(request),
        "title": _("Import the catalogue") if whole else _("Import: %(table)s") % {"table": chosen[0].label},
        "crumb": _("Catalogue") if whole else chosen[0].label,
        "form": FileForm() if plan else form,
        "back": back,
        "plan": plan,
        "notice": notice,
        "shown": plan.changes[:SHOWN] if plan else (),
        "more": max(0, len(plan.changes) - SHOWN) if plan else 0,
        "kept": _kept(form, plan),
        "columns": () if whole else chosen[0].columns,
    }
    return TemplateResponse(request, "returns/catalogue/import.html", context, status=status)


def _kept(form: FileForm, plan: Plan | None) -> FileForm | None:
    """Return what the agreement to a preview posts: the file once more, and what it was said to do."""
    if plan is None or plan.faults or not plan.changes:
        return None
    content = base64.b64encode(form.cleaned_data["content"]).decode()
    return FileForm(initial={"content": content, "name": form.cleaned_data["name"], "digest": plan.digest})


def _brought_in(plan: Plan) -> str:
    changed = len(plan.changes) - plan.added
    added = ngettext("%(count)d row added", "%(count)d rows added", plan.added) % {"count": plan.added}
    told = ngettext("%(count)d row changed", "%(count)d rows changed", changed) % {"count": changed}
    return _("Imported: %(added)s, %(changed)s.") % {"added": added, "changed": told}


def _may_read(request: HttpRequest, chosen: Sequence[Table]) -> bool:
    return all(admin.site.get_model_admin(table.model).has_view_permission(request) for table in chosen)


def _may_import(request: HttpRequest, chosen: Sequence[Table]) -> bool:
    admins = [admin.site.get_model_admin(table.model) for table in chosen]
    return all(found.has_add_permission(request) and found.has_change_permission(request) for found in admins)


def _changelist(table: Table) -> str:
    return reverse(f"admin:returns_{table.name}_changelist")
