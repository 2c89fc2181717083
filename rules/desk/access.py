"""Who reaches which version: fetching is the permission check."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from rules.models import Rulebook, State, Version
from rules.people import APPROVE, EDIT, VIEW, Person


def may_read(person: Person) -> bool:
    """Whether rules are shown to this person: editors, approvers, and who may view versions."""
    return any(person.has_perm(permission) for permission in (VIEW, EDIT, APPROVE))


def may_edit(person: Person, version: Version) -> bool:
    """Whether this person may change this version as it stands: an editor, and only a draft."""
    return version.state == State.DRAFT and person.has_perm(EDIT)


def version_for(person: Person, version_id: int, *, editable: bool = False) -> Version:
    """The version, without the text of its frozen document, with its rulebook, parent and creator.

    Raises Http404 for who may not read rules, or if there is none; with ``editable``, PermissionDenied for who may
    read it and not change it.
    """
    if not may_read(person):
        raise Http404
    versions = Version.objects.select_related("rulebook", "parent", "created_by")
    version = versions.defer("document", "parent__document", "parent__frame").filter(pk=version_id).first()
    if version is None:
        raise Http404
    if editable and not may_edit(person, version):
        raise PermissionDenied
    return version


def rulebook_for(person: Person, rulebook_id: int, *, editable: bool = False) -> Rulebook:
    """The rulebook; Http404 and PermissionDenied as for ``version_for``."""
    rulebook = Rulebook.objects.filter(pk=rulebook_id).first()
    if rulebook is None or not may_read(person):
        raise Http404
    if editable and not person.has_perm(EDIT):
        raise PermissionDenied
    return rulebook
