"""Deleting rows of the catalogue in the admin: refused, with the places, while anything refers to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from returns.admin.catalogue_rows.uses import RowUses, signed_in
from returns.catalogue.references import StillUsed, delete_rows
from returns.models.catalogue.rows import TranslatedModel

Row = TypeVar("Row", bound=TranslatedModel)


class Deleting(admin.ModelAdmin[Row]):
    """Both ways of deleting, the page of one row and the action on several, ask where the rows are used."""

    delete_confirmation_template = "returns/catalogue/delete.html"
    delete_selected_confirmation_template = "returns/catalogue/delete_selected.html"

    def get_deleted_objects(  # type: ignore[override]  # what forbids it is more than a text here
        self, objs: Sequence[Row], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[RowUses]]:
        """Add what refers to the rows: a list that is not empty forbids to delete any."""
        found = [RowUses.of(row, request.user) for row in objs]
        if used := [row for row in found if row.uses.forbid_deletion]:
            return [], {}, set(), used
        goes, counts, not_permitted, _protected = super().get_deleted_objects(objs, request)
        return goes, counts, not_permitted, []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say so if something came to refer to the row since the page was asked for."""
        try:
            row = self.get_object(request, object_id)
            drafts = RowUses.of(row, request.user) if row else None
            with transaction.atomic():
                return super().delete_view(request, object_id, {**(extra_context or {}), "row_uses": drafts})
        except StillUsed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say so if something came to refer to one of the rows since the page was asked for."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except StillUsed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        """Delete one row."""
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Row]) -> None:
        """Delete several, all of them or none."""
        delete_rows(rows=queryset, by=signed_in(request), reason=str(_("Deleted in the admin")))
