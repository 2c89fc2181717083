from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CONTEST = {
    "position": 12,
    "amount": 30,
    "unit": "day",
    "label": "Contestation, une fois la décision exécutée ; le retour est ensuite clos",
    "label_fr": "Contestation, une fois la décision exécutée ; le retour est ensuite clos",
    "label_en": "Contesting, once the decision was carried out; the return is closed after it",
    "source": "Usage de Constat, à accorder aux conditions de la place de marché",
    "source_fr": "Usage de Constat, à accorder aux conditions de la place de marché",
    "source_en": "Constat’s own choice, to be matched with the marketplace’s terms",
}
"""As ``fixtures/catalogue`` ships it."""


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give an installation that has a catalogue already the period after which cases are closed."""
    deadlines = apps.get_model("returns", "Deadline").objects.using(editor.connection.alias)
    if deadlines.exists():
        deadlines.get_or_create(code="contest", defaults=CONTEST)


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0014_accepts_by_rules"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
