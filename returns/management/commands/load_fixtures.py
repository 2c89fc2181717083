"""``manage.py load_fixtures``: the catalogue and the roles, on a fresh installation and after an upgrade."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.catalogue.fixtures_loading import load_catalogue, load_roles


class Command(BaseCommand):
    """Stores the catalogue and the roles that Constat ships."""

    help = (
        "Load what is not there yet of the catalogue and the roles that Constat ships. "
        "What staff have changed or added stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--reset", action="store_true", help="put the shipped texts and permissions back")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load both."""
        load_catalogue(reset=options["reset"])
        load_roles(reset=options["reset"])
        self.stdout.write(_("The catalogue and the roles are loaded."))
