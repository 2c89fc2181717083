"""Choosing the seller to work for, where somebody works for several."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from returns.portal.base import CHOSEN, PortalPage


class Choose(PortalPage):
    """One seller at a time: nothing of another is shown beside it."""

    template_name = "returns/portal/choose.html"
    section = "choose"
    needs_choice = False

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask which."""
        return self.show(next=self._next(request.GET.get("next", "")), chosen=request.session.get(CHOSEN))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the choice for this session."""
        code = request.POST.get("seller", "")
        found = next((member for member in self.memberships if member.seller.code == code), None)
        if found is None:
            raise Http404
        request.session[CHOSEN] = found.seller_id
        return redirect(self._next(request.POST.get("next", "")))

    def _next(self, address: str) -> str:
        is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/portal/")
        return address if is_ours else reverse("portal:home")
