"""What the lists and forms of all rows of the catalogue share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.forms import CheckboxSelectMultiple, Field, ModelForm, Textarea
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import build_localized_fieldname

from returns.admin.catalogue_rows.deletion import Deleting
from returns.admin.catalogue_rows.exchange import Exchanging
from returns.admin.catalogue_rows.history import Tracked
from returns.admin.catalogue_rows.ordering import Moving
from returns.admin.catalogue_rows.uses import WithUses, signed_in
from returns.catalogue.row_history import fixed_fields, sign
from returns.models.catalogue.rows import TranslatedModel
from returns.models.language import Language

Row = TypeVar("Row", bound=TranslatedModel)
IN_LANGUAGE = {"fr": _("%(text)s in French"), "en": _("%(text)s in English")}


class CatalogueAdmin(Exchanging[Row], Deleting[Row], Moving[Row], WithUses[Row], Tracked, TranslationAdmin[Row]):
    """A list in the procedure's order, searched in both languages; a form with the languages side by side.

    ``fields`` names each text once, without a language. ``helps`` says what a field does to a customer, where the
    model's own words are too short for that. What a row is known by can be chosen once, and not changed.
    """

    list_display: Any = ("label", "code")
    search_fields: ClassVar[Any] = ("code", "label_fr", "label_en")
    list_per_page = 100
    # A dozen rows at most: they fit where two lists side by side would not.
    formfield_overrides: ClassVar[Any] = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    change_list_template = "returns/catalogue/change_list.html"
    change_form_template = "returns/catalogue/change_form.html"
    helps: ClassVar[Mapping[str, str | Promise]] = {}

    def get_fieldsets(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """Put the two languages of each text on one line."""
        return [(None, {"fields": tuple(self._lines())})]

    def _lines(self) -> Iterator[str | tuple[str, ...]]:
        for name in self.fields or ():
            if name in self.trans_opts.all_fields:
                yield tuple(build_localized_fieldname(str(name), language) for language in Language.values)
            else:
                yield str(name)

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """Add what the row is known by, once it exists."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        return (*readonly, *fixed_fields(self.model)) if obj else readonly

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say in which language a text is, and what the field does."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        language = getattr(db_field, "language", None)
        name = db_field.translated_field.name if language else db_field.name
        if name in self.helps:
            field.help_text = str(self.helps[name])
        if language:
            _tell_language(field, db_field.translated_field, language)
        if isinstance(field.widget, Textarea):
            field.widget.attrs |= {"rows": 6, "cols": 40}
        return field

    def save_model(self, request: HttpRequest, obj: Row, form: ModelForm[Row], change: bool) -> None:
        """Keep who saves the row, and what it was before its first change."""
        sign(obj, by=signed_in(request))
        super().save_model(request, obj, form, change)  # type: ignore[no-untyped-call]  # simple_history's


def _tell_language(field: Field, text: models.Field[Any, Any], language: str) -> None:
    """Say in which language a text is, to people and to browsers; what it is for stands once a line."""
    field.widget.attrs["lang"] = language
    field.label = str(IN_LANGUAGE[language]) % {"text": capfirst(str(text.verbose_name))}
    if language != Language.values[0]:
        field.help_text = ""
