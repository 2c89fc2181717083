"""Who reaches which version: fetching is the permission check."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from rules.models import Rulebook, State, Version
from rules.people import APPROVE, EDIT, VIEW, Person
from rules.registry import NoVersionInForce, version_in_force


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


def has_written(person: Person, version: Version) -> bool:
    """Whether this person edited or submitted the version, and so may not judge it."""
    return version.authors.filter(user_id=person.pk).exists()


def in_force(rulebook: Rulebook) -> Version | None:
    """The version that decides now, without its contents."""
    try:
        return version_in_force(rulebook=rulebook.code, at=timezone.now())
    except NoVersionInForce:
        return None


def was_in_force(version: Version) -> bool:
    """Whether the version decided at some moment that has passed."""
    return version.activations.filter(effective_from__lte=timezone.now()).exists()


def base_of(version: Version) -> Version | None:
    """What a version is compared with: the one in force, or for one that was published what it was made from."""
    return version.parent if version.is_frozen else in_force(version.rulebook) or version.parent
