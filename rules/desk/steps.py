"""What can be done next with a version: by whom, and the one step that is the next thing to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rules.desk.access import has_written, was_in_force
from rules.desk.frame import desk_link, desk_url
from rules.models import State, Version
from rules.people import APPROVE, EDIT, Person
from rules.preflight import Report

STATES = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.PUBLISHED)
"""The way of every version; ``retired`` comes after, and seldom."""


@dataclass(frozen=True, slots=True)
class Step:
    """A button: ``waits`` says why it can't be pressed yet, empty where it can."""

    label: str
    url: str
    is_next: bool = False
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the steps depend on; ``is_unchanged``: a draft that is still the version that it was made from."""

    version: Version
    person: Person
    report: Report
    has_written: bool
    is_in_force: bool
    was_in_force: bool
    is_unchanged: bool = False

    @classmethod
    def of(
        cls, version: Version, person: Person, report: Report, current: Version | None, *, is_unchanged: bool = False
    ) -> Situation:
        """The situation of a person before a version; ``current`` is the version in force."""
        return cls(
            version=version,
            person=person,
            report=report,
            has_written=has_written(person, version),
            is_in_force=current == version,
            was_in_force=was_in_force(version),
            is_unchanged=is_unchanged and version.state == State.DRAFT,
        )

    @property
    def stage(self) -> int:
        """How far along ``STATES`` the version is, from 0."""
        return STATES.index(State(self.version.state)) if self.version.state in STATES else len(STATES)

    def note(self) -> str:
        """What stands in the way of the next step, or what it waits for."""
        match self.version.state:
            case State.DRAFT:
                return self._draft_note()
            case State.IN_REVIEW if self.has_written:
                return _("It waits for the review of somebody who did not write it.")
            case State.IN_REVIEW:
                return _("It waits for a review.")
            case State.APPROVED:
                return _("Approved, and not published yet.")
            case State.PUBLISHED:
                return _("In force.") if self.is_in_force else _("Not in force.")
        return _("Retired: it is never put in force again.")

    def steps(self) -> list[Step]:
        """The steps open to the person, the next thing to do last, where the hand goes."""
        found: list[Step] = []
        if self.person.has_perm(EDIT):
            found += self._editor_steps()
        if self.person.has_perm(APPROVE):
            found += self._approver_steps()
        return sorted(found, key=lambda step: step.is_next)

    def _draft_note(self) -> str:
        if self.report.faults:
            return _("It has faults: a review would be refused.")
        if self.report.differences:
            return _("An example fails: a review would be refused.")
        if self.is_unchanged:
            return _("It changes nothing yet: add a rule or a fact, or open a rule and change it.")
        return _("Its rules have no fault, and every example holds.")

    def _editor_steps(self) -> Iterator[Step]:
        if self.version.state == State.DRAFT:
            yield from self._draft_steps()
        else:
            is_next = self.version.is_frozen
            yield Step(_("New draft…"), self._life("new-draft"), is_next)

    def _draft_steps(self) -> Iterator[Step]:
        holds = self.report.holds
        yield Step(
            _("Submit for review…"),
            self._life("submit"),
            holds and not self.is_unchanged,
            "" if holds else self._draft_note(),
        )
        if self.report.faults:
            yield Step(_("Correct the faults"), "#faults", is_next=True)
        elif self.report.differences:
            target = desk_link("example", self.version, self.report.differences[0].example)
            yield Step(_("Correct the example"), target or "#examples", is_next=True)
        elif self.is_unchanged:
            yield Step(_("New rule…"), desk_url("rule_add", self.version), is_next=True)

    def _approver_steps(self) -> Iterator[Step]:
        match self.version.state:
            case State.IN_REVIEW if not self.has_written:
                difference = desk_link("difference", self.version)
                yield Step(_("Send back…"), self._life("send-back"))
                yield Step(_("Approve…"), self._life("approve"), is_next=not difference)
                if difference:
                    yield Step(_("Read the difference"), difference, is_next=True)
            case State.APPROVED:
                if not self.has_written:
                    yield Step(_("Send back…"), self._life("send-back"))
                yield Step(_("Publish…"), self._life("publish"), is_next=True)
            case State.PUBLISHED if not self.is_in_force:
                yield Step(_("Retire…"), self._life("retire"))
                yield Step(_("Schedule…"), self._life("schedule"))
                if self.was_in_force:
                    yield Step(_("Roll back to it…"), self._life("roll-back"))

    def _life(self, action: str) -> str:
        return desk_url("life", self.version, action)
