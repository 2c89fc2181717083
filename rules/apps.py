"""The Django application of rulebooks: their rows, versions and admin."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    """Rulebooks and the life of their versions; the language itself needs no Django."""

    name = "rules"
    verbose_name = _("Rules")
