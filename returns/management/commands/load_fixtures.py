"""``manage.py load_fixtures``: the catalogue and the roles, on a fresh installation."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.catalogue.fixtures_loading import load_catalogue, load_roles


class Command(BaseCommand):
    """Stores the catalogue and the roles that Constat ships."""

    help = (
        "Load the catalogue and the roles that Constat ships. Loading again doubles nothing, "
        "and puts the shipped texts and permissions back."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load both."""
        load_catalogue()
        load_roles()
        self.stdout.write(_("The catalogue and the roles are loaded."))
