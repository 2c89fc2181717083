from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ABANDON = {
    "position": 13,
    "amount": 60,
    "unit": "day",
    "label": "Retour laissé en suspens par le client avant l’envoi ; il est ensuite annulé",
    "label_fr": "Retour laissé en suspens par le client avant l’envoi ; il est ensuite annulé",
    "label_en": "Return that the customer leaves alone before it is shipped; it is cancelled after it",
    "source": "Usage de Constat, à accorder aux conditions de la place de marché",
    "source_fr": "Usage de Constat, à accorder aux conditions de la place de marché",
    "source_en": "Constat’s own choice, to be matched with the marketplace’s terms",
}
CANCELLED = {
    "position": 19,
    "label": "Retour annulé faute de suite, au client",
    "label_fr": "Retour annulé faute de suite, au client",
    "label_en": "Return cancelled for want of news, to the customer",
    "subject": "Votre retour {case} est annulé",
    "subject_fr": "Votre retour {case} est annulé",
    "subject_en": "Your return {case} is cancelled",
    "body": "Bonjour {first_name},\n\nVous aviez demandé le retour de {device}, et rien n’a bougé depuis longtemps : nous avons annulé cette demande. Rien n’est perdu. Vos droits restent les mêmes, et vous pouvez demander un nouveau retour à {seller} tant que votre garantie court.\n\nSi votre colis est déjà parti, dites-le à {seller}. Votre retour reste visible ici : {link}\n\nDossier {case} · commande {order}\n",
    "body_fr": "Bonjour {first_name},\n\nVous aviez demandé le retour de {device}, et rien n’a bougé depuis longtemps : nous avons annulé cette demande. Rien n’est perdu. Vos droits restent les mêmes, et vous pouvez demander un nouveau retour à {seller} tant que votre garantie court.\n\nSi votre colis est déjà parti, dites-le à {seller}. Votre retour reste visible ici : {link}\n\nDossier {case} · commande {order}\n",
    "body_en": "Hello {first_name},\n\nYou had asked to return {device}, and nothing has moved for a long time: we have cancelled that request. Nothing is lost. Your rights are the same, and you can ask {seller} for a new return as long as your warranty lasts.\n\nIf your parcel has left already, tell {seller}. Your return can still be seen here: {link}\n\nCase {case} · order {order}\n",
}
"""Both as ``fixtures/catalogue`` ships them."""


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give an installation that has a catalogue already the period after which returns are cancelled, and the mail."""
    for name, code, row in (("Deadline", "abandon", ABANDON), ("MessageTemplate", "return_abandoned", CANCELLED)):
        rows = apps.get_model("returns", name).objects.using(editor.connection.alias)
        if rows.exists():
            rows.get_or_create(code=code, defaults=row)


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0020_searched_numbers"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
