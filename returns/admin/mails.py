"""Mails in the admin: their texts, with a preview; the outbox, to read; the limit above which a lead is asked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from returns.admin.catalogue_rows.base import CatalogueAdmin
from returns.admin.cells import case_link
from returns.admin.reading import CaseReading
from returns.mailing.outbox import MailText, example, shown
from returns.models import MessageTemplate, OutboxMessage, RefundLimit


@admin.register(MessageTemplate)
class MessageTemplateAdmin(CatalogueAdmin[MessageTemplate]):
    """What mails say, with the placeholders that each may use and how it reads once they are filled in."""

    list_display = ("label", "code", "subject", "is_active", "position")
    list_filter = ("is_active",)
    search_fields = ("code", "label_fr", "label_en", "subject_fr", "subject_en", "body_fr", "body_en")
    fields = ("code", "position", "label", "is_active", "placeholders", "subject", "body", "preview")
    readonly_fields = ("placeholders", "preview")

    @admin.display(description=_("placeholders"))
    def placeholders(self, template: MessageTemplate) -> str:
        """Name what the texts may be filled with."""
        names = template.mail.placeholders if template.mail else ()
        return "  ".join(f"{{{name}}}" for name in sorted(names))

    @admin.display(description=_("as it is sent"))
    def preview(self, template: MessageTemplate) -> SafeString:
        """Show the stored texts with invented values."""
        mails = {language: example(template, language) for language in ("fr", "en")}
        return render_to_string("returns/mail/previews.html", {"mails": mails if template.pk else {}})


@admin.register(OutboxMessage)
class OutboxMessageAdmin(CaseReading, admin.ModelAdmin[OutboxMessage]):
    """Every mail that was written, and what became of it."""

    list_display = ("written", "about", "state", "audience", "subject_line")
    list_display_links = ("written",)
    change_form_template = "returns/mail/change_form.html"
    list_filter = ("state", "audience", "template", "created_at")
    search_fields = ("to", "case__reference")
    show_full_result_count = False
    fields = (
        "about",
        "created_at",
        "state",
        "sent_at",
        "attempts",
        "next_attempt_at",
        "last_error",
        "to",
        "language",
        "template",
        "text",
    )
    readonly_fields = ("about", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        """Fetch what a row shows in the same query."""
        return super().get_queryset(request).select_related("case")

    @admin.display(description=_("written at"), ordering="created_at")
    def written(self, message: OutboxMessage) -> str:
        """Say when, in short."""
        return date_format(timezone.localtime(message.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("case"), ordering="case__reference")
    def about(self, message: OutboxMessage) -> Any:
        """Link to the case."""
        return case_link(message.case) if message.case else ""

    @admin.display(description=_("subject"))
    def subject_line(self, message: OutboxMessage) -> str:
        """Show the subject; empty once it has been erased."""
        return message.subject

    @admin.display(description=_("text"))
    def text(self, message: OutboxMessage) -> SafeString:
        """Show the mail as it reads, personal addresses apart."""
        read = shown(MailText(message.subject, message.body), message.language)
        return render_to_string("returns/mail/previews.html", {"mails": {message.language: read}})


@admin.register(RefundLimit)
class RefundLimitAdmin(SimpleHistoryAdmin, admin.ModelAdmin[RefundLimit]):
    """The refund above which a lead confirms an override."""

    list_display = ("currency", "amount")
    fields = ("currency", "amount")
