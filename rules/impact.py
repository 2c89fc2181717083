"""What a version would change, measured on stored cases: started by a person, worked off in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from rules import host
from rules.book import Rulebook
from rules.faults import FactError
from rules.models import ImpactRun, Version
from rules.models.impact import OPEN_RUNS
from rules.outcome import Outcome
from rules.outcome_changes import changes, standing
from rules.people import APPROVE, EDIT, Person
from rules.refusals import NotPermitted
from rules.registry import book_for, compiled_book, version_in_force
from rules.tasks import measure_impact
from rules.vocabulary import Fact, Vocabulary

SAMPLE = 5000
"""How many cases are tried, the newest."""
LISTED = 1000
"""How many of the cases that differ are named."""
SECONDS_BETWEEN_SIGNS = 0.5

Json = Mapping[str, Any]


def may_start(person: Person) -> bool:
    """Whether a person may have a version tried on stored cases: editors and approvers."""
    return person.has_perm(EDIT) or person.has_perm(APPROVE)


def start_impact(*, version: Version, by: Person) -> ImpactRun:
    """Have a version tried on the cases that the person may see, against the version in force.

    One that the person started and that still runs is given back instead. Raises ``NotPermitted``, and
    ``NoVersionInForce``.
    """
    if not may_start(by):
        raise NotPermitted
    with transaction.atomic():
        # Locked, for of two presses of one button one starts a trial.
        locked = Version.objects.select_for_update().select_related("rulebook").get(pk=version.pk)
        running = locked.impact_runs.filter(started_by_id=by.pk, state__in=OPEN_RUNS).first()
        if running is not None and not running.is_stalled:
            return running
        run = ImpactRun.objects.create(
            version=locked,
            revision=locked.revision,
            against=version_in_force(rulebook=locked.rulebook.code, at=timezone.now()),
            started_by_id=by.pk,
        )
        transaction.on_commit(lambda: measure_impact.enqueue(run.pk))
    return run


def stop_impact(*, run: ImpactRun, by: Person) -> None:
    """Have a trial end where it is; one that is over stays as it is. Raises ``NotPermitted``."""
    if not may_start(by):
        raise NotPermitted
    ImpactRun.objects.filter(pk=run.pk, state__in=OPEN_RUNS).update(state=ImpactRun.State.STOPPED)


def measure(pk: int) -> None:
    """Work a trial off, unless somebody does or did; whatever goes wrong ends it as failed, and is raised."""
    waiting = ImpactRun.objects.filter(pk=pk, state=ImpactRun.State.WAITING)
    if not waiting.update(state=ImpactRun.State.RUNNING, touched_at=timezone.now()):
        return
    run = ImpactRun.objects.select_related("version__rulebook", "against", "started_by").get(pk=pk)
    try:
        _measure(run)
    except Exception:
        ImpactRun.objects.filter(pk=pk).update(state=ImpactRun.State.FAILED)
        raise


def _measure(run: ImpactRun) -> None:
    pair = Pair.of(run.version, run.against)
    application = host.get()
    run.total = min(SAMPLE, application.count_readable(reader=run.started_by))
    tally = Tally()
    last = monotonic()
    for case in application.sample_cases(reader=run.started_by, vocabulary=pair.vocabulary, limit=SAMPLE):
        tally.add(case.reference, *pair.decide(case.facts))
        if monotonic() - last > SECONDS_BETWEEN_SIGNS:
            if not _sign(run, tally):
                return
            last = monotonic()
    _sign(run, tally, state=ImpactRun.State.DONE)


def _sign(run: ImpactRun, tally: Tally, **more: Any) -> bool:
    """Store how far it has come; whether it is to go on."""
    running = ImpactRun.objects.filter(pk=run.pk, state=ImpactRun.State.RUNNING)
    return bool(
        running.update(
            total=max(run.total, tally.cases),
            done=tally.cases,
            counts=tally.counts,
            differing=tally.differing,
            revision=run.version.revision,
            touched_at=timezone.now(),
            **more,
        )
    )


@dataclass(frozen=True)
class Pair:
    """Two versions that decide the same cases; ``vocabulary`` has the facts of both."""

    before: Rulebook
    after: Rulebook
    vocabulary: Vocabulary

    @classmethod
    def of(cls, version: Version, against: Version) -> Pair:
        """Compile both; raises ``RulebookError`` for a draft with faults."""
        before, after = compiled_book(against.hash), book_for(version)
        return cls(before, after, Vocabulary(_united(before.vocabulary, after.vocabulary)))

    def decide(self, facts: Json) -> tuple[Outcome | None, Outcome | None]:
        """The outcome by each, None where a fact has a value that the version does not take."""
        return _decide(self.before, facts), _decide(self.after, facts)


def _united(*vocabularies: Vocabulary) -> Iterable[Fact]:
    """The facts that somebody supplies to any of them; of one name, the last."""
    return {fact.name: fact for vocabulary in vocabularies for fact in vocabulary if not fact.is_derived}.values()


def _decide(book: Rulebook, facts: Json) -> Outcome | None:
    try:
        return book.decide(dict(_own(book.vocabulary, facts)))
    except FactError:
        return None


def _own(vocabulary: Vocabulary, facts: Json) -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if name in vocabulary and not vocabulary[name].is_derived:
            yield name, value


@dataclass
class Tally:
    """What differs so far."""

    cases: int = 0
    found: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    flow: Counter[str] = field(default_factory=Counter)
    differing: list[dict[str, Any]] = field(default_factory=list)

    def add(self, reference: str, before: Outcome | None, after: Outcome | None) -> None:
        """Count one case."""
        self.cases += 1
        stood, stands = standing(before), standing(after)
        self.flow[f"{stood}.{stands}"] += 1
        changed = changes(before, after)
        if not changed:
            return
        self.found.update(change.kind for change in changed)
        self.touched.update({"case", *(change.kind for change in changed)})
        if len(self.differing) < LISTED:
            entry = {"case": reference, "before": stood, "after": stands, "changes": [list(c) for c in changed]}
            self.differing.append(entry)

    @property
    def counts(self) -> dict[str, Any]:
        """As ``ImpactRun.counts`` keeps them."""
        kinds = {kind: {"changes": self.found[kind], "cases": self.touched[kind]} for kind in self.found}
        return {**kinds, "cases": self.touched["case"], "flow": dict(self.flow)}
