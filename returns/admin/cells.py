"""Cells of the lists: links and chips."""

from __future__ import annotations

import json
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from returns.models import Decision, ReturnCase
from returns.telling.verdicts import ERASED, SHORT_NAMES, UNDECIDED, case_chips, guarantee_verdicts, state_chip


def verdicts_cell(decision: Decision | None) -> SafeString:
    """Return what a decision concludes, in chips; its record must have been fetched with it."""
    if decision is None:
        return _cell({"chips": (UNDECIDED,)})
    try:
        outcome = json.loads(decision.record.outcome)
    except ObjectDoesNotExist:
        return _cell({"chips": (ERASED,)})
    verdicts = guarantee_verdicts(outcome, SHORT_NAMES)
    return _cell({"chips": case_chips(outcome), "guarantees": [verdict for verdict in verdicts if verdict.is_claimed]})


def moment_cell(moment: datetime) -> str:
    """Return when something was, in figures: a list has no room for the month's name."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def state_cell(state: str) -> SafeString:
    """Return where a case stands, as a chip."""
    return _cell({"chips": (state_chip(state),)})


def case_link(case: ReturnCase) -> SafeString:
    """Return a link to the page of a case."""
    url = reverse("admin:returns_returncase_change", args=(case.pk,))
    return format_html('<a href="{}">{}</a>', url, case.reference)


def device_cell(case: ReturnCase) -> SafeString:
    """Return the device of a case above its category and seller."""
    lines = '<div class="d-page d-lines">{}<br><span class="d-muted">{} · {}</span></div>'
    return format_html(lines, case.device, case.device.category, case.seller)


def _cell(context: dict[str, object]) -> SafeString:
    return render_to_string("returns/case/verdicts_cell.html", context)
