"""Photos, slot by slot: which side to shoot, and at once what is wrong with what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from returns.evidence_intake import UploadRefusedError, withdraw
from returns.guide.base import GuidePage
from returns.guide.drawings import drawing
from returns.guide.handing import keep_anyway, nothing_chosen, sent_file, upload
from returns.guide.progress import standing_rows
from returns.guide.questions import Wrong
from returns.guide.step_page import ShownItem, shown_item
from returns.guide.steps import PHOTOS, Step
from returns.guide.task_list import item_name, next_photo
from returns.models.catalogue import EvidenceItem
from returns.models.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Slot:
    """One photo in the list below the page: its state in an icon and a word."""

    item: str
    label: str
    tone: str
    icon: str
    word: str
    thumbnail: Evidence | None
    is_current: bool


class Photo(GuidePage):
    """One slot."""

    template_name = "returns/guide/photo.html"
    correcting = True
    takes_files = True
    has_script = True

    def get(self, request: HttpRequest, item: str) -> HttpResponse:
        """Show which side to shoot, and what was found about the last photo."""
        return self._slot(item)

    def post(self, request: HttpRequest, item: str) -> HttpResponse:
        """Take a photo, keep one all the same, or take one back."""
        self._find(item)
        if "keep" in request.POST:
            return self._keep(item)
        if "withdraw" in request.POST:
            return self._withdraw(item)
        file = sent_file(request)
        if file is None:
            return self._slot(item, nothing_chosen(self.progress.items[item]))
        try:
            upload(self, item, file)
        except UploadRefusedError as error:
            return self._slot(item, error.message)
        return redirect(self._after(item))

    def _keep(self, item: str) -> HttpResponse:
        shown = shown_item(self, item, self._find(item))
        if shown.last is not None and shown.can_keep and not self._is_refused_by_rule(item):
            shown.last.case = self.case
            keep_anyway(evidence=shown.last, actor=self.customer)
            self.decide_again()
        return redirect(self._after(item))

    def _withdraw(self, item: str) -> HttpResponse:
        rows = standing_rows(self.progress.evidence.get(item, ()))
        found = next((row for row in rows if str(row.public_id) == self.request.POST["withdraw"]), None)
        if found is None:
            raise Http404
        try:
            withdraw(evidence=found, actor=self.customer)
        except UploadRefusedError as error:
            return self._slot(item, error.message)
        self.reload()
        self.decide_again()
        return redirect("guide:photo", item)

    def _find(self, item: str) -> Step:
        step = next((step for step in self.progress.shown if step.code == PHOTOS), None)
        if step is None or item not in step.items:
            raise Http404
        return step

    def _after(self, item: str) -> str:
        """The same page while there is something to say about this photo, then the next one to take."""
        step = self.progress.step(PHOTOS)
        if step is None:
            return reverse("guide:home")
        if item in step.wrong or self.progress.items[item].takes_several:
            return reverse("guide:photo", args=[item])
        if step.open:
            return reverse("guide:photo", args=[next_photo(step)]) + f"?done={item}"
        return reverse("guide:home")

    def _further(self, item: str, step: Step) -> str:
        """Where to go on once a slot of several photos has enough: the next one to take, if there is any."""
        others = (one for one in (*step.wrong, *step.open) if one != item)
        following = next(others, None)
        return reverse("guide:photo", args=[following]) if following else reverse("guide:home")

    def _is_refused_by_rule(self, item: str) -> bool:
        """Whether a rule keeps the parcel back because of this very photo: no customer can overrule it."""
        step = self._find(item)
        return any(f"evidence.{item}." in "".join(self.progress.reads.get(rule, ())) for rule in step.blocks)

    def _slot(self, item: str, mistake: str = "") -> HttpResponse:
        step = self._find(item)
        shown = shown_item(self, item, step)
        slots = [self._shown_slot(one, step, item) for one in step.items]
        done = self.request.GET.get("done", "")
        return self.show(
            item=shown,
            slot=self.progress.slots.get(item),
            several=self._several(item),
            further=self._further(item, step),
            drawing=drawing(self.case.device.category_id, item),
            slots=slots,
            position=step.items.index(item) + 1,
            number=self.progress.number(PHOTOS),
            can_keep=shown.can_keep and not self._is_refused_by_rule(item),
            blocks=self.progress.reasons(step.blocks) if shown.state == "flawed" else [],
            done=item_name(done, self.progress) if done in step.items else "",
            done_is_video=done in step.items and self.progress.items[done].kind == EvidenceItem.Kind.VIDEO,
            mistake=mistake,
            errors=[Wrong("file", mistake)] if mistake else [],
        )

    def _several(self, item: str) -> list[Evidence]:
        if not self.progress.items[item].takes_several:
            return []
        return [row for row in standing_rows(self.progress.evidence.get(item, ())) if row.file_name]

    def _shown_slot(self, item: str, step: Step, current: str) -> Slot:
        shown: ShownItem = shown_item(self, item, step)
        tone, icon, word = _words(shown)
        return Slot(
            item=item,
            label=shown.label,
            tone=tone,
            icon=icon,
            word=word,
            thumbnail=shown.last if shown.last and shown.last.file_name else None,
            is_current=item == current,
        )


def _words(shown: ShownItem) -> tuple[str, str, str]:
    match shown.state:
        case "":
            return "missing neutral", "add", _("To take")
        case "flawed":
            return "undetermined", "warn", _("To take again")
        case Evidence.Status.REFUSED:
            return "excluded", "no", _("To take again")
        case Evidence.Status.ACCEPTED:
            return "covered", "ok", pgettext("evidence", "Accepted")
    return "neutral", "eye", _("Being looked at")
