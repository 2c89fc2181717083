"""What a rule does, as a form: the fields of its kind, and the effect they make, unfinished or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.desk.conditions_view import ValueField, value_field
from rules.desk.typed import Mistyped, as_sent, read, shown, value_widget
from rules.faults import ValueProblemError, message
from rules.vocabulary import Fact, Vocabulary
from rules.wording import code_name, fact_name

Json = Mapping[str, Any]
Codes = Sequence[Any]
PREFIX = "effect"
_EXTENDABLE = ("items", "grounds")
"""The lists of codes that a rule may add to, from what the application knows."""


class EffectForm(forms.Form):
    """The fields of one kind of rule."""

    lists: Mapping[str, str] = {}
    """Field → the list of codes that it chooses from."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        vocabulary: Vocabulary,
        names: Mapping[str, Mapping[str, str]],
        language: str,
    ) -> None:
        super().__init__(data, initial=initial, prefix=PREFIX)
        self.vocabulary = vocabulary
        self.names = names
        self.language = language
        for name, list_name in self.lists.items():
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = self.codes(list_name, with_blank=not isinstance(field, forms.MultipleChoiceField))

    def codes(self, list_name: str, *, with_blank: bool) -> Codes:
        """The codes to choose from, by their names; those that the version lacks come last."""
        known = self.vocabulary.codes(list_name)
        labels = self.names.get(list_name, {})
        blank = [("", _("choose"))] if with_blank else []
        own = [(code, code_name(code, self.language, labels)) for code in known]
        more = [(code, name) for code, name in labels.items() if code not in known]
        if list_name not in _EXTENDABLE or not more:
            return [*blank, *own]
        return [*blank, *own, (_("Not yet in this version"), more)]

    def new_codes(self) -> list[tuple[str, str]]:
        """The codes that were chosen and that the version lacks, each with its list."""
        chosen = ((list_name, self.cleaned_data.get(name)) for name, list_name in self.lists.items())
        return [
            (list_name, code)
            for list_name, code in chosen
            if isinstance(code, str) and code and code not in self.vocabulary.codes(list_name)
        ]

    @classmethod
    def initial_of(cls, effect: Json) -> dict[str, Any]:
        """The fields of a stored effect."""
        return dict(effect)

    def document(self) -> dict[str, Any]:
        """The effect as a document has it; what is missing or wrong is left empty."""
        return {name: self.value(name) for name in self.fields}

    def value(self, name: str) -> Any:
        """What a field holds: as it was sent and found right, or as it was stored."""
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data.get(name, "")
        return self.initial.get(name, "")

    @property
    def to_field(self) -> ValueField | None:
        """A value whose field depends on another one; only derivations have one."""
        return None


def _one(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=help_text, widget=forms.Select(attrs={"class": "d-in d-in--wide"}))


def _several(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple)


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, strip=False, widget=forms.Textarea(attrs={"class": "d-in", "rows": 3})
    )


class DerivationForm(EffectForm):
    """A fact that rules set, and what it becomes."""

    set = _one(gettext_lazy("Fact"), gettext_lazy("Only facts that rules set stand here."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        derived = [(fact.name, fact_name(fact, self.language)) for fact in self.vocabulary if fact.is_derived]
        field = cast("forms.ChoiceField", self.fields["set"])
        field.choices = [("", _("choose")), *derived]
        field.widget.attrs["data-redraw"] = True
        self.problem = ""

    @property
    def fact(self) -> Fact | None:
        """The fact that is chosen."""
        return self.vocabulary.facts.get(self.value("set"))

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in the field of the value."""
        fact = self.fact
        if fact is None:
            return ()
        if isinstance(self.data, QueryDict) and self.is_bound:
            return tuple(self.data.getlist(self.to_name(fact)))
        stored = self.initial.get("to")
        return () if stored is None else shown(stored, value_widget(fact), fact, self.language)

    def to_name(self, fact: Fact) -> str:
        """The name of the value's field: after another fact is chosen, what was typed counts no more."""
        return f"{PREFIX}-to:{fact.name}"

    @property
    def to_field(self) -> ValueField | None:
        """The field of the value, which fits the fact."""
        fact = self.fact
        if fact is None:
            return None
        widget = value_widget(fact, self.texts)
        return value_field(fact, widget, self.texts, self.language, name=self.to_name(fact), id="id_effect-to")

    def document(self) -> dict[str, Any]:
        """The effect; without its value where that is missing or wrong."""
        fact = self.fact
        if fact is None:
            return {"set": ""}
        try:
            return {"set": fact.name, "to": self.typed(fact)}
        except (Mistyped, ValueProblemError):
            return {"set": fact.name}

    def typed(self, fact: Fact) -> Any:
        """The value that was typed; raises ``Mistyped`` or ``ValueProblemError``."""
        stored = self.initial.get("to")
        widget = value_widget(fact, self.texts)
        is_same = stored is not None and self.initial.get("set") == fact.name
        if is_same and shown(stored, widget, fact, self.language) == self.texts:
            return stored
        value = read(self.texts, widget, fact, self.language)
        self.vocabulary.canonical(fact.name, value)
        return value

    def clean(self) -> None:
        """Refuse a value that does not fit the fact."""
        fact = self.vocabulary.facts.get(self.cleaned_data.get("set", ""))
        if fact is None:
            return
        try:
            self.typed(fact)
        except Mistyped as mistake:
            self.problem = str(mistake)
        except ValueProblemError as mistake:
            self.problem = message(mistake.code, mistake.params, self.language)
        if self.problem:
            self.add_error(None, self.problem)


class ExclusionForm(EffectForm):
    """Guarantees that do not hold, and on which ground."""

    lists = {"exclude": "guarantees", "ground": "grounds"}
    exclude = _several(gettext_lazy("Guarantees"))
    ground = _one(gettext_lazy("Ground"))


class RequirementForm(EffectForm):
    """An item that is asked for, or that is not."""

    lists = {"item": "items"}
    verb = forms.ChoiceField(
        label=gettext_lazy("Effect"),
        choices=[("require", gettext_lazy("Ask for")), ("waive", gettext_lazy("Do not ask for"))],
        initial="require",
        widget=forms.Select(attrs={"class": "d-in d-in--wide", "data-redraw": True}),
    )
    item = _one(gettext_lazy("Item"))

    @classmethod
    def initial_of(cls, effect: Json) -> dict[str, Any]:
        """The verb and the item that it is about."""
        return {"verb": verb, "item": item} if (verb := next(iter(effect), "")) and (item := effect[verb]) else {}

    def document(self) -> dict[str, Any]:
        """The item under its verb."""
        return {self.value("verb") or "require": self.value("item")}


class BlockerForm(EffectForm):
    """Steps of the case that are held up, and on which ground."""

    lists = {"block": "transitions", "ground": "grounds"}
    block = _several(gettext_lazy("Steps held up"))
    ground = _one(gettext_lazy("Ground"))


class ReviewForm(EffectForm):
    """The question that an agent has to answer."""

    lists = {"ground": "grounds"}
    ground = _one(gettext_lazy("Ground"))
    question_fr = _words(gettext_lazy("Question in French"))
    question_en = _words(gettext_lazy("Question in English"))

    @classmethod
    def initial_of(cls, effect: Json) -> dict[str, Any]:
        """The question by language."""
        question = effect.get("question", {})
        return {
            "ground": effect.get("ground", ""),
            "question_fr": question.get("fr", ""),
            "question_en": question.get("en", ""),
        }

    def document(self) -> dict[str, Any]:
        """The question as one text a language."""
        question = {language: as_sent(self.value(f"question_{language}")) for language in ("fr", "en")}
        return {"ground": self.value("ground"), "question": question}

    def clean(self) -> None:
        """Ask for the question in both languages."""
        for name in ("question_fr", "question_en"):
            if name in self.cleaned_data and not self.cleaned_data[name].strip():
                self.add_error(name, _("Agents read it in both languages: write it."))


class RecommendationForm(EffectForm):
    """The resolution that is proposed."""

    lists = {"resolution": "resolutions"}
    resolution = _one(gettext_lazy("Resolution"))


FORMS: Mapping[str, type[EffectForm]] = {
    "derivation": DerivationForm,
    "exclusion": ExclusionForm,
    "requirement": RequirementForm,
    "blocker": BlockerForm,
    "review": ReviewForm,
    "recommendation": RecommendationForm,
}
