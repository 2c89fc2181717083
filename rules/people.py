"""What the life of a version asks of a person, whichever user model the site has."""

from __future__ import annotations

from typing import Any, Protocol

VIEW = "rules.view_version"
"""Auditors: read everything."""
EDIT = "rules.change_version"
"""Editors: make drafts, edit, submit."""
APPROVE = "rules.approve_version"
"""Approvers: approve, send back, publish, schedule, roll back, retire."""


class Person(Protocol):
    """A user, as Django's authentication gives it."""

    @property
    def pk(self) -> Any:
        """The key of the user's row."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the user is active and holds the permission."""
