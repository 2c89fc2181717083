"""Events in the admin: what happened to cases, to read."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.cells import case_link
from returns.admin.happenings import event_name
from returns.admin.reading import CaseReading, reader
from returns.models import Event
from returns.permissions import visible_events


@admin.register(Event)
class EventAdmin(CaseReading, admin.ModelAdmin[Event]):
    """One change of a case each."""

    list_display = ("at", "case_reference", "what", "subject", "audience", "actor")
    list_filter = ("kind", "audience", "at")
    search_fields = ("case__reference", "subject")
    ordering = ("-pk",)
    fields = ("case_reference", "at", "what", "from_state", "to_state", "subject", "audience", "actor", "note")
    readonly_fields = ("case_reference", "what", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch what a row shows in the same query."""
        return visible_events(reader(request)).select_related("case", "actor", "note")

    @admin.display(description=_("case"), ordering="case__reference")
    def case_reference(self, event: Event) -> SafeString:
        """Link to the case."""
        return case_link(event.case)

    @admin.display(description=_("what"), ordering="kind")
    def what(self, event: Event) -> str:
        """Say what happened."""
        return event_name(event)

    @admin.display(description=_("note"))
    def note(self, event: Event) -> str:
        """Show why it happened, in somebody's words, until they are erased."""
        try:
            text: str = event.note.text
        except ObjectDoesNotExist:
            return ""
        return text
