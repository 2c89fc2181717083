import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, Max, OuterRef

from returns.casework.standing import UNDECIDED, Standing
from returns.workflow import FINAL_STATES

CHUNK = 500


class Filling:
    """Works out the columns of the queue for cases stored before there were any, which no event has filled since.

    Rows are read by the models of this point of the history; what they mean is in ``Standing``, which reads none.
    """

    def __init__(self, apps: StateApps, alias: str) -> None:
        models = {name: apps.get_model("returns", name) for name in ("ReturnCase", "Evidence", "Event", "CaseGround")}
        self.cases = models["ReturnCase"].objects.using(alias)
        self.evidence = models["Evidence"].objects.using(alias)
        self.events = models["Event"].objects.using(alias)
        self.grounds = models["CaseGround"].objects.using(alias)
        self.versions = apps.get_model("rules", "Version").objects.using(alias)
        self.suppliers = cache(self._suppliers)

    def chunks(self) -> Iterator[list[Any]]:
        """Yield the cases without a verdict; one that is decided and not erased has one, since it was filled."""
        unfilled = self.cases.filter(verdict="", erased_at=None).select_related("override", "current_decision__record")
        last = 0
        while found := list(unfilled.filter(pk__gt=last).order_by("pk")[:CHUNK]):
            yield found
            last = found[-1].pk

    def fill(self, cases: Iterable[Any]) -> None:
        """Write the columns of cases; one that changes meanwhile has them from that."""
        for case in cases:
            standing = self._standing(case)
            unchanged = self.cases.filter(pk=case.pk, revision=case.revision)
            if unchanged.update(**self._columns(case, standing)):
                for ground in sorted(standing.grounds):
                    self.grounds.get_or_create(case_id=case.pk, ground=ground)

    def _columns(self, case: Any, standing: Standing) -> dict[str, Any]:
        return {
            "verdict": standing.verdict,
            "is_blocked": standing.is_blocked,
            "needs_review": standing.needs_review,
            "needs_person": standing.needs_person,
            "attention_at": self._attention_at(case, standing),
        }

    def _attention_at(self, case: Any, standing: Standing) -> Any:
        if standing.needs_person:
            # Since when is not known; no longer than since something last happened.
            return case.attention_at or self.events.filter(case_id=case.pk).aggregate(last=Max("at"))["last"]
        return None if case.state in FINAL_STATES else case.due_at

    def _standing(self, case: Any) -> Standing:
        record = getattr(case.current_decision, "record", None)
        outcome = json.loads(record.outcome) if record else None
        return Standing(
            state=case.state,
            outcome=outcome,
            verdicts=case.override.verdicts if case.override else {},
            suppliers=self.suppliers(case.version_hash) if outcome else {},
            answered=frozenset(case.answered_reviews),
            has_pending_evidence=case.state in UNDECIDED and self._has_pending_evidence(case),
            override_pending=case.override_pending,
            has_proposal=bool(case.proposed_resolution),
        )

    def _has_pending_evidence(self, case: Any) -> bool:
        pieces = self.evidence.filter(case_id=case.pk)
        accepted = pieces.filter(item=OuterRef("item"), status="accepted")
        return bool(pieces.filter(~Exists(accepted), status="pending").exists())

    def _suppliers(self, digest: str) -> dict[str, str]:
        text = self.versions.filter(hash=digest).exclude(hash="").values_list("document", flat=True).first()
        return {fact["name"]: fact.get("supplier", "") for fact in json.loads(text)["facts"]} if text else {}


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Work through all cases, a transaction a chunk: stopped, the migration goes on from there."""
    alias = editor.connection.alias
    filling = Filling(apps, alias)
    for cases in filling.chunks():
        with transaction.atomic(using=alias):
            filling.fill(cases)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("returns", "0015_contest_deadline"),
        ("rules", "0003_impact_run"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
