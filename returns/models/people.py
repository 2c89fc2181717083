"""The people of a return who are not staff: sellers, their members, customers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue.rows import validate_code
from returns.models.language import Language


class SellerManager(models.Manager["Seller"]):
    """Finds a seller by its code."""

    def get_by_natural_key(self, code: str) -> Seller:
        """Return the seller with this code; raises Seller.DoesNotExist."""
        return self.get(code=code)


class Seller(models.Model):
    """A refurbisher who sold devices and handles their returns."""

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), help_text=_("Where notices about cases go."))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("New cases are opened for active sellers only.")
    )
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="SellerMember",
        related_name="sellers",
        verbose_name=_("users"),
    )

    objects: ClassVar[SellerManager] = SellerManager()

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the code alone."""
        return (self.code,)


class SellerMember(models.Model):
    """A user who works for a seller and sees its cases."""

    class Role(models.TextChoices):
        """What the user may do for the seller."""

        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="members", verbose_name=_("seller"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="seller_memberships",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    mails = models.JSONField(
        _("mails"),
        default=dict,
        blank=True,
        help_text=_("By code of the mail: all cases, or none; of those that the member handles where nothing is said."),
    )

    class Meta:
        verbose_name = _("member of a seller")
        verbose_name_plural = _("members of sellers")
        ordering = ("seller", "user")
        constraints = (models.UniqueConstraint(fields=("seller", "user"), name="seller_member_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.seller}"


class Customer(models.Model):
    """A person who returns a device; names and e-mail are blank once they have been erased."""

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ("last_name", "first_name", "pk")
        # Agents search by name, whatever its case.
        indexes = (models.Index(Upper("last_name"), name="customer_last_name"),)
        constraints = (
            models.CheckConstraint(
                name="customer_named_or_erased",
                condition=models.Q(erased_at__isnull=True) & ~models.Q(last_name="") & ~models.Q(email="")
                | models.Q(erased_at__isnull=False, first_name="", last_name="", email=""),
                violation_error_message=_("A customer has a name and an e-mail address until erased."),
            ),
        )

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Erased customer")
        return f"{self.first_name} {self.last_name}".strip()
