"""Why a step in the life of a version is refused, in words for whoever asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rules.models import State, Version, VersionEvent
from rules.preflight import Report


class LifecycleError(Exception):
    """A step was refused and nothing was changed; ``str()`` says why in the active language."""

    text: ClassVar[Promise]

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return str(self.text) % self.params


class NotPermitted(LifecycleError):
    """The person's roles don't allow the step."""

    text = _("Your role does not allow this.")


class AuthorMayNotApprove(LifecycleError):
    """Who edited or submitted a version asks to judge it."""

    text = _("You edited or submitted %(version)s, so somebody else reviews it.")


class WrongState(LifecycleError):
    """The version is not in a state from which the step leads on, or no longer is."""

    text = _("%(version)s is “%(state)s”, which does not allow this.")

    def __init__(self, version: Version) -> None:
        super().__init__(version=version, state=State(version.state).label)


class ChangedMeanwhile(LifecycleError):
    """Somebody else changed the version since the person looked at it, or since it was reviewed."""

    text = _("%(version)s was changed meanwhile: look at it again.")


class EditConflict(LifecycleError):
    """Somebody else changed or deleted the rule, fact or example since the editor looked at it.

    ``event`` is their edit (None where the history doesn't tell), ``current`` what is stored now: the row, the
    fact's JSON, or None if it was deleted.
    """

    text = _("%(who)s changed this meanwhile: nothing of yours is lost, and nothing is stored yet.")
    deleted = _("%(who)s deleted this meanwhile: nothing of yours is lost, and nothing is stored yet.")

    def __init__(self, event: VersionEvent | None, current: object) -> None:
        self.event = event
        self.current = current
        super().__init__(who=event.actor if event and event.actor else _("Somebody"))

    def __str__(self) -> str:
        return str(self.deleted if self.current is None else self.text) % self.params


class DocumentRefused(LifecycleError):
    """The document has faults, or examples that no longer hold; ``report`` has them all."""

    text = _("The rulebook has faults or examples that do not hold:\n%(details)s")

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__()

    def __str__(self) -> str:
        return str(self.text) % {"details": "\n".join(self.report.messages(get_language() or "en"))}


class CodesUnknown(LifecycleError):
    """The document names what the application lacks: ``codes`` by the list or the fact that names them."""

    text = _("The catalogue lacks what these rules name: %(codes)s. Add it there, or take it out of the rules.")

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        self.codes = codes
        super().__init__(codes="; ".join(f"{where} ({', '.join(found)})" for where, found in codes.items()))


class NotStorable(LifecycleError):
    """The document holds what a database can't hold."""

    text = _("The rulebook holds a NUL character, or a number beyond ±2⁵³, which can't be stored.")


class AlreadyPublished(LifecycleError):
    """A version with the very same content is published."""

    text = _("%(version)s has exactly this content: schedule that one, or roll back to it.")


class NotInTheFuture(LifecycleError):
    """A moment that has passed can't be scheduled: what was in force then has decided cases."""

    text = _("The moment must be in the future.")


class NeverInForce(LifecycleError):
    """A roll-back leads to a version that never was in force, or that is."""

    text = _("%(version)s was not in force before, or still is: there is nothing to roll back to.")


class StillNeeded(LifecycleError):
    """A version is in force or scheduled, and so can't retire."""

    text = _("%(version)s is in force or scheduled, so it can't be retired.")
