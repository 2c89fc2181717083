"""The languages that people are addressed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language in which every text that a person reads exists."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
