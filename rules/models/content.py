"""The rules and examples of a version as rows, one field a key of the document."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rules.kinds import KINDS
from rules.models.titled import TitledModel
from rules.models.version import Version
from rules.shapes import MAX_NAME


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of rule with their labels in the active language."""
    return [(kind.name, gettext(kind.label)) for kind in KINDS.values()]


class PendingPolicy(models.TextChoices):
    """What a rule does while it is not known whether it fires."""

    WAIT = "wait", _("waits")
    APPLY = "apply", _("applies")
    IGNORE = "ignore", _("does nothing")


class Rule(TitledModel):
    """One rule of a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="rules", verbose_name=_("version"))
    key = models.CharField(_("key"), max_length=MAX_NAME)
    kind = models.CharField(_("kind"), max_length=14, choices=kind_choices)
    when = models.JSONField(_("condition"), null=True, blank=True, help_text=_("Empty means always."))
    effect = models.JSONField(_("effect"))
    priority = models.IntegerField(_("priority"), default=100, help_text=_("The higher one wins."))
    pending = models.CharField(_("while pending"), max_length=6, choices=PendingPolicy.choices)
    message_fr = models.TextField(_("message in French"), blank=True)
    message_en = models.TextField(_("message in English"), blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.TextField(_("source"), blank=True)
    enabled = models.BooleanField(_("enabled"), default=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    revision = models.PositiveIntegerField(
        _("revision"), default=1, help_text=_("Counts the edits: who saw an older one is told.")
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("version_id", "key")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="rule_key_once_a_version"),
            models.CheckConstraint(condition=models.Q(kind__in=tuple(KINDS)), name="rule_kind_known"),
            models.CheckConstraint(condition=models.Q(pending__in=PendingPolicy.values), name="rule_pending_known"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="rule_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def messages(self) -> dict[str, str]:
        """The message by language, as in a document."""
        return {"fr": self.message_fr, "en": self.message_en}


class Example(TitledModel):
    """A saved case of a version: its facts, and the part of the outcome that they must give."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="examples", verbose_name=_("version"))
    key = models.CharField(_("key"), max_length=MAX_NAME)
    facts = models.JSONField(_("facts"))
    expect = models.JSONField(_("expected"))
    revision = models.PositiveIntegerField(
        _("revision"), default=1, help_text=_("Counts the edits: who saw an older one is told.")
    )

    class Meta:
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        ordering = ("version_id", "key")
        constraints = (models.UniqueConstraint(fields=("version", "key"), name="example_key_once_a_version"),)

    def __str__(self) -> str:
        return self.key
