"""Questions: one thing a page, "I don't know" is an answer, and each answer decides anew what is asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from returns.casework.statements import state_facts
from returns.facts import stated_as
from returns.guide.base import GuidePage
from returns.guide.handing import hand_in
from returns.guide.progress import Progress, question_rank
from returns.guide.steps import WARRANTY, step_of_fact
from returns.guide.task_list import question_url, url_of
from returns.guide.verdict import read_verdict
from returns.ledger.canonical import Json
from returns.models.statement import Statement
from rules import Fact, FactError
from rules.desk import typed
from rules.wording import fact_question, value_name

UNKNOWN = "unknown"
WARRANTY_CHECK = "warranty_check"
CUSTOMER = Statement.Source.CUSTOMER


class Wrong(NamedTuple):
    """What is wrong, and the field that it is about."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with the answer that was given, for a list of them."""

    fact: str
    question: str
    value: str
    url: str


def answers_given(progress: Progress, step: str) -> list[Answer]:
    """Return what the customer answered in a step, in the vocabulary's order, each name once."""
    found: dict[str, Answer] = {}
    for fact in sorted(progress.vocabulary, key=question_rank):
        name = stated_as(fact, CUSTOMER) if fact.supplier == CUSTOMER else None
        if name is not None and name in progress.answers and name not in found and _belongs(fact, step, progress):
            found[name] = _answer(fact, progress)
    return list(found.values())


def _belongs(fact: Fact, step: str, progress: Progress) -> bool:
    return step_of_fact(fact.name, {row.code: row.items for row in progress.steps}) == step


def _answer(fact: Fact, progress: Progress) -> Answer:
    value = progress.answer(fact)
    try:
        known = progress.vocabulary.canonical(fact.name, value) if value is not None else None
    except FactError:
        known = None
    return Answer(
        fact=fact.name,
        question=fact_question(fact, progress.language),
        value=str(_("I don’t know") if known is None else value_name(fact, known, progress.language)).capitalize(),
        url=question_url(fact.name),
    )


class Question(GuidePage):
    """One question; only those whose answer can still change something are asked, or were."""

    template_name = "returns/guide/question.html"
    correcting = True

    def get(self, request: HttpRequest, fact: str) -> HttpResponse:
        """Ask, with the answer that was given before."""
        self._find(fact)
        return self._ask(self._given())

    def post(self, request: HttpRequest, fact: str) -> HttpResponse:
        """Take the answer down, decide again, and lead to the next question."""
        self._find(fact)
        texts = request.POST.getlist("answer")
        try:
            value = self._read(texts)
            state_facts(case=self.case, source=CUSTOMER, values={self.name: value}, actor=self.customer)
        except typed.Mistyped as mistake:
            return self._ask(texts, str(mistake))
        except FactError as error:
            return self._ask(texts, str(error))
        self.decide_again()
        return redirect(self._next())

    def _find(self, fact: str) -> None:
        vocabulary = self.progress.vocabulary
        name = stated_as(vocabulary[fact], CUSTOMER) if fact in vocabulary else None
        asked = {question for step in self.progress.steps for question in step.questions}
        if name is None or (fact not in asked and name not in self.progress.answers):
            raise Http404
        self.fact, self.name = vocabulary[fact], name

    @cached_property
    def widget(self) -> typed.Widget:
        """The kind of field."""
        return typed.value_widget(self.fact)

    @property
    def step(self) -> str:
        """The step that the question belongs to."""
        return step_of_fact(self.fact.name, {row.code: row.items for row in self.progress.steps}) or WARRANTY

    def _given(self) -> Sequence[str]:
        if self.name not in self.progress.answers:
            return ()
        value = self.progress.answers[self.name]
        return (UNKNOWN,) if value is None else typed.shown(value, self.widget, self.fact, self.language)

    def _read(self, texts: Sequence[str]) -> Json:
        if UNKNOWN in texts or UNKNOWN in self.request.POST:
            return None
        try:
            value: Json = typed.read(texts, self.widget, self.fact, self.language)
        except typed.Untyped:
            raise typed.Untyped(_("Choose an answer. “I don’t know” will do.")) from None
        return value

    def _ask(self, given: Sequence[str], mistake: str = "") -> HttpResponse:
        return self.show(
            fact=self.fact,
            question=fact_question(self.fact, self.language),
            widget=self.widget,
            choices=self._choices(),
            given=given,
            step_code=self.step,
            step_number=self.progress.number(self.step),
            step_label=self.progress.rows[self.step].label,
            mistake=mistake,
            errors=[Wrong("answer", mistake)] if mistake else [],
        )

    def _choices(self) -> list[tuple[str, str]]:
        if self.widget == "yesno":
            return [("true", _("Yes")), ("false", _("No"))]
        known = (
            (code, self.progress.vocabulary.canonical(self.fact.name, self._one(code))) for code in self.fact.codes
        )
        return [(code, value_name(self.fact, value, self.language)) for code, value in known]

    def _one(self, code: str) -> Any:
        return [code] if self.fact.type == "choices" else code

    def _next(self) -> str:
        step = self.progress.step(self.step)
        if self.step == WARRANTY:
            return question_url(step.questions[0]) if step and step.questions else reverse("guide:answers")
        return url_of(step, self.progress) if step else reverse("guide:home")


class Answers(GuidePage):
    """Check your answers: what was said on the warranty, the verdict so far, and that it is right."""

    template_name = "returns/guide/answers.html"
    correcting = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the answers, each with a way to correct it."""
        step = self.progress.step(WARRANTY)
        if step is not None and step.questions:
            return redirect(question_url(step.questions[0]))
        uploads = [item for item in step.items if item != WARRANTY_CHECK] if step else []
        return self.show(
            answers=answers_given(self.progress, WARRANTY),
            verdict=read_verdict(self.progress),
            step=step,
            number=self.progress.number(WARRANTY),
            uploads=uploads,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the answers for right."""
        step = self.progress.step(WARRANTY)
        if step is None or step.questions:
            return redirect("guide:answers")
        if WARRANTY_CHECK in step.open:
            hand_in(self, WARRANTY_CHECK)
        step = self.progress.step(WARRANTY)
        return redirect(reverse("guide:step", args=[WARRANTY]) if step and step.open else reverse("guide:home"))
