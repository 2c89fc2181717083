"""An item that rules can ask for and that nobody has named yet: made known to the application and to the draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rules import edits, host
from rules.desk.access import version_for
from rules.desk.frame import desk_url, page, signed_in
from rules.host import NewItem
from rules.models import Version
from rules.people import Person
from rules.refusals import LifecycleError
from rules.shapes import LANGUAGES
from rules.translation import DEFAULT_LANGUAGE, in_language

MAX_CODE = 60


def _text(label: Any, language: str = "", **options: Any) -> forms.CharField:
    attrs = {"class": "d-in d-in--wide", **({"lang": language} if language else {})}
    return forms.CharField(label=label, max_length=120, widget=forms.TextInput(attrs=attrs), **options)


def _words(label: Any, language: str) -> forms.CharField:
    attrs = {"class": "d-in", "rows": 3, "lang": language}
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs=attrs))


def _one(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, widget=forms.Select(attrs={"class": "d-in d-in--wide"}))


class ItemForm(forms.Form):
    """What an item is called, what is expected exactly, and how it is handed in."""

    labels_fr = _text(gettext_lazy("Name in French"), "fr")
    labels_en = _text(gettext_lazy("Name in English"), "en")
    instructions_fr = _words(gettext_lazy("What is expected, in French"), "fr")
    instructions_en = _words(gettext_lazy("What is expected, in English"), "en")
    step = _one(gettext_lazy("Step of the procedure"))
    kind = _one(gettext_lazy("Handed in as"))
    code = _text(
        gettext_lazy("Code"),
        help_text=gettext_lazy("It never changes. Left empty, it is made of the name."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for name, choices in host.get().item_options().items():
            cast("forms.ChoiceField", self.fields[name]).choices = [("", _("choose")), *choices]

    def item(self) -> NewItem:
        """The item that was typed."""
        found = self.cleaned_data
        texts = {name: {each: found[f"{name}_{each}"] for each in LANGUAGES} for name in ("labels", "instructions")}
        slug = re.sub(r"[^a-z0-9]+", "_", slugify(texts["labels"]["en"])).strip("_")[:MAX_CODE].rstrip("_")
        return NewItem(code=found["code"] or slug, step=found["step"], kind=found["kind"], **texts)

    def refuse(self, errors: Mapping[str, list[str]]) -> None:
        """Show what the application refuses, at the fields that it is about."""
        for name, texts in errors.items():
            field = name if name in self.fields else f"{name}_fr"
            for text in texts:
                self.add_error(field if field in self.fields else None, text)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add an item; 422 where something that was typed can't be used."""
    person = signed_in(request)
    version = version_for(person, version_id, editable=True)
    if request.method != "POST":
        return _show(request, version, ItemForm())
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _show(request, version, form, status=422)
    item = form.item()
    try:
        _add(item, version, person)
    except ValidationError as error:
        form.refuse(error.message_dict)
        return _show(request, version, form, status=422)
    except LifecycleError as refusal:
        form.add_error(None, str(refusal))
        return _show(request, version, form, status=409)
    name = in_language(dict(item.labels), get_language() or DEFAULT_LANGUAGE)
    messages.success(request, _("“%(title)s” is saved: rules can ask for it now.") % {"title": name})
    return redirect(desk_url("workspace", version))


@transaction.atomic
def _add(item: NewItem, version: Version, by: Person) -> None:
    """Make the item known to the application and to the draft, or to neither."""
    host.get().add_item(item=item, by=by)
    edits.add_code(version=version, by=by, list_name="items", code=item.code)


def _show(request: HttpRequest, version: Version, form: ItemForm, status: int = 200) -> HttpResponse:
    return page(request, "item", version=version, title=_("New item"), status=status, context={"form": form})
