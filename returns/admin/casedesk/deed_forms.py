"""What the deeds of the case desk ask before they are done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


def words(label: Any, *, required: bool, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Return a field for some words, which keeps what was typed."""
    widget = forms.Textarea(attrs={"rows": rows, "class": "d-in"})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=LONGEST, widget=widget)


class DeedForm(forms.Form):
    """Any deed: ``revision`` is that of the case as it was looked at, so that nobody decides on what has changed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(DeedForm):
    """A deed that says why."""

    reason = words(_("Reason"), required=True, help_text=_("Kept with the case, and read by the people concerned."))


class RemarkForm(DeedForm):
    """A deed that may say why."""

    reason = words(_("Reason"), required=False, help_text=_("Kept with the case, and read by the people concerned."))


class ShippedForm(RemarkForm):
    """A resolution by which something goes back to the customer."""

    tracking_number = forms.CharField(
        label=_("Tracking number to the customer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "d-in"}),
    )
    field_order = ("tracking_number", "reason")


class InternalReasonForm(DeedForm):
    """A deed that says why among colleagues."""

    reason = words(_("Reason"), required=True, help_text=_("Kept with the case; only staff read it."))


class InternalRemarkForm(DeedForm):
    """A deed that may say why among colleagues."""

    reason = words(_("Remark"), required=False, help_text=_("Kept with the case; only staff read it."))


class RefuseForm(DeedForm):
    """Why a piece of evidence is refused."""

    reason = words(_("What the customer reads"), required=True, help_text=_("Say what is wrong, and what to do."))


class FindingForm(DeedForm):
    """Why a fact is corrected."""

    reason = words(_("What shows it"), required=True, help_text=_("Kept with the case: which photo, paper or call."))


class NoteForm(DeedForm):
    """An internal note; whatever happened to the case meanwhile, it can be added."""

    text = words(_("Internal note"), required=True, help_text=_("Only staff read it."))
