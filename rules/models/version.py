"""A version of a rulebook, who wrote it, and its history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rules.models.append_only import AppendOnlyModel
from rules.models.rulebook import Rulebook

HASH_LENGTH = len("sha256:") + 64


class State(models.TextChoices):
    """How far a version has come."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


FROZEN = (State.PUBLISHED, State.RETIRED)
OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


class Version(models.Model):
    """One state of a rulebook's rules; changed only by ``rules.lifecycle``, and not at all once published.

    While it is open its meaning is ``frame`` (the document without rules and examples) and the rows of its rules
    and examples. Once frozen it is ``document``: the rows stay, for lists and searches, and decide nothing.
    """

    rulebook = models.ForeignKey(
        Rulebook, on_delete=models.PROTECT, related_name="versions", verbose_name=_("rulebook")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    frame = models.JSONField(
        _("vocabulary"), help_text=_("The document without its rules and examples: title, codes, facts.")
    )
    document = models.TextField(_("document"), blank=True, help_text=_("Canonical JSON, from the publication on."))
    hash = models.CharField(_("hash"), max_length=HASH_LENGTH, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("made from"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
        help_text=_("Empty where a command did it in nobody's name."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    revision = models.PositiveIntegerField(
        _("revision"), default=1, help_text=_("Counts the edits: who saw an older one is told.")
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("rulebook", "-number")
        permissions = (("approve_version", _("Can approve, publish, schedule, roll back and retire versions")),)
        constraints = (
            models.UniqueConstraint(fields=("rulebook", "number"), name="version_number_once_a_rulebook"),
            models.UniqueConstraint(fields=("hash",), condition=~models.Q(hash=""), name="version_frozen_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_numbered_from_one"),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, document="", hash="")
                | (
                    models.Q(state__in=FROZEN, hash__startswith="sha256:")
                    & models.Q(Exact(Length("hash"), HASH_LENGTH))
                    & ~models.Q(document="")
                ),
                name="version_frozen_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rulebook.code} {self.number}"

    @property
    def is_frozen(self) -> bool:
        """Whether its document can never change again."""
        return self.state in FROZEN


class VersionAuthor(models.Model):
    """Somebody who edited or submitted a version, and so may never approve it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="authors", verbose_name=_("version"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("version", "user"), name="version_author_once"),)

    def __str__(self) -> str:
        return f"{self.user}"


class EventKind(models.TextChoices):
    """What was done to a version."""

    CREATED = "created", _("created")
    IMPORTED = "imported", _("imported")
    EDITED = "edited", _("edited")
    SUBMITTED = "submitted", _("submitted")
    SENT_BACK = "sent_back", _("sent back")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    ROLLED_BACK = "rolled_back", _("rolled back to")
    RETIRED = "retired", _("retired")


class VersionEvent(AppendOnlyModel):
    """One step in the life of a version: who, when, what, and the content that it was about."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="events", verbose_name=_("version"))
    kind = models.CharField(_("what"), max_length=12, choices=EventKind.choices)
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty where a command did it in nobody's name."),
    )
    comment = models.TextField(_("comment"), blank=True)
    content_hash = models.CharField(
        _("hash of the content"),
        max_length=HASH_LENGTH,
        blank=True,
        help_text=_("Of the whole document as it was then; empty for edits."),
    )

    class Meta:
        verbose_name = _("event of a version")
        verbose_name_plural = _("events of versions")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="version_event_known"),
        )

    def __str__(self) -> str:
        return f"{self.version}, {self.get_kind_display()}"
