"""A fact as a form holds it: its fields, its choices a line each, and the JSON that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.desk.facts import category_choices
from rules.desk.typed import Mistyped, as_sent, read_one, shown_one
from rules.shapes import LANGUAGES, MAX_NAME, Reader
from rules.trace_words import SUPPLIER_NAMES
from rules.translation import translate
from rules.vocabulary import CHANGERS, CHOICE_TYPES, MAX_CHOICES, Fact, Vocabulary, parse_fact
from rules.wording import TYPE_NAMES

Json = Mapping[str, Any]
OWN = "own"
"""How the names of facts begin that the desk names itself."""
SUPPLIERS = (*CHANGERS, "measured", "derived")
"""Who can give a fact that staff make up; the application gives the others by itself."""
BLANK_LINES = 3
_BOOLEANS = {"yes": "true", "oui": "true", "true": "true", "no": "false", "non": "false", "false": "false"}


def _text(label: Any, help_text: Any = "", *, required: bool = False, language: str = "") -> forms.CharField:
    attrs = {"class": "d-in d-in--wide", **({"lang": language} if language else {})}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.TextInput(attrs=attrs)
    )


def _one(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, widget=forms.Select(attrs={"class": "d-in d-in--wide"}))


def _ticks(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


class ChoiceForm(forms.Form):
    """One choice: what people read in both languages, and the code that rules compare with."""

    fr = _text(gettext_lazy("In French"), language="fr")
    en = _text(gettext_lazy("In English"), language="en")
    code = _text(gettext_lazy("Code"))

    def entry(self) -> tuple[str, dict[str, str]] | None:
        """The code and the texts; None for a line that nobody wrote in."""
        texts = {language: self.cleaned_data.get(language, "").strip() for language in LANGUAGES}
        code = self.cleaned_data.get("code", "").strip() or _slug(texts["en"] or texts["fr"])
        return (code, texts) if code or any(texts.values()) else None


ChoiceForms = formset_factory(ChoiceForm, extra=BLANK_LINES, max_num=MAX_CHOICES, absolute_max=MAX_CHOICES)


class FactForm(forms.Form):
    """The fields of a fact; its choices are ``choices``, a form a line."""

    label_fr = _text(gettext_lazy("Name in French"), language="fr", required=True)
    label_en = _text(gettext_lazy("Name in English"), language="en", required=True)
    question_fr = _text(gettext_lazy("Question in French"), language="fr")
    question_en = _text(gettext_lazy("Question in English"), language="en")
    type = _one(gettext_lazy("Answer"))
    unit = _text(gettext_lazy("Unit"), gettext_lazy("EUR, day, business_day, month, year, or any word."))
    supplier = _one(gettext_lazy("Given by"))
    default = _text(gettext_lazy("If no rule sets it"), gettext_lazy("Empty: it is unknown then."))
    categories = _ticks(gettext_lazy("Asked of"), gettext_lazy("Without a tick, every category is asked."))
    changeable_by = _ticks(
        gettext_lazy("Who could still make it different"),
        gettext_lazy("An account can be signed out, a photo taken again; a shock cannot be undone: no tick."),
    )
    name = _text(gettext_lazy("Code"), gettext_lazy("It never changes. Left empty, it is made of the name."))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        stored: Json | None = None,
        vocabulary: Vocabulary,
        supplied: Mapping[str, str],
        language: str,
    ) -> None:
        super().__init__(data, initial=_initial(stored, language))
        self.stored: Json = stored or {}
        self.vocabulary = vocabulary
        self.supplied = supplied
        self.language = language
        self._offer()
        self.choices: BaseFormSet[ChoiceForm] = ChoiceForms(data, initial=_choice_lines(stored), prefix="choice")
        if stored is not None:
            del self.fields["name"]

    def _offer(self) -> None:
        """Fill the lists; what the application gives by itself keeps its type and its giver."""
        stored = self.stored.get("supplier", "")
        offered = [code for code in SUPPLIER_NAMES if code in SUPPLIERS or code == stored]
        names = {code: translate(self.language, SUPPLIER_NAMES[code]) for code in offered}
        if self.stored and not stored:
            names = {"": _("nobody"), **names}
        self._list("type", {code: translate(self.language, name) for code, name in TYPE_NAMES.items()})
        self._list("supplier", names)
        self._list("changeable_by", {code: translate(self.language, SUPPLIER_NAMES[code]) for code in CHANGERS})
        self._list("categories", dict(category_choices(self.vocabulary, self.language)))
        self.fields["supplier"].required = bool(stored or not self.stored)
        for name in ("type", "supplier"):
            self.fields[name].disabled = self.stored.get("name") in self.supplied

    def _list(self, name: str, names: Mapping[str, str]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(names.items())

    def more_lines(self) -> None:
        """Offer some more lines for choices; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        total = self.choices.total_form_count()
        data["choice-TOTAL_FORMS"] = str(min(total + BLANK_LINES, MAX_CHOICES))
        self.choices = ChoiceForms(data, initial=_choice_lines(self.stored), prefix="choice")

    def is_valid(self) -> bool:
        """Whether it can be saved, as far as the form can tell."""
        return all((self.choices.is_valid(), super().is_valid()))

    def clean(self) -> None:
        """Ask for a question in both languages or in none, and for choices where the answer is one."""
        found = self.cleaned_data
        written = [name for name in ("question_fr", "question_en") if found.get(name, "").strip()]
        if len(written) == 1:
            other = "question_en" if written == ["question_fr"] else "question_fr"
            self.add_error(other, _("It is written in one language only: write it in both, or in none."))
        if found.get("type") in CHOICE_TYPES and not self._chosen():
            self.add_error("type", _("Write the choices below, one a line."))
        if found.get("supplier") == "derived" and found.get("categories"):
            self.add_error("categories", _("Nobody is asked for a fact that rules set: take the ticks away."))
        self._check_name(found)
        self._check_default(found)

    def _check_name(self, found: dict[str, Any]) -> None:
        name = found.get("name", "")
        kind = self.supplied.get(name)
        if name in self.vocabulary:
            self.add_error("name", _("“%(name)s” is the code of another fact.") % {"name": name})
        elif kind is not None and kind != found.get("type"):
            words = {"name": name, "type": translate(self.language, TYPE_NAMES[kind])}
            self.add_error("name", _("Cases give “%(name)s” by themselves, and the answer is: %(type)s.") % words)

    def _check_default(self, found: dict[str, Any]) -> None:
        if found.get("supplier") != "derived" or not found.get("default", "").strip() or "type" not in found:
            return
        try:
            self._default()
        except Mistyped as mistake:
            self.add_error("default", str(mistake))

    # The JSON

    def document(self) -> dict[str, Any]:
        """The fact as a document has it: what is empty is left out, unless it stood there empty before."""
        found = self.cleaned_data
        entry = {
            "name": self.stored.get("name") or found.get("name") or self._free_name(),
            "type": found["type"],
            "label": self._texts("label"),
            "question": self._texts("question"),
            "unit": found["unit"].strip() if found["type"] in ("integer", "decimal") else "",
            "supplier": found["supplier"],
            "choices": self._choices() if found["type"] in CHOICE_TYPES else [],
            "changeable_by": found["changeable_by"],
            "default": self._default() if found["supplier"] == "derived" else None,
            "categories": found["categories"],
        }
        return {key: self._kept(key, value) for key, value in entry.items() if self._stands(key, value)}

    def _stands(self, key: str, value: Any) -> bool:
        is_empty = value in ("", None, []) or (isinstance(value, dict) and not any(value.values()))
        return not is_empty or (key in self.stored and not self.stored[key])

    def _kept(self, key: str, value: Any) -> Any:
        return self.stored[key] if key in self.stored and not value and not self.stored[key] else value

    def _texts(self, key: str) -> dict[str, str]:
        return {language: as_sent(self.cleaned_data[f"{key}_{language}"]).strip() for language in LANGUAGES}

    def _chosen(self) -> list[tuple[str, dict[str, str]]]:
        return [entry for form in self.choices.forms if hasattr(form, "cleaned_data") and (entry := form.entry())]

    def _choices(self) -> list[Any]:
        """The choices; one without texts that stood there as a bare code stays one."""
        bare = {entry for entry in self.stored.get("choices", ()) if isinstance(entry, str)}
        return [
            code if code in bare and not any(texts.values()) else {"code": code, "label": texts}
            for code, texts in self._chosen()
        ]

    def _default(self) -> Any:
        """What a derived fact is when no rule sets it; raises ``Mistyped``."""
        text = self.cleaned_data["default"].strip()
        kind = self.cleaned_data["type"]
        if not text:
            return None
        codes: Any = tuple(code for code, _texts in self._chosen())
        fact = Fact(OWN, kind, choices=codes)
        if kind == "choices":
            return [read_one(code.strip(), fact, self.language) for code in text.split(",") if code.strip()]
        return read_one(_BOOLEANS.get(text.casefold(), text) if kind == "boolean" else text, fact, self.language)

    def _free_name(self) -> str:
        """A code made of the name that nobody has yet."""
        base = f"{OWN}.{_slug(self.cleaned_data['label_en'] or self.cleaned_data['label_fr']) or 'fact'}"
        base = base[: MAX_NAME - 4].rstrip("_")
        names = (base if number == 1 else f"{base}_{number}" for number in count(1))
        return next(name for name in names if name not in self.vocabulary and name not in self.supplied)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", slugify(text)).strip("_")


def _initial(stored: Json | None, language: str) -> dict[str, Any]:
    if stored is None:
        return {"type": "boolean", "supplier": "customer"}
    texts = {f"{key}_{each}": stored.get(key, {}).get(each, "") for key in ("label", "question") for each in LANGUAGES}
    rest = {key: stored.get(key, "") for key in ("type", "unit", "supplier")}
    ticks = {key: list(stored.get(key, ())) for key in ("changeable_by", "categories")}
    return {**texts, **rest, **ticks, "default": _shown_default(stored, language)}


def _shown_default(stored: Json, language: str) -> str:
    default, fact = stored.get("default"), parse_fact(stored, "$", Reader())
    if default is None or fact is None:
        return ""
    if isinstance(default, bool):
        return _("yes") if default else _("no")
    values = default if isinstance(default, list) else [default]
    return ", ".join(shown_one(value, fact, language) for value in values)


def _choice_lines(stored: Json | None) -> list[dict[str, str]]:
    return list(_lines((stored or {}).get("choices", ())))


def _lines(choices: Any) -> Iterator[dict[str, str]]:
    for choice in choices:
        if isinstance(choice, str):
            yield {"code": choice}
        else:
            yield {"code": choice["code"], **choice.get("label", {})}
