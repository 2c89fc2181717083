"""A rule as a form holds it: its fields, its condition and its effect, and the JSON that they make so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rules.desk import conditions_form
from rules.desk.conditions_form import BoundCondition
from rules.desk.effects import FORMS, EffectForm
from rules.desk.policies import PolicyCard, policy_cards
from rules.desk.tree import Press
from rules.desk.typed import as_sent
from rules.faults import Fault, message
from rules.parse import MAX_PRIORITY
from rules.shapes import LANGUAGES
from rules.vocabulary import Vocabulary

Json = Mapping[str, Any]
Names = Mapping[str, Mapping[str, str]]
DEFAULT_PRIORITY = 100
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, widget=forms.TextInput(attrs={"class": "d-in d-in--wide"})
    )


def _words(label: Any, language: str = "") -> forms.CharField:
    attrs = {"class": "d-in", "rows": 3, **({"lang": language} if language else {})}
    return forms.CharField(label=label, required=False, strip=False, widget=forms.Textarea(attrs=attrs))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "d-in d-in--wide"}, format=_DATES[0])
    return forms.DateField(label=label, required=False, widget=widget, input_formats=_DATES)


class RuleForm(forms.Form):
    """The fields that every kind of rule has."""

    title_fr = _text(gettext_lazy("Title in French"))
    title_en = _text(gettext_lazy("Title in English"))
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        help_text=gettext_lazy("The highest wins."),
        min_value=-MAX_PRIORITY,
        max_value=MAX_PRIORITY,
        widget=forms.TextInput(attrs={"class": "d-in d-in--n", "inputmode": "numeric", "autocomplete": "off"}),
    )
    message_fr = _words(gettext_lazy("Message in French"), "fr")
    message_en = _words(gettext_lazy("Message in English"), "en")
    valid_from = _day(pgettext_lazy("date", "Valid from"))
    valid_until = _day(pgettext_lazy("date", "until, inclusive"))
    source = _text(gettext_lazy("Source"), gettext_lazy("The law, the contract or the decision that it rests on."))
    note = _words(gettext_lazy("Note for colleagues"))
    enabled = forms.BooleanField(label=pgettext_lazy("rule", "Enabled"), required=False)

    def clean(self) -> None:
        """Ask for a title, and for messages in both languages or in none."""
        found = self.cleaned_data
        if not (found.get("title_fr", "").strip() or found.get("title_en", "").strip()):
            self.add_error("title_fr", _("Give the rule a title, for example “Video of the motor”."))
        written = [name for name in ("message_fr", "message_en") if found.get(name, "").strip()]
        if len(written) == 1:
            other = "message_en" if written == ["message_fr"] else "message_fr"
            self.add_error(other, _("It is written in one language only: write it in both, or in none."))
        start, end = found.get("valid_from"), found.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The rule ends before it begins: put a day after the first one."))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the id of the element where it is."""

    text: str
    place: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule while it is written. ``key`` is empty for a new one."""

    key: str
    kind: str
    fields: RuleForm
    condition: BoundCondition
    effect: EffectForm
    pending: str
    vocabulary: Vocabulary
    language: str

    @classmethod
    def blank(cls, kind: str, vocabulary: Vocabulary, names: Names, language: str, about: str = "") -> Self:
        """A new rule of a kind, its condition begun with the fact that it is about."""
        return cls(
            key="",
            kind=kind,
            fields=RuleForm(initial={"priority": DEFAULT_PRIORITY, "enabled": True}),
            condition=conditions_form.blank(vocabulary, language, about),
            effect=FORMS[kind](vocabulary=vocabulary, names=names, language=language),
            pending="",
            vocabulary=vocabulary,
            language=language,
        )

    @classmethod
    def stored(cls, rule: Json, vocabulary: Vocabulary, names: Names, language: str) -> Self:
        """A rule of a document."""
        form = FORMS[rule["kind"]]
        initial = {
            **{f"title_{each}": rule["title"][each] for each in LANGUAGES},
            **{f"message_{each}": rule["message"][each] for each in LANGUAGES},
            **{name: rule[name] for name in ("priority", "note", "source", "enabled", "valid_from", "valid_until")},
        }
        return cls(
            key=rule["key"],
            kind=rule["kind"],
            fields=RuleForm(initial=initial),
            condition=conditions_form.load(rule["when"], vocabulary, language),
            effect=form(initial=form.initial_of(rule["effect"]), vocabulary=vocabulary, names=names, language=language),
            pending=rule["pending"],
            vocabulary=vocabulary,
            language=language,
        )

    @classmethod
    def sent(
        cls,
        data: QueryDict,
        stored: Json | None,
        kind: str,
        vocabulary: Vocabulary,
        names: Names,
        language: str,
    ) -> Self:
        """What a form sent for a new rule, or for a stored one of the same kind."""
        form = FORMS[kind]
        initial = form.initial_of(stored["effect"]) if stored is not None else None
        return cls(
            key=stored["key"] if stored is not None else "",
            kind=kind,
            fields=RuleForm(data),
            condition=conditions_form.bind(data, vocabulary, language),
            effect=form(data, initial=initial, vocabulary=vocabulary, names=names, language=language),
            pending=data.get("pending", ""),
            vocabulary=vocabulary,
            language=language,
        )

    def pressed(self, button: Press) -> RuleDraft:
        """The rule after a press of one of the condition editor's buttons."""
        return replace(self, condition=conditions_form.press(self.condition, button, self.vocabulary, self.language))

    def being_written(self) -> RuleDraft:
        """The same, without reproaches for what is still to be filled in."""
        return replace(self, condition=self.condition.without_unfinished())

    @property
    def policies(self) -> list[PolicyCard]:
        """What it may do while an answer is missing."""
        return policy_cards(self.kind, self.effect.document(), self.pending)

    def value(self, name: str) -> Any:
        """What a field holds: as sent and found right, or as stored."""
        if self.fields.is_bound:
            self.fields.is_valid()
            return self.fields.cleaned_data.get(name)
        return self.fields.initial.get(name)

    def text(self, name: str) -> str:
        """A text with plain line breaks, whatever browsers make of them."""
        return as_sent(self.value(name) or "")

    def document(self) -> dict[str, Any]:
        """The rule as JSON, as far as it is written."""
        days = {name: self.value(name) for name in ("valid_from", "valid_until")}
        return {
            "key": self.key,
            "kind": self.kind,
            "title": {each: self.text(f"title_{each}") for each in LANGUAGES},
            "when": self.condition.when,
            "effect": self.effect.document(),
            "priority": self.value("priority"),
            "pending": next(card.value for card in self.policies if card.chosen),
            "message": {each: self.text(f"message_{each}") for each in LANGUAGES},
            "note": self.text("note"),
            "source": self.text("source"),
            "enabled": bool(self.value("enabled")),
            **{name: None if day is None else str(day) for name, day in days.items()},
        }

    def is_right(self) -> bool:
        """Whether it can be saved, as far as the form can tell."""
        return all((self.fields.is_valid(), self.effect.is_valid(), not self.condition.faults))

    # What is wrong

    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the page."""
        return [*_form_problems(self.fields, ("title_fr", "title_en")), *self._condition_problems(), *self._others()]

    def _condition_problems(self) -> list[Problem]:
        found = []
        for fault in self.condition.faults:
            place = "-".join(map(str, fault.path))
            number = ".".join(map(str, fault.path))
            where = _("Condition %(number)s") % {"number": number} if number else _("Conditions")
            found.append(Problem(fault.text, f"c{place}-{fault.part}", where))
        return found

    def _others(self) -> list[Problem]:
        rest = [name for name in self.fields.fields if not name.startswith("title")]
        return [*_form_problems(self.effect, list(self.effect.fields)), *_form_problems(self.fields, rest)]

    def refused(self, faults: tuple[Fault, ...]) -> list[Problem]:
        """What the language refuses, at the fields that it is about."""
        return [self._refused(fault) for fault in faults]

    def _refused(self, fault: Fault) -> Problem:
        name = fault.path.removeprefix("$.").replace(".", "_")
        text = message(fault.code, fault.params, self.language)
        if name in self.fields.fields:
            return Problem(text, f"id_{name}", str(self.fields.fields[name].label))
        return Problem(text, "conditions" if name.startswith("when") else "effect")


def _form_problems(form: forms.Form, names: Any) -> list[Problem]:
    found = [
        Problem(str(text), _place(form[name]), str(form.fields[name].label))
        for name in names
        if name in form.errors
        for text in form.errors[name]
    ]
    if isinstance(form, EffectForm):
        found += [Problem(str(text), "id_effect-to") for text in form.non_field_errors()]
    return found


def _place(field: forms.BoundField) -> str:
    """The id of the field's element; of the first where there are several."""
    return f"{field.auto_id}_0" if isinstance(field.field, forms.MultipleChoiceField) else field.auto_id
