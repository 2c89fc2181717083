"""What the steps of a version's life ask before they are taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class StepForm(forms.Form):
    """Any step: ``revision`` is the one that the person looked at, so that nobody judges what he has not seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    error_css_class = "is-wrong"

    def details(self) -> dict[str, Any]:
        """The arguments of the step, besides who takes it and on which version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def _words(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "class": "d-in"})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=LONGEST, widget=widget)


class CommentForm(StepForm):
    """A step with a remark for the history."""

    comment = _words(_("Comment"), required=False, help_text=_("Stands in the history of the version."))


class SendBackForm(StepForm):
    """What the editors should change."""

    comment = _words(_("What to change"), required=True, help_text=_("The editors read it first."))


class MovingForm(StepForm):
    """A step that puts a version in force."""

    moves_open_cases = forms.TypedChoiceField(
        label=_("Cases that are open now"),
        choices=[("", _("keep the version they were opened with")), ("yes", _("go over to this version"))],
        coerce=bool,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )

    def clean_moves_open_cases(self) -> bool:
        """Unless it was asked for, no case moves."""
        return bool(self.cleaned_data["moves_open_cases"])


def _moment(*, required: bool) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "d-in"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=_("In force from"), required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"]
    )


class ScheduleForm(MovingForm):
    """A later moment."""

    effective_from = _moment(required=True)
    reason = _words(_("Reason"), required=False)
    field_order = ("effective_from", "moves_open_cases", "reason")


class PublishForm(MovingForm):
    """Now, or at a later moment."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("now")), ("later", _("at a later moment"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    effective_from = _moment(required=False)
    reason = _words(_("Reason"), required=False)
    field_order = ("when", "effective_from", "moves_open_cases", "reason")

    def clean(self) -> dict[str, Any]:
        """Ask for the moment where it is to be later; "now" takes none, whatever stands there."""
        found: dict[str, Any] = {**(super().clean() or {})}
        moment: datetime | None = found.get("effective_from")
        if found.pop("when", "now") == "now":
            found["effective_from"] = None
        elif moment is None and "effective_from" not in self.errors:
            self.add_error("effective_from", _("Say from when."))
        return found


class RollBackForm(MovingForm):
    """An emergency says why."""

    reason = _words(_("Why it is needed"), required=True)
    field_order = ("reason", "moves_open_cases")
