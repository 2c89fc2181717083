"""What leads look at: verdicts, grounds, rules that people disagree with, times and lateness, over a period."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import get_language

from returns.models import Decision, DecisionRecord, Event, ReturnCase
from returns.models.override import OverriddenRule
from returns.models.queue import CaseGround
from returns.telling.labels import catalogue_labels
from returns.telling.retelling import readable_book
from returns.timing.lateness import SellerLateness, seller_lateness
from returns.workflow import DECIDING
from rules.translation import in_language

PERIODS = (7, 30, 90, 365)
LONGEST_BY_DAY = 31
STANDINGS = ("covered", "excluded", "undetermined", "review")
SAMPLE = 1_000
"""As many of the newest decisions as tell how often a rule is disagreed with."""
TIMED = 10_000
"""As many of the newest decisions as tell how long one takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day, or the week that begins on it: how many cases came to what."""

    day: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many cases were decided."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many cases name a ground."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class RuleRate:
    """How often a rule had a say in a decision, and how often people decided otherwise."""

    title: str
    key: str
    decisions: int
    overridden: int

    @property
    def share(self) -> float:
        """The part that people decided otherwise, from 0 to 1."""
        return self.overridden / self.decisions if self.decisions else 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long returns took from their opening until somebody accepted or refused them, in a week or a day."""

    day: date
    count: int
    median_hours: float


class Figures:
    """The figures of the last so many days, each worked out when the page comes to it."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.now = timezone.now()
        self.since = timezone.make_aware(
            datetime.combine(timezone.localdate(self.now) - timedelta(days=days - 1), datetime.min.time())
        )

    @property
    def is_by_week(self) -> bool:
        """Whether bars are weeks."""
        return self.days > LONGEST_BY_DAY

    @cached_property
    def verdicts(self) -> list[Bar]:
        """What the cases decided in the period came to, by the day of the decision that stands."""
        cases = ReturnCase.objects.filter(current_decision__decided_at__gte=self.since)
        found = cases.annotate(day=TruncDate("current_decision__decided_at")).values("day", "verdict", "needs_review")
        counts: dict[date, Counter[str]] = {day: Counter() for day in self._days()}
        for row in found.annotate(count=Count("pk")).order_by():
            standing = "review" if row["needs_review"] else row["verdict"]
            if standing in STANDINGS:
                counts.setdefault(self._start(row["day"]), Counter())[standing] += row["count"]
        return [Bar(day, {name: found[name] for name in STANDINGS}) for day, found in sorted(counts.items())]

    @cached_property
    def totals(self) -> dict[str, int]:
        """The same over the whole period."""
        return {name: sum(bar.counts[name] for bar in self.verdicts) for name in STANDINGS}

    @cached_property
    def decided(self) -> int:
        """How many cases were decided in the period."""
        return sum(self.totals.values())

    @cached_property
    def grounds(self) -> list[GroundCount]:
        """How many of the cases decided in the period name each ground, the most frequent first."""
        rows = CaseGround.objects.filter(case__current_decision__decided_at__gte=self.since).values("ground")
        names = catalogue_labels().grounds
        counted = rows.annotate(count=Count("pk")).order_by("-count", "ground")
        return [GroundCount(names.get(row["ground"], row["ground"]), row["count"]) for row in counted]

    @cached_property
    def rules(self) -> list[RuleRate]:
        """The rules that people disagree with, among the newest decisions of the period, the most often first."""
        newest = Decision.objects.filter(decided_at__gte=self.since).order_by("-decided_at")
        sample = dict(newest.values_list("pk", "version_hash")[:SAMPLE])
        outcomes = DecisionRecord.objects.filter(pk__in=sample).values_list("outcome", flat=True)
        said = Counter(rule for outcome in outcomes for rule in _rules_named(json.loads(outcome)))
        against = OverriddenRule.objects.filter(override__decision__in=sample).values("rule")
        counted = {row["rule"]: row["count"] for row in against.annotate(count=Count("pk")).order_by()}
        titles = _titles(set(sample.values()))
        found = [RuleRate(titles.get(key, key), key, said[key], count) for key, count in counted.items()]
        return sorted(found, key=lambda rate: (-rate.share, -rate.overridden, rate.title))

    @cached_property
    def times(self) -> list[Times]:
        """How long it took until returns were accepted or refused, by day or week; nothing where none was."""
        events = Event.objects.filter(at__gte=self.since, kind=Event.Kind.TRANSITION, transition__in=DECIDING)
        rows = events.order_by("-at").values_list("at", "case__opened_at")[:TIMED]
        hours: dict[date, list[float]] = {}
        for at, opened_at in rows:
            taken = max((at - opened_at).total_seconds() / 3600, 0)
            hours.setdefault(self._start(timezone.localdate(at)), []).append(taken)
        return [Times(day, len(found), median(found)) for day, found in sorted(hours.items())]

    @cached_property
    def sellers(self) -> list[SellerLateness]:
        """How sellers kept their deadlines."""
        return seller_lateness(since=self.since, now=self.now)

    def _days(self) -> Iterable[date]:
        first = timezone.localdate(self.since)
        return dict.fromkeys(self._start(first + timedelta(days=number)) for number in range(self.days))

    def _start(self, day: date) -> date:
        return day - timedelta(days=day.weekday()) if self.is_by_week else day


def _rules_named(outcome: Mapping[str, Any]) -> set[str]:
    grounds = [ground for entry in outcome["guarantees"].values() for ground in entry["grounds"]]
    named = [*grounds, *(entry for part in ("blocks", "reviews", "recommendations") for entry in outcome[part])]
    return {entry["rule"] for entry in named if entry["rule"]}


def _titles(hashes: Iterable[str]) -> dict[str, str]:
    language = get_language() or "fr"
    books = [book for digest in sorted(hashes)[:5] if (book := readable_book(digest))]
    return {rule.key: in_language(dict(rule.title), language) or rule.key for book in books for rule in book.rules}
