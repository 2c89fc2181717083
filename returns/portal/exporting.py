"""The list as a CSV file, for a spreadsheet that takes no cell of it for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from returns.catalogue.exchange.cells import guarded
from returns.models.case import ReturnCase
from returns.portal.base import PortalPage
from returns.portal.queues import read_filters
from returns.portal.rows import case_state, listed, verdict_chip
from returns.telling.labels import catalogue_labels

MOST = 10_000
"""Rows of one file; more would keep the server busy for too long."""


class Export(PortalPage):
    """The cases of the list, with all its filters, every page of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the file, in the reader's language."""
        cases = listed(read_filters(request.GET).apply(self.cases, self.user))[:MOST]
        name = f"constat-{self.seller.code}-{timezone.localdate().isoformat()}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )
        # So that spreadsheets read it as UTF-8.
        response.write("\ufeff")
        # Where numbers have a comma, spreadsheets expect columns between semicolons.
        writer: Any = csv.writer(response, delimiter=";" if self.language == "fr" else ",", lineterminator="\r\n")
        writer.writerow(_columns())
        resolutions = catalogue_labels().resolutions
        for case in cases:
            writer.writerow([guarded(cell) for cell in _cells(case, resolutions)])
        return response


def _columns() -> list[str]:
    return [
        pgettext("case", "File"),
        _("Order"),
        _("Device"),
        _("IMEI"),
        pgettext("return", "Reason"),
        _("State"),
        _("Verdict"),
        _("Resolution"),
        _("Asked for on"),
        _("Due"),
        _("Handled by"),
        _("Tracking number"),
        _("Tracking number to the customer"),
    ]


def _cells(case: ReturnCase, resolutions: Any) -> Iterator[str]:
    yield case.reference
    yield case.order.number
    yield str(case.device)
    yield case.device.imei
    yield str(case.reason)
    yield ", ".join(str(chip.word) for chip in case_state(case))
    yield str(verdict_chip(case).word)
    yield resolutions.get(case.resolution, case.resolution)
    yield timezone.localtime(case.opened_at).strftime("%Y-%m-%d")
    yield timezone.localtime(case.due_at).strftime("%Y-%m-%d %H:%M") if case.due_at else ""
    yield str(case.handled_by or "")
    yield case.tracking_number
    yield case.outbound_tracking_number
