"""The hash chain over decisions and events, as rows; ``returns.ledger.stored_chain`` writes and verifies them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.ledger.chain import GENESIS, Head, Link
from rules.models.append_only import AppendOnlyModel


class LedgerEntry(AppendOnlyModel):
    """One link of the chain; positions have no gap."""

    class Kind(models.TextChoices):
        """What a link binds."""

        DECISION = "decision", _("decision")
        EVENT = "event", _("event")

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    key = models.PositiveBigIntegerField(_("key"), help_text=_("Of the decision or event."))
    row_digest = models.CharField(_("digest of the row"), max_length=64)
    content_digest = models.CharField(_("salted digest of the text"), max_length=64, blank=True)
    previous = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="ledger_binds_once"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="ledger_from_one"),
            models.CheckConstraint(condition=models.Q(kind__in=("decision", "event")), name="ledger_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.key}"

    def link(self) -> Link:
        """Return the row as a link of the chain."""
        return Link(
            position=self.position,
            kind=self.kind,
            key=self.key,
            row_digest=self.row_digest,
            content_digest=self.content_digest,
            previous=self.previous,
            hash=self.hash,
        )


class LedgerHead(models.Model):
    """The end of the chain: one row, locked last in every transaction that writes decisions or events."""

    SINGLE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=SINGLE, editable=False)
    position = models.PositiveBigIntegerField(_("position"), default=0)
    hash = models.CharField(_("hash"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("ledger head")
        verbose_name_plural = _("ledger heads")
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_single"),)

    def __str__(self) -> str:
        return f"{self.position}: {self.hash}"

    def head(self) -> Head:
        """Return the row as a value."""
        return Head(self.position, self.hash)
