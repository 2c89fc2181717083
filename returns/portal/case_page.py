"""The page of one case: what arrives, what is known of it, what holds it up, and everything that can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from returns.casework.inspecting import INSPECTABLE
from returns.casework.reminding import PAUSE, REMINDABLE, last_reminder, liftable_by_customer
from returns.casework.resolving import OPEN_TO_PROPOSALS
from returns.casework.shipping import owes_label
from returns.casework.transitions import situation
from returns.guide.questions import Wrong
from returns.ledger.canonical import Json
from returns.models.case import ReturnCase
from returns.models.catalogue import Carrier
from returns.models.statement import Inspection, Statement
from returns.portal.base import PortalPage
from returns.portal.blocks import Block, read_blocks
from returns.portal.effect import read_effect
from returns.portal.expected import Expected, read_expected
from returns.portal.inspection_form import InspectionForm
from returns.portal.photos import Shots, read_shots
from returns.portal.rows import case_state, due_of
from returns.portal.timeline import read_timeline
from returns.portal.verdict import read_verdict
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.retelling import EMPTY, Retelling, readable_book, retell
from returns.workflow import RESOLVING, TRANSITION_OF, Refusal, Situation, refusals
from rules import Vocabulary

_RELATED = (
    "seller",
    "customer",
    "order",
    "device__category",
    "device__family",
    "reason",
    "carrier",
    "handled_by",
    "override",
    "current_decision__record",
)
IMEI = "imei"
PHOTO = "photo-"
"""Before the item in the name of a file's field."""


class CasePage(PortalPage):
    """One case of the seller's; anybody else's is not found."""

    template_name = "returns/portal/case.html"
    case: ReturnCase

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Fetch the case first: that is the permission check."""
        # No reference holds a NUL, which no database of ours can look for.
        self.reference = str(kwargs["reference"]).replace("\0", "")
        self.reload()
        return super().answer(request, *args, **kwargs)

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show it."""
        return self.show_case()

    def reload(self) -> None:
        """Take the case up as it stands now."""
        self.case = get_object_or_404(self.cases.select_related(*_RELATED), reference=self.reference)
        for name in ("told", "statements", "situation", "shots"):
            self.__dict__.pop(name, None)

    @cached_property
    def told(self) -> Retelling | None:
        """The decision that stands; None before the rules were applied, and once it was erased."""
        return retell(self.case.current_decision, self.language) if self.case.current_decision else None

    @cached_property
    def statements(self) -> Mapping[tuple[str, str], Json]:
        """What each side stated, the latest word."""
        rows = Statement.objects.filter(case=self.case).order_by("pk")
        return {(row.source, row.fact): row.value for row in rows}

    @cached_property
    def situation(self) -> Situation:
        """What decides which steps are open to the seller."""
        return situation(case=self.case, actor=self.user)

    @cached_property
    def shots(self) -> Shots:
        """The photos of both sides."""
        return read_shots(self.case)

    @cached_property
    def labels(self) -> Labels:
        """What the catalogue calls things."""
        return catalogue_labels()

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the version that the case is bound to."""
        book = readable_book(self.case.version_hash)
        return book.vocabulary if book else EMPTY

    def inspection(self, data: Any = None) -> InspectionForm:
        """Return the form of the inspection, with what was sent or else with the seller's last answers."""
        inspections = list(Inspection.objects.filter(case=self.case).order_by("pk"))
        last = inspections[-1] if inspections else None
        return InspectionForm(
            case=self.case,
            vocabulary=self.vocabulary,
            language=self.language,
            has_imei=bool(self.case.device.imei) or bool(self.told and IMEI in self.told.outcome["items"]),
            statements=self.statements,
            imei=last.imei if last else "",
            note=last.note if last else "",
            seen=len(inspections),
            data=data,
        )

    def refusals(self, transition: str) -> tuple[Refusal, ...]:
        """Return what keeps a step shut to the seller now."""
        return refusals(transition, self.situation)

    def show_case(
        self,
        status: int = 200,
        errors: Sequence[Wrong] = (),
        form: InspectionForm | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Render the page; ``errors`` are what is wrong with what was sent, ``typed`` what to show again."""
        case, state = self.case, self.case.state
        now, slots = timezone.now(), self.shots.slots
        return self.show(
            status,
            case=case,
            chips=case_state(case),
            due=due_of(case, now),
            **self._blocks(),
            expected=self._expected(),
            shots=self.shots,
            slots=[
                (slot, next((one.message for one in errors if one.field == PHOTO + slot.item), "")) for slot in slots
            ],
            photos_wrong=any(one.field.startswith(PHOTO) for one in errors),
            verdict=read_verdict(case, self.told, self.labels) if self.told else None,
            effect=read_effect(case, self.labels) if state in INSPECTABLE else None,
            timeline=read_timeline(case, self.members, self.labels.resolutions),
            inspection=form or (self.inspection() if state in INSPECTABLE else None),
            errors=errors,
            wrong={wrong.field: wrong.message for wrong in errors},
            typed=typed or {},
            **self._deeds(),
        )

    def _blocks(self) -> dict[str, list[Block]]:
        """What holds up the case, and what would do so if it were not cleared up before its turn comes."""
        found = read_blocks(self.told, self.case.state) if self.told and not self.case.is_final else []
        return {
            "blocks": [block for block in found if not block.waits],
            "awaited": [block for block in found if block.waits],
        }

    def _expected(self) -> Expected:
        return read_expected(self.case, self.vocabulary, self.statements, self.language)

    def _deeds(self) -> dict[str, Any]:
        """What can be done now, and what waits for something."""
        case = self.case
        shut = {code: self.refusals(code) for code in ("invite", "receive", "inspect", "contest")}
        names = self.labels.resolutions
        return {
            "can_invite": not shut["invite"],
            "carriers": list(Carrier.objects.all()) if owes_label(case) else [],
            "can_receive": not shut["receive"],
            "can_contest": not shut["contest"],
            "hand_in_waits": bool(shut["inspect"]) and case.state == "received",
            "resolutions": [(code, names.get(code, code)) for code in TRANSITION_OF]
            if case.state in OPEN_TO_PROPOSALS
            else [],
            "ways": self._ways(),
            **self._reminder(),
            "decided": names.get(case.resolution, case.resolution),
            "proposed": names.get(case.proposed_resolution, case.proposed_resolution),
        }

    def _reminder(self) -> dict[str, Any]:
        """Whether the customer can be reminded of what blocks, and when they last were."""
        if self.told is None or self.case.state not in REMINDABLE or not any(liftable_by_customer(self.told)):
            return {}
        last = last_reminder(self.case)
        return {"can_remind": last is None or last <= timezone.now() - PAUSE, "reminded_at": last}

    def _ways(self) -> list[tuple[str, str, bool]]:
        """The steps that carry out what was decided: code, name, and whether something keeps it shut."""
        names = {code: self.labels.resolutions.get(name, name) for name, code in TRANSITION_OF.items()}
        codes = [code for code in TRANSITION_OF.values() if code in RESOLVING]
        found = {code: [refusal.code for refusal in self.refusals(code)] for code in codes}
        mine = {code: shut for code, shut in found.items() if not {"state", "resolution"} & set(shut)}
        return [(code, names[code], bool(shut)) for code, shut in mine.items()]
