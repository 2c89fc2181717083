"""Loads what Constat ships: the catalogue's rows and the roles. Loading again doubles nothing."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class UnknownPermission(LookupError):
    """A role names a permission that no model has."""


def load_catalogue() -> None:
    """Store the rows of ``fixtures/catalogue``, found by their codes.

    A row that staff have edited gets its shipped texts back; rows that staff have added stay.
    """
    call_command("loaddata", *sorted((FIXTURES / "catalogue").glob("*.json")), verbosity=0)


@transaction.atomic
def load_roles() -> None:
    """Give each group of ``fixtures/roles.json`` exactly the permissions that stand there.

    The file maps a group's name to permissions written ``app.codename``. Raises UnknownPermission.
    """
    roles: dict[str, list[str]] = json.loads((FIXTURES / "roles.json").read_text(encoding="utf-8"))
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, permissions in roles.items():
        if unknown := sorted(set(permissions) - set(known)):
            raise UnknownPermission(f"{name}: {', '.join(unknown)}")
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in permissions])
