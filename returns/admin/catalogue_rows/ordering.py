"""Rows of the catalogue moved up and down in their list, by buttons that are submits."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.catalogue_rows.uses import row_for, signed_in
from returns.catalogue.ordering import WITHIN, group_of, move_row
from returns.models.catalogue.rows import TranslatedModel

Row = TypeVar("Row", bound=TranslatedModel)


class OrderedList(ChangeList):
    """A list whose rows know whether they can be moved, and where to come back to."""

    def get_results(self, request: HttpRequest) -> None:
        """Tell each row of its neighbours."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        self.result_list = rows
        groups = [group_of(row) for row in rows]
        query = request.GET.urlencode()
        last_page = self.page_num >= self.paginator.num_pages
        for index, row in enumerate(rows):
            row.list_query = query
            row.is_first = groups[index] != groups[index - 1] if index else self.page_num == 1
            row.is_last = groups[index] != groups[index + 1] if index + 1 < len(rows) else last_page


class Moving(admin.ModelAdmin[Row]):
    """A column of arrows, while the list stands in its own order and hides no neighbour."""

    def get_urls(self) -> list[URLPattern]:
        """Put the address that the arrows post to before those of the admin, whose last takes any."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        return [
            path("<path:object_id>/move/", self.admin_site.admin_view(self.move_view), name=name),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list whose rows know their neighbours."""
        return OrderedList

    def get_list_display(self, request: HttpRequest) -> Any:
        """Add the arrows for who may use them."""
        first, *others = super().get_list_display(request)
        return (first, "move", *others) if self._can_move(request) else (first, *others)

    def _can_move(self, request: HttpRequest) -> bool:
        harmless = {PAGE_VAR, f"{WITHIN.get(self.model, '')}__id__exact"}
        shown = {name for name, value in request.GET.items() if value and not (name == ORDER_VAR and not value)}
        return self.has_change_permission(request) and shown <= harmless

    @admin.display(description=_("place"))
    def move(self, row: Row) -> SafeString:
        """Show the arrows of a row."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_move", args=(row.pk,))
        return render_to_string("returns/catalogue/move.html", {"row": row, "url": url})

    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move a row by one place and come back to it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = row_for(self, request, object_id)
        if not move_row(row=row, up=request.POST.get("direction") == "up", by=signed_in(request)):
            messages.info(request, _("“%(row)s” is at the end of the list already.") % {"row": row})
        changelist = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{changelist}{query}#row-{row.pk}")
