"""Sending the inspection: photos first, each kept as it comes; then the answers, and the rules at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.deciding import DecisionRefusedError
from returns.casework.inspecting import inspect
from returns.evidence_intake import UploadRefusedError, take_in
from returns.guide.questions import Wrong
from returns.portal.case_page import PHOTO
from returns.portal.deeds import CONFLICT, Posted
from returns.portal.inspection_form import InspectionForm


class Inspection(Posted):
    """Saves what was seen so far, or hands it in."""

    part = "verdict"

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Keep every photo that can be kept, then the answers if all of them can be taken down."""
        wrong = self._take_photos()
        form = self._read(wrong)
        if request.POST.get("state") != self.case.state:
            return self._again(
                wrong, _("Somebody else has moved this case on. Compare your answers, then send them again.")
            )
        if form.is_late:
            return self._again(wrong, _late())
        if form.errors:
            return self.show_case(errors=form.errors, form=form)
        return self._inspect(form)

    def _read(self, wrong: Sequence[Wrong]) -> InspectionForm:
        """Read what was sent, beside the case as it stands now."""
        form = self.inspection(self.request.POST)
        for entry in wrong:
            form.add_error(entry.field, entry.message)
        form.read()
        return form

    def _take_photos(self) -> list[Wrong]:
        """Take in the photos, each for its slot; return what is wrong with those that are not taken."""
        wrong = []
        for slot in self.shots.slots:
            file = self.request.FILES.get(f"{PHOTO}{slot.item}")
            if file is None:
                continue
            try:
                take_in(case=self.case, item=slot.item, upload=file, actor=self.user)
            except UploadRefusedError as error:
                wrong.append(Wrong(f"{PHOTO}{slot.item}", f"{slot.label} – {error.message}"))
            except CaseFinalError as error:
                return [Wrong("main", str(error))]
        self.reload()
        return wrong

    def _inspect(self, form: InspectionForm) -> HttpResponse:
        try:
            found = inspect(
                case=self.case,
                values=form.values,
                actor=self.user,
                seen=form.seen,
                imei=form.imei,
                note=form.note,
                hand_in=form.must_answer,
            )
        except CaseChangedError:
            return self._again((), _("Somebody else has just changed this case. Nothing is lost: send it again."))
        except (CaseFinalError, DecisionRefusedError) as error:
            return self._again((), str(error))
        if found.refusals:
            reasons = " ".join(self.reasons(found.refusals))
            messages.warning(
                self.request,
                _("Your inspection is saved, and can't be handed in yet: %(reasons)s") % {"reasons": reasons},
            )
        else:
            said = _("The inspection is handed in.") if form.must_answer else _("The inspection is saved.")
            messages.success(self.request, said)
        return redirect(f"{reverse('portal:case', args=[self.reference])}#{self.part}")

    def _again(self, wrong: Sequence[Wrong], message: str) -> HttpResponse:
        """Show the case as it stands now, and everything that was sent in the form again."""
        self.reload()
        form = self._read(wrong)
        return self.show_case(CONFLICT, errors=[Wrong("main", message), *form.errors], form=form)


def _late() -> str:
    return _(
        "An inspection of this device was saved after you opened this page. What it says stands beside your answers: "
        "compare, then send yours again."
    )
