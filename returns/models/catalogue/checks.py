# modeltranslation gives the managers a class that mypy cannot look up by name.
# mypy: disable-error-code="django-manager-missing"
"""What photos are checked for, from where on they fail, and what customers are told then."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.rows import LabelledRow


class PhotoCheck(LabelledRow):
    """One check of every photo, by the name under which rules read its verdict (``evidence.<item>.sharp``)."""

    class Severity(models.TextChoices):
        """What a photo that fails the check costs."""

        ADVICE = "advice", _("advice only")
        REVIEW = "review", _("a person looks at the photo")

    limit = models.DecimalField(
        _("limit"),
        max_digits=10,
        decimal_places=4,
        validators=[MinValueValidator(0)],
        help_text=_("The measurement from which on a photo fails; photos already taken in keep their verdict."),
    )
    severity = models.CharField(_("consequence"), max_length=6, choices=Severity.choices, default=Severity.REVIEW)
    enabled = models.BooleanField(_("enabled"), default=True, help_text=_("Otherwise no verdict is known."))
    message = models.CharField(_("message"), max_length=120, help_text=_("What is wrong, for a customer."))
    advice = models.CharField(_("advice"), max_length=240, help_text=_("What to do about it."))

    class Meta(LabelledRow.Meta):
        verbose_name = _("photo check")
        verbose_name_plural = _("photo checks")
