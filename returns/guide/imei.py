"""The IMEI: typed, checked by its last digit, compared with the order."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from returns.casework.statements import state_facts
from returns.facts import IMEI as STATED
from returns.guide.base import GuidePage
from returns.guide.handing import hand_in
from returns.guide.questions import Wrong
from returns.guide.steps import IMEI
from returns.guide.task_list import lifts
from returns.identifiers import clean_imei
from returns.models.statement import Statement


class ImeiPage(GuidePage):
    """One number to type."""

    template_name = "returns/guide/imei.html"
    correcting = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        return self._ask(str(self.progress.answers.get(STATED) or ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it down; one of another phone only once the customer says that it is the right one."""
        typed = self.typed("imei")[:60]
        if "unknown" in request.POST:
            return self._not_found()
        if not typed:
            return self._ask(typed, _("Write the 15 digits of the IMEI, or say that you can’t find it."))
        try:
            number = clean_imei(typed)
        except ValidationError as error:
            return self._ask(typed, " ".join(error.messages))
        if self._differs(number) and "keep" not in request.POST:
            return self._ask(typed, differs=True)
        hand_in(self, IMEI, {STATED: number})
        return redirect("guide:home")

    def _not_found(self) -> HttpResponse:
        state_facts(case=self.case, source=Statement.Source.CUSTOMER, values={STATED: None}, actor=self.customer)
        self.decide_again()
        return self._ask("", not_found=True)

    def _differs(self, number: str) -> bool:
        return bool(self.case.device.imei) and number != self.case.device.imei

    def _ask(self, typed: str, mistake: str = "", *, differs: bool = False, not_found: bool = False) -> HttpResponse:
        step = self.progress.step(IMEI)
        if step is None:
            return redirect("guide:home")
        return self.show(
            typed=typed,
            row=self.progress.rows[IMEI],
            number=self.progress.number(IMEI),
            mistake=mistake,
            differs=differs,
            not_found=not_found,
            blocks=[] if differs else self.progress.reasons(step.blocks),
            lifts=lifts(step, self.progress),
            errors=[Wrong("imei", mistake)] if mistake else [],
        )
