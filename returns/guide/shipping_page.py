"""Shipping: the carrier on the label, how to hand the parcel over and until when, its number and the receipt."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.casework.shipping import choose_shipping
from returns.casework.transitions import TransitionRefusedError, perform
from returns.evidence_intake import UploadRefusedError
from returns.guide.base import GuidePage
from returns.guide.drop_off import Occasion, next_occasion
from returns.guide.handing import hand_in, upload
from returns.guide.questions import Wrong
from returns.guide.step_page import ShownItem, shown_item
from returns.guide.steps import SHIPPING, Standing, Step
from returns.guide.task_list import detail, lifts
from returns.identifiers import clean_tracking_number
from returns.models.catalogue import Carrier, DropOffOption
from returns.workflow import State

PROOF, TRACKING, HANDED_OVER = "deposit_proof", "tracking_number", "shipping"


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One way to hand the parcel over, and its next occasion."""

    row: DropOffOption
    occasion: Occasion
    is_chosen: bool


class ShippingPage(GuidePage):
    """The last step; a POST that hands the parcel over ends the preparation."""

    template_name = "returns/guide/shipping.html"
    correcting = True
    takes_files = True
    has_script = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the carrier's options, or the carriers to choose from."""
        return self._show_step({})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set the carrier, send the receipt, or hand the parcel over."""
        if self.progress.step(SHIPPING) is None:
            return redirect("guide:home")
        if "set_carrier" in request.POST:
            return self._set_carrier()
        wrong = self._save()
        if not wrong and request.FILES.get("file"):
            wrong = self._take_proof()
        if wrong or "hand_over" not in request.POST:
            return self._show_step(wrong) if wrong else redirect("guide:shipping")
        return self._hand_over()

    def _set_carrier(self) -> HttpResponse:
        carrier = Carrier.objects.filter(code=self.typed("carrier")).first()
        if carrier is None:
            return self._show_step({"carrier": _("Choose the carrier that is on your label.")})
        choose_shipping(case=self.case, actor=self.customer, carrier=carrier)
        self.decide_again()
        return redirect("guide:shipping")

    def _save(self) -> dict[str, str]:
        """Take down the option and the number, so that neither is lost; return what is wrong with them."""
        if self.case.carrier is None:
            return {"carrier": _("Choose the carrier that is on your label.")}
        option = self._option()
        typed = self.typed("tracking")[:40]
        wrong = {}
        if option is None and "hand_over" in self.request.POST:
            wrong["option"] = _("Choose how you hand the parcel over.")
        number, mistake = self._read_number(typed)
        if mistake:
            wrong["tracking"] = mistake
        if (option, number) != (self.case.drop_off, self.case.tracking_number) and not mistake:
            choose_shipping(
                case=self.case,
                actor=self.customer,
                carrier=self.case.carrier,
                drop_off=option,
                tracking_number=number,
            )
            self.decide_again()
        return wrong

    def _option(self) -> DropOffOption | None:
        return DropOffOption.objects.filter(code=self.typed("option"), carrier=self.case.carrier).first()

    def _read_number(self, typed: str) -> tuple[str, str]:
        assert self.case.carrier is not None  # noqa: S101  # for mypy; _save has seen to it
        if not typed:
            needed = "hand_over" in self.request.POST and self._asks_for(TRACKING)
            return "", _("Write the tracking number of the parcel.") if needed else ""
        try:
            return clean_tracking_number(typed, self.case.carrier.tracking_format), ""
        except ValidationError as error:
            return typed, " ".join(error.messages)

    def _asks_for(self, item: str) -> bool:
        step = self.progress.step(SHIPPING)
        return step is not None and item in step.items

    def _take_proof(self) -> dict[str, str]:
        if not self._asks_for(PROOF):
            return {}
        file = self.request.FILES.get("file")
        try:
            if file is not None:
                upload(self, PROOF, file)
        except UploadRefusedError as error:
            return {"file": error.message}
        return {}

    def _hand_over(self) -> HttpResponse:
        step = self.progress.step(SHIPPING)
        if step is None or step.standing is not Standing.TODO:
            return redirect("guide:shipping")
        try:
            with transaction.atomic():
                self._leave(step)
        except TransitionRefusedError:
            # The rules changed their mind on what was just said; the page shows why.
            return redirect("guide:shipping")
        return redirect("guide:home")

    def _leave(self, step: Step) -> None:
        for item in (TRACKING, HANDED_OVER):
            if item in step.items:
                hand_in(self, item)
        if self.case.state == State.PREPARING:
            perform(case=self.case, transition="complete", actor=self.customer)
        perform(case=self.case, transition="ship", actor=self.customer)

    def _show_step(self, wrong: dict[str, str]) -> HttpResponse:
        step = self.progress.step(SHIPPING)
        if step is None:
            return redirect("guide:home")
        carrier = None if self.request.GET.get("change") else self.case.carrier
        proof = self._proof()
        return self.show(
            step=step,
            row=self.progress.rows[SHIPPING],
            number=self.progress.number(SHIPPING),
            carrier=carrier,
            carriers=Carrier.objects.all(),
            options=self._options(carrier) if carrier else [],
            now=timezone.localdate(),
            tracking=self.request.POST.get("tracking", self.case.tracking_number),
            proof=proof,
            is_open=step.standing is Standing.TODO,
            waiting=detail(step, self.progress) if step.standing is Standing.LATER else "",
            blocks=self.progress.reasons(step.blocks),
            lifts=lifts(step, self.progress),
            wrong=wrong,
            errors=[Wrong(field, message) for field, message in wrong.items()],
        )

    def _options(self, carrier: Carrier) -> list[ShownOption]:
        now = timezone.localtime()
        chosen = self.request.POST.get("option") or (self.case.drop_off.code if self.case.drop_off else "")
        rows = list(carrier.drop_offs.all())
        if not chosen and len(rows) == 1:
            chosen = rows[0].code
        return [ShownOption(row, next_occasion(row, now), row.code == chosen) for row in rows]

    def _proof(self) -> ShownItem | None:
        step = self.progress.step(SHIPPING)
        return shown_item(self, PROOF, step) if step and PROOF in step.items else None
