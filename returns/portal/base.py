"""What every page of the portal shares: which member of which seller reads it; strangers get nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views import View

from returns.models.case import CaseQuerySet
from returns.models.people import Seller, SellerMember
from returns.models.user import User
from returns.permissions import cases_of_seller
from returns.sellers.membership import OWNER

CHOSEN = "portal_seller"
"""Where in the session the seller stands that somebody who works for several has chosen."""


class PortalPage(View):
    """One page of a seller's portal; whoever works for no seller is refused."""

    template_name = ""
    section = "cases"
    """Which link of the navigation is current."""
    needs_choice = True
    """Whether the page is about one seller; somebody who works for several chooses first."""

    user: User
    memberships: list[SellerMember]
    member: SellerMember

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the member, which is the permission check; answer, and keep nothing in caches."""
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        self.user = request.user
        self.memberships = memberships_of(self.user)
        if not self.memberships:
            raise PermissionDenied
        member = chosen(request, self.memberships)
        if member is None and self.needs_choice:
            return redirect(f"{reverse('portal:choose')}?{urlencode({'next': request.get_full_path()})}")
        self.member = member or self.memberships[0]
        response = self.answer(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; pages about a case fetch it first."""
        return super().dispatch(request, *args, **kwargs)

    @property
    def seller(self) -> Seller:
        """Whose portal it is."""
        return self.member.seller

    @property
    def is_owner(self) -> bool:
        """Whether the reader may change who works for the seller."""
        return self.member.role == OWNER

    @property
    def cases(self) -> CaseQuerySet:
        """The seller's cases: nothing else is ever looked at."""
        return cases_of_seller(self.seller)

    @cached_property
    def members(self) -> list[SellerMember]:
        """Who works for the seller, by name."""
        return list(self.seller.members.select_related("user").order_by("user__display_name", "pk"))

    @property
    def language(self) -> str:
        """The reader's language."""
        return get_language() or "fr"

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page."""
        return render(self.request, self.template_name, {"page": self, **context}, status=status)


def memberships_of(user: User) -> list[SellerMember]:
    """Return for whom somebody works, by the seller's name."""
    return list(SellerMember.objects.filter(user=user).select_related("seller").order_by("seller__name", "pk"))


def chosen(request: HttpRequest, memberships: list[SellerMember]) -> SellerMember | None:
    """Return the one membership, or the one chosen among several; None before the choice."""
    if len(memberships) == 1:
        return memberships[0]
    seller = request.session.get(CHOSEN)
    return next((member for member in memberships if member.seller_id == seller), None)
