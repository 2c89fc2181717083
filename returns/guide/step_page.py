"""The page of a step that has none of its own: questions, guides for this device, and what is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from returns.casework.statements import state_facts
from returns.evidence_intake import UploadRefusedError
from returns.guide.base import GuidePage
from returns.guide.handing import Choice, choices_of, hand_in, nothing_chosen, sent_file, upload
from returns.guide.progress import failed_checks, is_flawed, standing_rows
from returns.guide.questions import Answer, Wrong, answers_given
from returns.guide.steps import DATA, IMEI, PHOTOS, SHIPPING, SIGN_OUT, SLIP, Step
from returns.guide.task_list import item_name, lifts, question_url, url_of
from returns.ledger.canonical import Json
from returns.models.catalogue import EvidenceItem, Guide, PhotoCheck
from returns.models.evidence import Evidence
from returns.models.statement import Statement

OWN_PAGES = frozenset({PHOTOS, IMEI, SHIPPING})
SETTLED_BY = {"erase": "data.erased", "backup": "data.backed_up"}
"""Facts that confirming an item states, so that they are not asked beside it."""
Purpose = Guide.Purpose
PURPOSES = {
    DATA: (Purpose.BACKUP, Purpose.TRANSFER, Purpose.ERASE),
    SIGN_OUT: (Purpose.SIGN_OUT, Purpose.ERASE, Purpose.PROOF),
}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One thing to hand in, with what was handed in last and what is wrong with it."""

    code: str
    label: str
    instructions: str
    kind: str
    choices: dict[str, Choice]
    state: str
    last: Evidence | None
    failed: list[PhotoCheck]
    refusal: str
    is_waived: bool
    can_keep: bool = False

    @property
    def takes_file(self) -> bool:
        """Whether it is a file, and not a confirmation."""
        return self.kind in FILES

    @property
    def is_video(self) -> bool:
        """Whether the file is a film."""
        return self.kind == EvidenceItem.Kind.VIDEO


class StepPage(GuidePage):
    """One step."""

    template_name = "returns/guide/step.html"
    correcting = True
    takes_files = True
    has_script = True

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show what is to be done."""
        return self._step(code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take one thing: a file or a confirmation, by the item that it is for."""
        step = self._find(code)
        item = request.POST.get("item", "")
        if item not in (*step.items, *step.waived):
            raise Http404
        row = self.progress.items[item]
        mistake = self._take_file(item) if row.kind in FILES else self._take_choice(item)
        if mistake:
            return self._step(code, item, mistake)
        return redirect(self._next(code))

    def _take_file(self, item: str) -> str:
        file = sent_file(self.request)
        if file is None:
            return nothing_chosen(self.progress.items[item])
        try:
            upload(self, item, file)
        except UploadRefusedError as error:
            return error.message
        return ""

    def _take_choice(self, item: str) -> str:
        found = self._choices(item).get(self.request.POST.get("choice", ""))
        if found is None:
            return _("Confirm it first: tick the answer that is true.")
        facts: dict[str, Json] = dict(found.facts or {})
        if found.is_proof:
            hand_in(self, item, facts)
        else:
            state_facts(case=self.case, source=Statement.Source.CUSTOMER, values=facts, actor=self.customer)
            self.decide_again()
        return ""

    def _choices(self, item: str) -> dict[str, Choice]:
        return dict(choices_of(item, frozenset(fact.name for fact in self.progress.vocabulary)))

    def _find(self, code: str) -> Step:
        step = next((step for step in self.progress.steps if step.code == code), None)
        if step is None or code in OWN_PAGES or not (step.is_shown or step.waived):
            raise Http404
        return step

    def _next(self, code: str) -> str:
        step = self.progress.step(code)
        if step is None or step.is_done:
            return reverse("guide:home")
        return reverse("guide:step", args=[code]) if code != SLIP else url_of(step, self.progress)

    def _step(self, code: str, wrong_item: str = "", mistake: str = "") -> HttpResponse:
        step = self._find(code)
        row = self.progress.rows[code]
        return self.show(
            step=step,
            number=self.progress.number(code),
            row=row,
            open_questions=list(self._questions(step)),
            answers=self._answers(step),
            guides=guides_for(self, code),
            items=[shown_item(self, item, step) for item in step.items],
            optional=[shown_item(self, item, step) for item in step.waived],
            blocks=self.progress.reasons(step.blocks),
            lifts=lifts(step, self.progress),
            wrong_item=wrong_item,
            mistake=mistake,
            errors=[Wrong(f"item-{wrong_item}", mistake)] if mistake else [],
        )

    def _questions(self, step: Step) -> Iterator[Answer]:
        settled = {fact for item, fact in SETTLED_BY.items() if item in step.items}
        for fact in step.questions:
            if fact not in settled:
                yield Answer(fact, self.progress.question(fact), "", question_url(fact))

    def _answers(self, step: Step) -> list[Answer]:
        return answers_given(self.progress, step.code)


FILES = frozenset({EvidenceItem.Kind.PHOTO, EvidenceItem.Kind.DOCUMENT, EvidenceItem.Kind.VIDEO})


def shown_item(page: GuidePage, item: str, step: Step) -> ShownItem:
    """Return one thing to hand in as a page shows it."""
    progress = page.progress
    row = progress.items[item]
    stand = standing_rows(progress.evidence.get(item, ()))
    last = stand[-1] if stand else None
    flawed = last is not None and last.status == Evidence.Status.PENDING and is_flawed(last, progress.checks)
    state = "flawed" if flawed else (str(last.status) if last else "")
    return ShownItem(
        code=item,
        label=item_name(item, progress),
        instructions=row.instructions,
        kind=row.kind,
        choices=dict(choices_of(item, frozenset(fact.name for fact in progress.vocabulary))),
        state=state,
        last=last,
        failed=failed_checks(last, progress.checks) if last else [],
        refusal=last.refusal_reason if last else "",
        is_waived=item in step.waived,
        can_keep=flawed,
    )


def guides_for(page: GuidePage, code: str) -> list[Guide]:
    """Return the guides of a step for exactly this device: its family, and whether it still responds."""
    family = page.case.device.family
    rows = Guide.objects.filter(step__code=code)
    if code in PURPOSES:
        rows = rows.filter(purpose__in=PURPOSES[code])
    rows = rows.filter(families__code="other") if family is None else rows.filter(families=family)
    state = Guide.DeviceState.UNRESPONSIVE if is_dead(page) else Guide.DeviceState.WORKING
    return list(rows.filter(device_state__in=(state, Guide.DeviceState.ANY)).order_by("position", "code").distinct())


def is_dead(page: GuidePage) -> bool:
    """Tell whether the device no longer responds, by the customer's own word."""
    answers = page.progress.answers
    return False in (answers.get("device.powers_on"), answers.get("device.screen_responds"))
