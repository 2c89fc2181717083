"""Everything that the page of one case shows, each part worked out when the template comes to it."""

from __future__ import annotations

from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from returns.adjudication import facts_stand
from returns.admin.casedesk.actions import Step, steps
from returns.admin.casedesk.assigning import next_case
from returns.admin.casedesk.chronicle import Passage, passages
from returns.admin.casedesk.facts import Facts, FactTable
from returns.admin.casedesk.gallery import Gallery
from returns.admin.casedesk.header import Header, header
from returns.admin.casedesk.judgement import proposal_words
from returns.admin.casedesk.overridden import Overridden, overridden
from returns.admin.casedesk.people import Assignee, assignee
from returns.admin.casedesk.why import fates
from returns.admin.casedesk.words import latest_words
from returns.admin.decision_page import DecisionPage
from returns.admin.happenings import happening
from returns.admin.reasoning import Reasoning
from returns.casework.deciding import Proposal, proposal
from returns.models import Event, OutboxMessage, ReturnCase, User
from returns.permissions import is_agent, is_lead
from returns.telling.labels import Labels, catalogue_labels, subject_names
from returns.telling.retelling import EMPTY, Retelling, readable_book
from rules import Vocabulary
from rules.desk.reasons import Fate

MAILS = 20
EVENTS = 150
"""As many events as the page lists; a whole return, every answer and photo of its customer's, has about eighty."""
_BEARS_ON_FACTS = frozenset({Event.Kind.STATED, Event.Kind.INSPECTED, Event.Kind.EVIDENCE, Event.Kind.SHIPPING})


class CaseSheet:
    """One case as one person reads it; ``may_act``: they may also handle it."""

    def __init__(self, case: ReturnCase, user: User) -> None:
        self.case = case
        self.user = user
        self.now = timezone.now()
        self.language = get_language() or "fr"
        self.may_act = is_agent(user)

    @cached_property
    def current(self) -> DecisionPage | None:
        """The decision that stands."""
        return DecisionPage(self.case.current_decision) if self.case.current_decision else None

    @property
    def told(self) -> Retelling | None:
        """The decision that stands, told again; None where there is none, or it has been erased."""
        return self.reasoning.told if self.reasoning else None

    @property
    def reasoning(self) -> Reasoning | None:
        """Why it was decided so."""
        return self.current.reasoning if self.current else None

    @property
    def fates(self) -> list[Fate]:
        """The rules by how they fared."""
        return fates(self.reasoning) if self.reasoning else []

    @cached_property
    def labels(self) -> Labels:
        """The catalogue's names."""
        return self.current.labels if self.current else catalogue_labels()

    @cached_property
    def header(self) -> Header:
        """Where the case stands."""
        return header(self.case, self.current, self.now)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the version that the case is bound to."""
        book = readable_book(self.case.version_hash)
        return book.vocabulary if book else EMPTY

    @cached_property
    def facts(self) -> Facts:
        """What each side says, and what counts."""
        return FactTable(self.case, latest_words(self.case), self.told, self.vocabulary, self.language).facts()

    @cached_property
    def gallery(self) -> Gallery:
        """The evidence."""
        return Gallery(self.case, self.told)

    @cached_property
    def assignee(self) -> Assignee | None:
        """Whose case it is."""
        return assignee(self.case.assigned_to, self.user)

    @property
    def is_mine(self) -> bool:
        """Whether it is the reader's own."""
        return self.case.assigned_to_id == self.user.pk

    @cached_property
    def following(self) -> ReturnCase | None:
        """The reader's next case."""
        return next_case(self.user, self.case) if self.may_act else None

    @cached_property
    def proposal(self) -> Proposal | None:
        """What can be accepted in one press."""
        return proposal(self.case)

    @property
    def proposal_words(self) -> str:
        """The same in words; empty where nothing is proposed."""
        return proposal_words(self.case, self.labels)

    @property
    def proposal_waits(self) -> str:
        """Why the proposal can't be accepted yet; empty where it can."""
        step = next((step for step in self.steps if self.proposal and step.code == self.proposal.transition), None)
        return step.waits if step else ""

    @property
    def wish(self) -> str:
        """What the seller would do, where an answer is awaited."""
        code = self.case.proposed_resolution
        return self.labels.resolutions.get(code, code)

    @cached_property
    def overridden(self) -> Overridden | None:
        """What was decided otherwise than the rules say."""
        return overridden(self.case, self.labels)

    @property
    def may_lead(self) -> bool:
        """Whether the reader judges what colleagues decided."""
        return is_lead(self.user)

    @property
    def asks(self) -> bool:
        """Whether a question of the rules is still to be answered."""
        return self.case.needs_review

    @cached_property
    def messages(self) -> list[OutboxMessage]:
        """The mails about the case, newest first."""
        return list(self.case.messages.order_by("-pk")[:MAILS])

    @cached_property
    def steps(self) -> list[Step]:
        """What the workflow opens."""
        return steps(self.case, self.user, self.told, self.labels) if self.may_act else []

    @cached_property
    def passages(self) -> list[Passage]:
        """What happened, newest first."""
        names = {**subject_names(self.labels.items), **self.labels.resolutions, **self._people}
        return list(passages(happening(event, names) for event in self._events))

    @property
    def _people(self) -> dict[str, str]:
        """Whom cases were given to, as events name them."""
        keys = {event.subject.removeprefix("user:") for event in self._events if event.subject.startswith("user:")}
        return {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=keys)}

    @cached_property
    def _events(self) -> list[Event]:
        return list(self.case.events.select_related("actor", "note").order_by("-pk")[:EVENTS])

    @property
    def is_outdated(self) -> bool:
        """Whether something that rules read came in after the decision that stands, and they were not applied to it."""
        decided = next((i for i, event in enumerate(self._events) if event.kind == Event.Kind.DECIDED), None)
        if decided is None or not any(event.kind in _BEARS_ON_FACTS for event in self._events[:decided]):
            return False
        # Where the rules came to the same from the same facts, no decision was stored.
        book = readable_book(self.case.version_hash)
        return book is None or not facts_stand(case=self.case, vocabulary=book.vocabulary)

    @cached_property
    def earlier(self) -> list[ReturnCase]:
        """The other returns of the same device, by its IMEI, newest first."""
        imei = self.case.device.imei
        if not imei:
            return []
        others: QuerySet[ReturnCase] = ReturnCase.objects.filter(device__imei=imei).exclude(pk=self.case.pk)
        return list(others.select_related("seller", "reason").order_by("-opened_at", "-pk")[:10])
