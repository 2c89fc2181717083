"""The return case, and the order and device that it is about."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from returns.models.catalogue import Carrier, DeviceCategory, DeviceFamily, DropOffOption, Reason
from returns.models.people import Customer, Seller
from returns.workflow import FINAL_STATES, State

WARRANTY_MONTHS = 12
"""The commercial warranty where a listing grants no more (the marketplace's terms)."""


class Order(models.Model):
    """A purchase, as the marketplace exports it."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="orders", verbose_name=_("seller"))
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders", verbose_name=_("customer"))
    number = models.CharField(_("order number"), max_length=60, db_index=True)
    placed_on = models.DateField(_("placed on"))
    delivered_on = models.DateField(
        _("delivered on"), null=True, blank=True, help_text=_("Empty while it is not known.")
    )
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    warranty_months = models.PositiveSmallIntegerField(_("months of warranty"), default=WARRANTY_MONTHS)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ("-placed_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("seller", "number"), name="order_number_once_a_seller"),
            models.CheckConstraint(condition=~models.Q(number=""), name="order_numbered"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="order_price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(delivered_on__isnull=True) | models.Q(delivered_on__gte=models.F("placed_on")),
                name="order_delivered_after_placed",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Device(models.Model):
    """One device of an order, as it was sold."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="devices", verbose_name=_("order"))
    category = models.ForeignKey(
        DeviceCategory,
        on_delete=models.PROTECT,
        to_field="code",
        related_name="devices",
        verbose_name=_("category"),
    )
    family = models.ForeignKey(
        DeviceFamily,
        on_delete=models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("family"),
    )
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    imei = models.CharField(
        _("IMEI"), max_length=15, blank=True, db_index=True, help_text=_("Of the phone that was sold.")
    )
    serial_number = models.CharField(_("serial number"), max_length=60, blank=True)
    is_bulky = models.BooleanField(_("bulky"), default=False, help_text=_("Over 30 kg or 1.5 m, or an e-bike."))

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ("pk",)
        indexes = (models.Index(fields=("serial_number",), name="device_serial_number"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(imei="") | models.Q(Exact(Length("imei"), 15)),
                name="device_imei_of_15_digits",
            ),
        )

    def __str__(self) -> str:
        return " ".join(filter(None, (self.brand, self.model))) or self.category_id


class CaseNumber(models.Model):
    """The last number given to a case in a year; locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("case number")
        verbose_name_plural = _("case numbers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CaseQuerySet(models.QuerySet["ReturnCase"]):
    """Cases, by what is to be done with them."""

    def unfinished(self) -> CaseQuerySet:
        """Leave out cases that are closed or cancelled."""
        return self.exclude(state__in=FINAL_STATES)

    def adjudicable(self) -> CaseQuerySet:
        """Keep the cases that rules are still to be applied to: unfinished ones, and any never decided."""
        return self.filter(erased_at=None).filter(~models.Q(state__in=FINAL_STATES) | models.Q(current_decision=None))

    def needing_attention(self, now: datetime | None = None) -> CaseQuerySet:
        """Keep the cases that a person has to look at by now: the queue, with those that are late."""
        return self.filter(attention_at__lte=now or timezone.now())

    def late(self, now: datetime | None = None) -> CaseQuerySet:
        """Keep the cases whose next step was owed before now."""
        return self.filter(due_at__lt=now or timezone.now())


class Verdict(models.TextChoices):
    """What a case comes to as a whole: covered if any guarantee covers it."""

    COVERED = "covered", _("covered")
    EXCLUDED = "excluded", _("excluded")
    UNDETERMINED = "undetermined", _("undetermined")


def _waiting(name: str, *fields: str) -> models.Index:
    """Return an index of the cases that need attention now or later: a small part of all."""
    return models.Index(fields=fields, condition=models.Q(attention_at__isnull=False), name=name)


class ReturnCase(models.Model):
    """A return, from its opening to its end; changed only by the functions that also write an event."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    external_reference = models.CharField(
        _("marketplace's reference"), max_length=60, blank=True, help_text=_("Of the return, if it has one.")
    )
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="cases", verbose_name=_("seller"))
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases", verbose_name=_("customer"))
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="cases", verbose_name=_("order"))
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="cases", verbose_name=_("device"))
    reason = models.ForeignKey(
        Reason,
        on_delete=models.PROTECT,
        to_field="code",
        related_name="cases",
        verbose_name=_("reason"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPENED)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, help_text=_("When the next step is owed."))
    version_hash = models.CharField(
        _("rulebook version"), max_length=71, help_text=_("Of the rulebook in force when it was opened.")
    )
    current_decision = models.ForeignKey(
        "returns.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current decision"),
    )
    carrier = models.ForeignKey(
        Carrier,
        on_delete=models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("carrier"),
    )
    drop_off = models.ForeignKey(
        DropOffOption,
        on_delete=models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("drop-off"),
    )
    tracking_number = models.CharField(_("tracking number"), max_length=40, blank=True, db_index=True)
    revision = models.PositiveIntegerField(
        _("revision"),
        default=0,
        editable=False,
        help_text=_("Counts changes, so that nobody overwrites one."),
    )
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
        verbose_name=_("assigned to"),
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_cases",
        verbose_name=_("handled by"),
        help_text=_("The seller's member who sees to it; agents are assigned."),
    )
    resolution = models.CharField(_("resolution"), max_length=60, blank=True, help_text=_("That was decided, by code."))
    proposed_resolution = models.CharField(
        _("proposed resolution"), max_length=60, blank=True, help_text=_("By the seller, waiting for an answer.")
    )
    outbound_tracking_number = models.CharField(
        _("tracking number to the customer"), max_length=40, blank=True, help_text=_("Of what the seller sends.")
    )
    override = models.ForeignKey(
        "returns.Override",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("override"),
        help_text=_("By which an agent decided otherwise than the rules; stands whatever the rules say next."),
    )
    override_pending = models.BooleanField(_("override to confirm"), default=False)
    customer_wrote_at = models.DateTimeField(
        _("message to answer"), null=True, blank=True, help_text=_("Since when what the customer wrote waits.")
    )
    answered_reviews = models.JSONField(
        _("reviews answered"), default=list, blank=True, help_text=_("The rules whose question a person has answered.")
    )
    # What follows ``returns.casework.standing`` worked out when the case last changed: the queue reads nothing else.
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, blank=True)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    needs_review = models.BooleanField(_("needs review"), default=False)
    is_disputed = models.BooleanField(_("disputed"), default=False)
    needs_person = models.BooleanField(_("needs a person"), default=False)
    attention_at = models.DateTimeField(
        _("needs attention from"),
        null=True,
        blank=True,
        help_text=_("Since when it needs a person, else when the next step will be late."),
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("return case")
        verbose_name_plural = _("return cases")
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("state", "due_at"), name="case_queue"),
            models.Index(fields=("seller", "state", "due_at"), name="case_queue_of_seller"),
            models.Index(fields=("seller", "-opened_at", "-id"), name="case_newest_of_seller"),
            models.Index(fields=("version_hash", "state"), name="case_version"),
            models.Index(fields=("-opened_at", "-id"), name="case_newest"),
            _waiting("case_attention", "attention_at"),
            _waiting("case_attention_of_agent", "assigned_to", "attention_at"),
            _waiting("case_attention_of_seller", "seller", "attention_at"),
            _waiting("case_attention_of_verdict", "verdict", "attention_at"),
            models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name="case_due"),
            # The order of the queue: what has a deadline by it, what has none by how long it has waited.
            models.Index(
                fields=("due_at", "attention_at", "id"), condition=models.Q(needs_person=True), name="case_needs_person"
            ),
            models.Index(fields=("external_reference",), name="case_external_reference"),
            models.Index(fields=("outbound_tracking_number",), name="case_outbound_tracking_number"),
            models.Index(fields=("attention_at",), condition=models.Q(is_disputed=True), name="case_disputed"),
            models.Index(fields=("attention_at",), condition=models.Q(needs_review=True), name="case_to_review"),
            models.Index(fields=("attention_at",), condition=models.Q(is_blocked=True), name="case_blocked"),
            models.Index(fields=("attention_at",), condition=models.Q(override_pending=True), name="case_to_confirm"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(condition=models.Q(reference__startswith="R-"), name="case_reference_shape"),
            models.CheckConstraint(
                condition=models.Q(version_hash__startswith="sha256:") & models.Q(Exact(Length("version_hash"), 71)),
                name="case_version_is_a_hash",
            ),
            models.UniqueConstraint(
                fields=("seller", "external_reference"),
                condition=~models.Q(external_reference=""),
                name="case_external_reference_once",
            ),
            models.UniqueConstraint(
                fields=("device",),
                condition=~models.Q(state__in=sorted(FINAL_STATES)),
                name="case_unfinished_once_a_device",
            ),
        )
        permissions = (
            ("handle_returncase", _("Can handle return cases as an agent")),
            ("lead_returncase", _("Can reopen return cases as a lead")),
            ("erase_returncase", _("Can erase what return cases say of people")),
            ("try_returncase", _("Can try rules on the facts of any return case")),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_final(self) -> bool:
        """Whether nothing more is expected of anybody."""
        return self.state in FINAL_STATES
