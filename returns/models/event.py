"""What happened to a case, written once; and why, in words that can be erased."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.ledger.canonical import instant
from returns.ledger.chain import Content, Row
from returns.models.case import ReturnCase
from returns.models.decision import Decision
from returns.workflow import DECIDING, Audience
from rules.models.append_only import AppendOnlyModel

STAFF_ONLY = frozenset({"assigned", "noted", "reviewed", "overridden", "confirmed", "rejected", "withdrawn", "settled"})
"""The kinds of events that stay between agents: sellers and customers are told the result."""


class Event(AppendOnlyModel):
    """One change of a case, who made it and in whose name."""

    class Kind(models.TextChoices):
        """What was changed."""

        OPENED = "opened", _("opened")
        TRANSITION = "transition", _("transition")
        DECIDED = "decided", _("rules applied")
        STATED = "stated", _("facts stated")
        INSPECTED = "inspected", _("inspection recorded")
        EVIDENCE = "evidence", _("evidence")
        SHIPPING = "shipping", _("shipping")
        REBOUND = "rebound", _("moved to another rulebook version")
        ERASED = "erased", _("erased")
        ASSIGNED = "assigned", _("assignment")
        NOTED = "noted", _("internal note")
        REQUESTED = "requested", _("missing items requested")
        MESSAGE = "message", _("message")
        PROPOSED = "proposed", _("resolution proposed")
        REVIEWED = "reviewed", _("review answered")
        OVERRIDDEN = "overridden", _("decided otherwise")
        CONFIRMED = "confirmed", _("override confirmed")
        REJECTED = "rejected", _("override rejected")
        WITHDRAWN = "withdrawn", _("override withdrawn")
        SETTLED = "settled", _("message needs no answer")
        HANDLED = "handled", _("handed to a member of the seller")

    case = models.ForeignKey(ReturnCase, on_delete=models.PROTECT, related_name="events", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    transition = models.CharField(_("transition"), max_length=20, blank=True)
    from_state = models.CharField(_("from"), max_length=12, blank=True)
    to_state = models.CharField(_("to"), max_length=12, blank=True)
    subject = models.CharField(
        _("about"), max_length=120, blank=True, help_text=_("The item, version or the like, by its code.")
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("decision"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty for customers and for the system."),
    )
    audience = models.CharField(_("in the name of"), max_length=8, choices=Audience.choices)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("pk",)
        indexes = (models.Index(fields=("-at",), name="event_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="transition") ^ models.Q(transition=""),
                name="event_names_its_transition",
            ),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="event_audience_known"),
        )

    def __str__(self) -> str:
        return f"{self.case}, {self.get_kind_display()}"

    @property
    def is_by_rules(self) -> bool:
        """Whether the rules decided the return by themselves, and no person did."""
        return self.audience == Audience.SYSTEM and self.transition in DECIDING

    def chain_row(self) -> Row:
        """Return everything that the row shows, for the chain to bind; an override with its event."""
        own: dict[str, Any] = {}
        if self.kind == self.Kind.OVERRIDDEN:
            override = getattr(self, "override", None)
            own = {"override": override.chain_row() if override else None}
        return {
            **own,
            "case": self.case.reference,
            "case_id": self.case_id,
            "kind": self.kind,
            "transition": self.transition,
            "from_state": self.from_state,
            "to_state": self.to_state,
            "subject": self.subject,
            "decision": self.decision_id,
            "at": instant(self.at),
            "actor": self.actor_id,
            "audience": self.audience,
        }


class EventNote(AppendOnlyModel):
    """Why an event happened, in somebody's words; gone once erased."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="note", verbose_name=_("event")
    )
    text = models.TextField(_("text"))
    salt = models.CharField(_("salt"), max_length=32)

    class Meta:
        verbose_name = _("note of an event")
        verbose_name_plural = _("notes of events")

    def __str__(self) -> str:
        return self.text

    def chain_content(self) -> Content:
        """Return the text for the chain to bind."""
        return Content(self.salt, self.text)
