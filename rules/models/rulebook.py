"""A rulebook: the rules of one market, through all their versions."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rules.models.titled import TitledModel
from rules.shapes import MAX_NAME

validate_code = RegexValidator(
    r"\A[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*\Z",
    _("Use small letters, digits, dots, hyphens and underscores, a letter first."),
)


class RulebookManager(models.Manager["Rulebook"]):
    """Finds a rulebook by its code, which is how documents and commands name it."""

    def get_by_natural_key(self, code: str) -> Rulebook:
        """Return the rulebook with this code; raises Rulebook.DoesNotExist."""
        return self.get(code=code)


class Rulebook(TitledModel):
    """The rules of one market; its titles are those of the version published last."""

    code = models.CharField(_("code"), max_length=MAX_NAME, unique=True, validators=[validate_code])

    objects: ClassVar[RulebookManager] = RulebookManager()

    class Meta:
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        ordering = ("code",)
        constraints = (models.CheckConstraint(condition=~models.Q(code=""), name="rulebook_has_a_code"),)

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        """Return the code alone."""
        return (self.code,)
