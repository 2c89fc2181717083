"""The Django application of return cases."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Cases, evidence, workflow and decisions."""

    name = "returns"
    verbose_name = _("Returns")
