"""Lines of a command's output."""

from __future__ import annotations

from django.utils.translation import gettext as _


def labelled(label: object, value: object) -> str:
    """Return a value after what it is called, with the colon of the language that is spoken."""
    return _("%(label)s: %(value)s") % {"label": label, "value": value}
