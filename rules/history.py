"""What an edit changed, as the history of a version keeps it: a few words that code can read again."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditKind(models.TextChoices):
    """What an edit did; the labels follow the name of whoever did it."""

    RULE_ADDED = "rule_added", _("added the rule")
    RULE_CHANGED = "rule_changed", _("changed the rule")
    RULE_DELETED = "rule_deleted", _("deleted the rule")
    RULE_ENABLED = "rule_enabled", _("enabled the rule")
    RULE_DISABLED = "rule_disabled", _("disabled the rule")
    RULE_MOVED = "rule_moved", _("gave another priority to the rule")
    FACT_ADDED = "fact_added", _("added the fact")
    FACT_CHANGED = "fact_changed", _("changed the fact")
    FACT_DELETED = "fact_deleted", _("deleted the fact")
    CODE_ADDED = "code_added", _("made known the code")
    EXAMPLE_ADDED = "example_added", _("added the example")
    EXAMPLE_CHANGED = "example_changed", _("changed the example")
    EXAMPLE_DELETED = "example_deleted", _("deleted the example")

    @property
    def subject(self) -> str:
        """What it was done to: ``rule``, ``fact``, ``code`` or ``example``."""
        return self.value.split("_", maxsplit=1)[0]


class Edit(NamedTuple):
    """One edit: what was done, and to which rule, fact, code or example."""

    kind: EditKind
    key: str


def remark(kind: EditKind, key: str) -> str:
    """The comment of the edit's event."""
    return f"{kind.value} {key}"


def read_remark(comment: str) -> Edit | None:
    """The edit that an event's comment tells of; None if a person wrote it."""
    kind, _space, key = comment.partition(" ")
    return Edit(EditKind(kind), key) if kind in EditKind.values else None


def remarks(edit: Edit) -> list[str]:
    """The comments of all events about the same thing."""
    return [remark(kind, edit.key) for kind in EditKind if kind.subject == edit.kind.subject]
