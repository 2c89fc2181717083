"""What has a title in both languages."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rules.translation import DEFAULT_LANGUAGE, in_language


class TitledModel(models.Model):
    """A row with a title per language, stored as a rulebook document has it: neither stands in for the other."""

    title_fr = models.TextField(_("title in French"), blank=True)
    title_en = models.TextField(_("title in English"), blank=True)

    class Meta:
        abstract = True

    @property
    def titles(self) -> dict[str, str]:
        """The title by language, as in a document."""
        return {"fr": self.title_fr, "en": self.title_en}

    @property
    @admin.display(description=_("title"))
    def title(self) -> str:
        """The title in the reader's language, else in French, else in whichever there is."""
        return in_language(self.titles, get_language() or DEFAULT_LANGUAGE)
