"""What a seller does with a case: each is a POST; what can't be done says why, and nothing that was typed is lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from returns.casework.changes import CaseChangedError, CaseFinalError
from returns.casework.deciding import DecisionRefusedError
from returns.casework.reminding import remind_customer
from returns.casework.resolving import propose_resolution, resolve
from returns.casework.shipping import NoLabelOwedError, send_label
from returns.casework.transitions import TransitionRefusedError, perform
from returns.evidence_intake import UploadRefusedError, take_in
from returns.guide.questions import Wrong
from returns.models.catalogue import Carrier
from returns.portal.case_page import CasePage
from returns.sellers.handling import NotAMemberError, hand_to, take_if_free
from returns.workflow import RESOLVING, Refusal

LONGEST = 2000
LONGEST_NUMBER = 40
CONFLICT = 409


class Mistake(Exception):
    """What was sent can't be taken; ``wrong`` says why, at the fields."""

    def __init__(self, *wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__(" ".join(entry.message for entry in wrong))


class Posted(CasePage):
    """What is sent from the page of a case; it has no page of its own."""

    part = ""
    """The part of the case's page that shows what came of it."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Lead to the case: whoever reloads a mistake, changes the language or logs in again comes by this address."""
        return redirect("portal:case", reference)

    def reasons(self, refusals: tuple[Refusal, ...]) -> Iterator[str]:
        """Say why a step is shut, with the names of the rules and items that keep it so."""
        for refusal in refusals:
            rules = [self.told.title(rule) for rule in refusal.rules] if self.told else []
            named = ", ".join([*rules, *(self.labels.items.get(item, item) for item in refusal.items)])
            yield f"{refusal.code.label} ({named})" if named else str(refusal.code.label)


class Deed(Posted, ABC):
    """One thing that is done with a case: it is done and said, or the page says why not."""

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Do it, and lead back to the case; where it can't be done, show the case with what was typed."""
        try:
            said = self.do()
        except Mistake as mistake:
            return self.show_case(errors=mistake.wrong, typed=self.typed())
        except CaseChangedError:
            return self._late(
                _("Somebody else has just changed this case. Look at it again, then repeat what you did.")
            )
        except (CaseFinalError, DecisionRefusedError, NoLabelOwedError) as error:
            return self._late(str(error))
        except TransitionRefusedError as error:
            return self._late(" ".join(self.reasons(error.refusals)))
        messages.success(request, said)
        return redirect(f"{reverse('portal:case', args=[reference])}#{self.part}")

    @abstractmethod
    def do(self) -> str:
        """Do it, and return what to say of it; raises Mistake, and what the functions called raise."""

    def typed(self) -> dict[str, str]:
        """Return what was typed, by field."""
        return {
            name: str(self.request.POST.get(name, "")) for name in self.request.POST if name != "csrfmiddlewaretoken"
        }

    def text(self, name: str) -> str:
        """Return what was typed into a field; raises Mistake where it is too long."""
        found = str(self.request.POST.get(name, "")).replace("\0", "").strip()
        if len(found) > LONGEST:
            raise Mistake(Wrong(name, _("Keep it to %(count)s characters.") % {"count": LONGEST}))
        return found

    def _late(self, message: str) -> HttpResponse:
        self.reload()
        return self.show_case(CONFLICT, errors=[Wrong("main", message)], typed=self.typed())


class Invite(Deed):
    """Agrees to the return: the customer gets the link to prepare it."""

    part = "main"

    def do(self) -> str:
        """Send the link."""
        perform(case=self.case, transition="invite", actor=self.user)
        take_if_free(case=self.case, actor=self.user)
        return _("The customer is sent a link to prepare the return.")


class Label(Deed):
    """Notes that the customer has been sent a label."""

    part = "main"

    def do(self) -> str:
        """Keep the carrier that is on it."""
        carrier = Carrier.objects.filter(code=self.request.POST.get("carrier", "").replace("\0", "")).first()
        if carrier is None:
            raise Mistake(Wrong("carrier", _("Choose the carrier that is on the label.")))
        send_label(case=self.case, actor=self.user, carrier=carrier)
        take_if_free(case=self.case, actor=self.user)
        return _("Noted: the customer has the label.")


class Receive(Deed):
    """Notes that the parcel is here."""

    part = "inspection"

    def do(self) -> str:
        """Take the case to its reception."""
        perform(case=self.case, transition="receive", actor=self.user)
        take_if_free(case=self.case, actor=self.user)
        return _("The parcel is received. Inspect the device now, or later.")


class Remind(Deed):
    """Reminds the customer of what only they can lift."""

    part = "blocks"

    def do(self) -> str:
        """Write to them."""
        remind_customer(case=self.case, actor=self.user)
        return _("The customer is reminded.")


class Propose(Deed):
    """Says what the seller would do, for an agent to decide."""

    part = "propose"

    def do(self) -> str:
        """Keep the proposal."""
        resolution = self.request.POST.get("resolution", "")
        note = self.text("proposal_note")
        if not resolution:
            raise Mistake(Wrong("resolution", _("Choose what you propose.")))
        propose_resolution(case=self.case, actor=self.user, resolution=resolution, reason=note)
        return _("Your proposal is recorded. An agent decides.")


class Resolve(Deed):
    """Carries out what was decided."""

    part = "main"

    def do(self) -> str:
        """Take the case to its resolution, with the number of what is sent back."""
        transition = self.request.POST.get("transition", "")
        number = self.text("tracking_number")
        if transition not in RESOLVING:
            raise Mistake(Wrong("transition", _("Choose what was done.")))
        if len(number) > LONGEST_NUMBER:
            raise Mistake(Wrong("tracking_number", _("Keep it to %(count)s characters.") % {"count": LONGEST_NUMBER}))
        resolve(case=self.case, actor=self.user, transition=transition, tracking_number=number)
        return _("Recorded. The customer is told.")


class Evidence(Deed):
    """Adds a photo or document of the seller's."""

    part = "photos"

    def do(self) -> str:
        """Take the file in."""
        self.take_file()
        return _("The file is received.")

    def take_file(self, *, is_needed: bool = True) -> None:
        """Take in the file that was sent for what it shows; raises Mistake."""
        file, item = self.request.FILES.get("file"), self.request.POST.get("item", "")
        if file is None:
            if is_needed:
                raise Mistake(Wrong("file", _("Choose a photo first.")))
            return
        if item not in {slot.item for slot in self.shots.slots}:
            raise Mistake(Wrong("item", _("Choose what the photo shows.")))
        try:
            take_in(case=self.case, item=item, upload=file, actor=self.user)
        except UploadRefusedError as error:
            raise Mistake(Wrong("file", error.message)) from error
        self.reload()


class Contest(Evidence):
    """Does not agree with what was decided: an agent looks at it again."""

    part = "main"

    def do(self) -> str:
        """Hand the case to an agent, with what proves it."""
        reason = self.text("reason")
        if not reason:
            raise Mistake(Wrong("reason", _("Write what is wrong: it is what the agent looks at.")))
        if self.refusals("contest"):
            raise TransitionRefusedError(self.case, "contest", self.refusals("contest"))
        self.take_file(is_needed=False)
        perform(case=self.case, transition="contest", actor=self.user, reason=reason)
        return _("Your objection is recorded. An agent looks at the case again.")


class Handle(Deed):
    """Says which member sees to the case."""

    part = "handler"

    def do(self) -> str:
        """Hand it to the member, or to nobody in particular."""
        chosen: Any = self.request.POST.get("handler", "")
        found = next((member.user for member in self.members if str(member.pk) == chosen), None)
        if chosen and found is None:
            raise Mistake(Wrong("handler", _("Choose one of the members.")))
        try:
            hand_to(case=self.case, to=found, actor=self.user)
        except NotAMemberError:
            raise Mistake(Wrong("handler", _("Choose one of the members."))) from None
        return _("Saved.")
