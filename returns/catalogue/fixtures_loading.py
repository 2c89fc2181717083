"""Loads what Constat ships: the catalogue's rows and the roles. Loading again doubles nothing."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.db import transaction

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class UnknownPermission(LookupError):
    """A role names a permission that no model has."""


@transaction.atomic
def load_catalogue(*, reset: bool = False) -> None:
    """Store the rows of ``fixtures/catalogue``, found by their codes, that are not there yet.

    A row that is there stays as staff have made it; ``reset`` puts what is shipped back. What staff have added stays.
    """
    for file in sorted((FIXTURES / "catalogue").glob("*.json")):
        for row in serializers.deserialize("json", file.read_text(encoding="utf-8")):
            if reset or row.object.pk is None:
                row.save()


@transaction.atomic
def load_roles(*, reset: bool = False) -> None:
    """Make each group of ``fixtures/roles.json`` that is not there yet, with the permissions that stand there.

    The file maps a group's name to permissions written ``app.codename``. ``reset`` gives every group of it exactly
    these. Raises UnknownPermission.
    """
    roles: dict[str, list[str]] = json.loads((FIXTURES / "roles.json").read_text(encoding="utf-8"))
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, permissions in roles.items():
        if unknown := sorted(set(permissions) - set(known)):
            raise UnknownPermission(f"{name}: {', '.join(unknown)}")
        group, created = Group.objects.get_or_create(name=name)
        if created or reset:
            group.permissions.set([known[permission] for permission in permissions])
