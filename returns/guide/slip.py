"""The slip for the parcel: to print, or as text to copy by hand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from returns.guide.base import GuidePage
from returns.guide.handing import hand_in
from returns.guide.questions import Wrong
from returns.guide.slip_pdf import slip_lines, slip_pdf
from returns.guide.steps import SLIP, Step
from returns.guide.task_list import url_of

ITEM = "parcel_slip"
CODE_LOCKED = "device.code_locked"


class SlipPage(GuidePage):
    """What goes into the parcel on paper."""

    template_name = "returns/guide/slip.html"
    correcting = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both ways."""
        return self._slip()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it that the slip is in the parcel."""
        step = self._step()
        if request.POST.get("choice") != "yes":
            return self._slip(_("Tick that the slip is in the parcel, once it is."))
        hand_in(self, ITEM)
        step = self._step()
        return redirect("guide:home" if step.is_done else url_of(step, self.progress))

    def _step(self) -> Step:
        step = self.progress.step(SLIP)
        if step is None:
            raise Http404
        return step

    def _slip(self, mistake: str = "") -> HttpResponse:
        step = self._step()
        return self.show(
            row=self.progress.rows[SLIP],
            number=self.progress.number(SLIP),
            step=step,
            lines=slip_lines(self.case),
            has_code=self.progress.answers.get(CODE_LOCKED) is True or self.case.reason_id == "code_locked",
            is_done=ITEM not in step.open,
            mistake=mistake,
            errors=[Wrong("slip", mistake)] if mistake else [],
        )


class SlipDocument(GuidePage):
    """The slip as a PDF."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return it, with a line for the unlock code only where one is asked for."""
        pdf = slip_pdf(self.case, self.language, with_code=request.GET.get("code") == "1")
        name = f"constat-{self.case.reference}.pdf"
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )
