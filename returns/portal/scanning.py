"""Opening a case by what a scanner reads: the QR code of the slip, a label, an order, a device.

A scanner is a keyboard: it types what it reads, then Enter. The QR code of the slip holds this page's own address.
"""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from returns.portal.base import PortalPage
from returns.portal.queues import LONGEST_QUERY, searched


class Scan(PortalPage):
    """Leads to the case, or to the list of what was found."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Open the one case that goes by the code, or has to do with it; write nothing."""
        code = code_in(request.GET.get("code", ""))
        if not code:
            return redirect("portal:home")
        found = list(searched(self.cases, code).values_list("reference", flat=True)[:2])
        if len(found) == 1:
            return redirect("portal:case", found[0])
        missed = {} if found else {"missed": "1"}
        return redirect(f"{reverse('portal:home')}?{urlencode({'q': code, **missed})}")


def code_in(typed: str) -> str:
    """Return the code in what was typed or scanned: itself, or the one in the address of this page."""
    text = typed.replace("\0", "").strip()
    # What is no address at all is a code that happens to have one's mark.
    with suppress(ValueError):
        if "code=" in text:
            text = parse_qs(urlsplit(text).query).get("code", [text])[0].replace("\0", "").strip()
    return text[:LONGEST_QUERY]
