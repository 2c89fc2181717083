"""The first page of a return: its steps until the parcel leaves, then how it goes on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from returns.guide.base import CORRECTABLE, GuidePage
from returns.guide.messages import FEW, read_messages
from returns.guide.status import read_status
from returns.guide.steps import DATA, SHIPPING
from returns.guide.task_list import groups, task, time_left, who_lifts
from returns.guide.verdict import read_verdict

PROOF = "deposit_proof"


class Home(GuidePage):
    """Steps, or status."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what the customer can do next."""
        return self._tasks() if self.case.state in CORRECTABLE else self._status()

    def _tasks(self) -> HttpResponse:
        self.template_name = "returns/guide/tasks.html"
        following = self.progress.next
        number = self.progress.number(following.code) if following else 0
        return self.show(
            groups=groups(self.progress),
            next=task(number, following, self.progress) if following else None,
            time_left=time_left(self.progress),
            verdict=read_verdict(self.progress),
            messages=read_messages(self.case, FEW),
            advice=self._advice(),
            can_guide=any(step.code == DATA and not step.is_shown and step.waived for step in self.progress.steps),
        )

    def _status(self) -> HttpResponse:
        self.template_name = "returns/guide/status.html"
        rules = [block["rule"] for block in self.progress.outcome["blocks"] if block["rule"] and not block["pending"]]
        step = self.progress.step(SHIPPING)
        return self.show(
            verdict=read_verdict(self.progress),
            course=read_status(self.case, self.progress),
            messages=read_messages(self.case, FEW),
            blocks=[] if self.case.is_final else self.progress.reasons(rules),
            lifts=who_lifts(rules, self.progress),
            asks_for_proof=step is not None and PROOF in step.open,
        )

    def _advice(self) -> list[str]:
        """What the rules waive but advise, of steps that are not there at all."""
        hidden = [item for step in self.progress.steps if not step.is_shown for item in step.waived]
        return self.progress.reasons(self.progress.outcome["items"][item]["rule"] for item in hidden)
