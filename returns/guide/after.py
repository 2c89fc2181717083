"""What a customer can do about a return as a whole: read the reasons, contest, cancel, find help."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from returns.casework.transitions import TransitionRefusedError, perform, refusals
from returns.evidence_intake import UploadRefusedError
from returns.guide.base import GuidePage
from returns.guide.handing import upload
from returns.guide.links import revoke_links
from returns.guide.questions import Wrong
from returns.guide.session import link_of
from returns.guide.steps import SHIPPING
from returns.guide.verdict import read_verdict
from returns.models.catalogue import Carrier

PROOF = "deposit_proof"
LONGEST = 2000


class VerdictPage(GuidePage):
    """Every guarantee with its reasons."""

    template_name = "returns/guide/verdict.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, and which rules decided."""
        decision = self.case.current_decision
        return self.show(verdict=read_verdict(self.progress), decision=decision)


class Contest(GuidePage):
    """Not agreeing with what was decided: an agent looks at it again."""

    template_name = "returns/guide/contest.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask what is wrong."""
        if not self._is_open():
            return redirect("guide:home")
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Hand the return to an agent."""
        reason = self.typed("reason")
        if mistake := self._mistake(reason):
            return self.show(reason=reason, mistake=mistake, errors=[Wrong("reason", mistake)])
        try:
            perform(case=self.case, transition="contest", actor=self.customer, reason=reason)
        except TransitionRefusedError:
            return redirect("guide:home")
        return redirect("guide:home")

    def _mistake(self, reason: str) -> str:
        if not reason:
            return _("Write what is wrong: it is what the agent looks at.")
        if len(reason) > LONGEST:
            return _("Keep it to %(count)s characters.") % {"count": LONGEST}
        return ""

    def _is_open(self) -> bool:
        return not refusals(case=self.case, transition="contest", actor=self.customer, reason="-")


class Cancel(GuidePage):
    """Giving the return up."""

    template_name = "returns/guide/cancel.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say what that means."""
        return self.show(can_cancel=not refusals(case=self.case, transition="cancel", actor=self.customer))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Cancel it."""
        try:
            perform(case=self.case, transition="cancel", actor=self.customer)
        except TransitionRefusedError:
            return redirect("guide:cancel")
        return redirect("guide:home")


class LateProof(GuidePage):
    """The receipt of the carrier, sent after the parcel has left."""

    template_name = "returns/guide/proof.html"
    takes_files = True
    has_script = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it in, where it is asked for."""
        step = self.progress.step(SHIPPING)
        file = request.FILES.get("file")
        if file is None:
            return self._wrong(_("Choose a photo first."))
        if step is not None and PROOF in step.items and not self.case.is_final:
            try:
                upload(self, PROOF, file)
            except UploadRefusedError as error:
                return self._wrong(error.message)
        return redirect("guide:home")

    def _wrong(self, message: str) -> HttpResponse:
        return self.show(mistake=message, errors=[Wrong("file", message)])


class OtherLinks(GuidePage):
    """Making every other link useless, where one has got into the wrong hands."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Revoke all links but the one in use."""
        revoke_links(case=self.case, but=self.link)
        return redirect("guide:data")


@require_safe
@never_cache
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what is asked most, and say whom to write to; for strangers, too."""
    link = link_of(request)
    case = link.case if link else None
    subject = quote(f"{case.reference} – {case.order.number}") if case else ""
    context = {"case": case, "subject": subject, "carriers": Carrier.objects.all(), "page": GuidePage}
    return render(request, "returns/guide/help.html", context)
