# modeltranslation gives the managers a class that mypy cannot look up by name.
# mypy: disable-error-code="django-manager-missing"
"""Mails: the texts that staff edit, and the outbox in which each mail waits until it has gone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from returns.mailing.mails import MAILS, Mail
from returns.mailing.placeholders import faults
from returns.models.case import ReturnCase
from returns.models.catalogue.rows import LabelledRow
from returns.models.language import Language
from returns.workflow import Audience


class MessageTemplate(LabelledRow):
    """What a mail says, in both languages, with placeholders for what differs from case to case."""

    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Clear this so that the mail is not sent any more.")
    )
    subject = models.CharField(_("subject"), max_length=160)
    body = models.TextField(_("text"), help_text=_("Plain text. An empty line begins a new paragraph."))

    class Meta(LabelledRow.Meta):
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")

    @property
    def mail(self) -> Mail | None:
        """Whom it is for, and which placeholders it may use; None for a code that nothing is sent under."""
        return MAILS.get(self.code)

    def text(self, column: str, language: str) -> str:
        """Return its ``subject`` or ``body`` in a language, else in the other one."""
        versions = [getattr(self, build_localized_fieldname(column, code)) for code in (language, *Language.values)]
        return next(filter(None, versions), "")

    def clean(self) -> None:
        """Raise ValidationError, at the field, for a placeholder that the mail has no value for."""
        super().clean()
        if self.mail is None and self._state.adding:
            raise ValidationError({"code": _("Constat sends no mail of this name.")})
        wrong = {column: found for column in self._texts() if (found := self._faults(column))}
        if wrong:
            raise ValidationError(wrong)

    def _texts(self) -> list[str]:
        return [build_localized_fieldname(name, code) for name in ("subject", "body") for code in Language.values]

    def _faults(self, column: str) -> list[Any]:
        known = self.mail.placeholders if self.mail else frozenset()
        return faults(getattr(self, column) or "", known)


def _new_message_id() -> str:
    return uuid4().hex


class OutboxMessage(models.Model):
    """One mail, written in the transaction that it tells of; a background task sends it."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("not sent")

    case = models.ForeignKey(
        ReturnCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("case"),
    )
    template = models.CharField(_("template"), max_length=60)
    audience = models.CharField(_("to whom"), max_length=8, choices=Audience.choices)
    to = models.EmailField(_("e-mail address"), blank=True, help_text=_("Empty once it has been erased."))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("text"), blank=True)
    message_id = models.CharField(
        _("message ID"),
        max_length=32,
        unique=True,
        default=_new_message_id,
        editable=False,
        help_text=_("The same at each attempt, so that a mail sent twice is shown once."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    next_attempt_at = models.DateTimeField(
        _("next attempt at"), default=timezone.now, help_text=_("While a worker sends it: when another one may.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("next_attempt_at",), condition=models.Q(state="waiting"), name="outbox_waiting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "sent", "failed", "dropped")), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="outbox_sent_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.subject or self.template
