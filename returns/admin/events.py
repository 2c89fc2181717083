"""Events in the admin: what happened to cases, to read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from returns.admin.cells import case_link, moment_cell
from returns.admin.happenings import event_name, event_subject
from returns.admin.reading import CaseReading, reader
from returns.models import Event, Resolution, User
from returns.permissions import visible_events
from returns.telling.labels import subject_names

_Column = str | Callable[[Event], str | bool]


@admin.register(Event)
class EventAdmin(CaseReading, admin.ModelAdmin[Event]):
    """One change of a case each."""

    list_display = ("moment", "case_reference", "what", "subject", "audience", "actor")
    list_per_page = 50
    list_filter = ("kind", "audience", "at")
    search_fields = ("case__reference", "subject")
    ordering = ("-pk",)
    fields = ("case_reference", "at", "what", "from_state", "to_state", "subject", "audience", "actor", "note")
    readonly_fields = ("case_reference", "what", "note")

    def get_list_display(self, request: HttpRequest) -> list[_Column]:
        """Name items and carriers as people do, from names that are read once for all rows."""
        names = cache(_names)

        @admin.display(description=_("subject"), ordering="subject")
        def about(event: Event) -> str:
            return event_subject(event, names())

        columns = super().get_list_display(request)
        return [about if column == "subject" else column for column in columns]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch what a row shows in the same query."""
        return visible_events(reader(request)).select_related("case", "actor", "note")

    @admin.display(description=_("at"), ordering="at")
    def moment(self, event: Event) -> str:
        """Show when."""
        return moment_cell(event.at)

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


def _names() -> dict[str, str]:
    """What events are about, by the codes that they keep: items, carriers, resolutions, and colleagues."""
    staff = {f"user:{user.pk}": str(user) for user in User.objects.filter(is_staff=True)}
    return {**subject_names(), **dict(Resolution.objects.values_list("code", "label")), **staff}
