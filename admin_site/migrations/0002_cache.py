"""The table in which all processes of a deployment count attempts to log in."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "constat_cache"


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the table, used or not, so that no deployment can forget it."""
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("admin_site", "0001_theme")]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
