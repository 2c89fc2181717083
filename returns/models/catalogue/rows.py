"""What every catalogue row has: a code that rules and fixtures name, a position, texts."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from returns.models.language import Language

validate_code = RegexValidator(
    r"\A[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z",
    _("Use lower-case letters, digits and underscores, in parts separated by dots."),
)

Row = TypeVar("Row", bound=models.Model)


class CatalogueManager(models.Manager[Row]):
    """Finds a row by its code, which is how fixtures and rules name it."""

    def get_by_natural_key(self, code: str) -> Row:
        """Return the row with this code; raises the model's DoesNotExist."""
        return self.get(code=code)


class TranslatedModel(models.Model):
    """A row with texts for people, each of which exists in every language or in none."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """End lines alike, whatever the browser sends; raise ValidationError for a text that lacks a language."""
        super().clean()
        for column in self._text_columns():
            setattr(self, column, normalize_newlines(getattr(self, column) or ""))
        message = _("Fill this text in every language, or in none.")
        if missing := self._untranslated_columns():
            raise ValidationError(dict.fromkeys(missing, message))

    def _text_columns(self) -> list[str]:
        texts = translator.get_options_for_model(type(self)).all_fields
        return [build_localized_fieldname(text, language) for text in texts for language in Language.values]

    def _untranslated_columns(self) -> list[str]:
        columns: list[str] = []
        for text in translator.get_options_for_model(type(self)).local_fields:
            versions = [build_localized_fieldname(text, language) for language in Language.values]
            empty = [version for version in versions if not getattr(self, version)]
            if len(empty) < len(versions):
                columns += empty
        return columns


class CatalogueRow(TranslatedModel):
    """A row that rules, cases and fixtures name by its code."""

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[validate_code],
        help_text=_("The name that rules use. Never change the code of a row that is in use."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Rows are shown in ascending order.")
    )

    objects = CatalogueManager()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        """Return the code alone."""
        return (self.code,)


class LabelledRow(CatalogueRow):
    """A catalogue row that people read by its label."""

    label = models.CharField(_("label"), max_length=120)

    class Meta(CatalogueRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label
