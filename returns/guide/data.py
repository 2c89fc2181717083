"""The customer's data: what is kept and until when, a copy to take away, and erasing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from returns.casework.transitions import refusals
from returns.guide.base import GuidePage
from returns.guide.session import forget
from returns.privacy.customer_data import erase_for_customer, export_case, kept_until
from returns.privacy.erasure import NotFinalError


class Data(GuidePage):
    """What is kept."""

    template_name = "returns/guide/data.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say so."""
        return self.show(until=kept_until(self.case), links=self.case.links.usable().count())


class Export(GuidePage):
    """A copy."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return everything as a JSON file."""
        name = f"constat-{self.case.reference}.json"
        return JsonResponse(
            export_case(self.case),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class Erase(GuidePage):
    """Erasing it, once the return is finished."""

    template_name = "returns/guide/erase.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say what that means, and what has to come first."""
        return self.show(can_cancel=not refusals(case=self.case, transition="cancel", actor=self.customer))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Erase, and let nobody in any more."""
        try:
            erase_for_customer(case=self.case)
        except NotFinalError:
            return redirect("guide:erase")
        response = render(request, "returns/guide/erased.html")
        forget(response)
        return response
