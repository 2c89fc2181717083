"""What the forms of a rule and of a fact share: who may send them, which button was pressed, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from rules.desk.access import version_for
from rules.desk.frame import signed_in
from rules.desk.rule_fields import Problem
from rules.history import EditKind, remark
from rules.models import State, Version
from rules.people import EDIT, Person
from rules.refusals import EditConflict
from rules.vocabulary import Vocabulary

Json = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Editing:
    """What the page of a form works with; ``stored`` is None for something new.

    ``theirs`` is what somebody else saved meanwhile, shown beside what was typed: saving again is then a decision.
    """

    request: HttpRequest
    person: Person
    version: Version
    vocabulary: Vocabulary
    language: str
    stored: Json | None = None
    problems: Sequence[Problem] = ()
    refusal: str = ""
    theirs: Json | None = None
    status: int = 200

    @property
    def do(self) -> str:
        """The button that was pressed; the hidden first one says "update", as Enter does."""
        return self.request.POST.get("do", "update")

    def refuse(self, reason: object) -> None:
        """Say why nothing was stored; what was typed stays."""
        self.refusal, self.status = str(reason), 409

    def refuse_deleted(self, kind: EditKind, key: str) -> None:
        """Say that somebody deleted it under the editor's hands; raises Http404 if nobody did."""
        deletions = self.version.events.filter(comment=remark(kind, key)).select_related("actor")
        deletion = deletions.last() if self.request.method == "POST" else None
        if deletion is None:
            raise Http404
        self.refuse(_("%(conflict)s Saving adds it again.") % {"conflict": EditConflict(deletion, None)})


def editor_and_version(request: HttpRequest, version_id: int) -> tuple[Person, Version]:
    """Who looks at which version; raises Http404 for strangers, PermissionDenied for what may not be sent.

    Whoever began to edit a draft that was submitted meanwhile is told so by the page, with what was typed.
    """
    person = signed_in(request)
    version = version_for(person, version_id)
    is_open = version.state in (State.DRAFT, State.IN_REVIEW, State.APPROVED)
    if request.method == "POST" and not (is_open and person.has_perm(EDIT)):
        raise PermissionDenied
    return person, version
