"""Everything that the page of one decision shows."""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from returns.admin.reasoning import Reasoning
from returns.models import Decision, LedgerEntry
from returns.telling.labels import Labels, catalogue_labels
from returns.telling.retelling import retell
from returns.telling.verdicts import ERASED, Chip, GuaranteeVerdict, case_chips, guarantee_verdicts
from rules.models import Version


class DecisionPage:
    """One decision in the reader's language; ``reasoning`` is None once it has been erased."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision

    @cached_property
    def reasoning(self) -> Reasoning | None:
        """Why it was decided so."""
        told = retell(self.decision, get_language() or "fr")
        return Reasoning(told, self.labels) if told else None

    @cached_property
    def labels(self) -> Labels:
        """The catalogue's names."""
        return catalogue_labels()

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        """What holds up the case."""
        return case_chips(self.reasoning.told.outcome) if self.reasoning else (ERASED,)

    @cached_property
    def guarantees(self) -> list[GuaranteeVerdict]:
        """The verdict on each guarantee."""
        return guarantee_verdicts(self.reasoning.told.outcome, self.labels.guarantees) if self.reasoning else []

    @cached_property
    def position(self) -> int | None:
        """Where the decision stands in the ledger."""
        entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.DECISION, key=self.decision.pk)
        return entries.values_list("position", flat=True).first()

    @cached_property
    def version(self) -> Version | None:
        """The version that decided, without its contents."""
        versions = Version.objects.filter(hash=self.decision.version_hash).select_related("rulebook")
        return versions.defer("document", "frame").first()

    @property
    def version_name(self) -> str:
        """The rulebook's title and the number, as the rule desk says them; empty where the version is unknown."""
        if self.version is None:
            return ""
        book = self.version.rulebook
        return _("%(rulebook)s, version %(number)d") % {
            "rulebook": book.title or book.code,
            "number": self.version.number,
        }
