"""Who works for the seller: the list, invitations, roles, and leaving."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.casework.changes import CaseChangedError
from returns.models.people import SellerMember
from returns.portal.base import PortalPage
from returns.sellers.handling import NotAMemberError
from returns.sellers.membership import (
    LIFETIME,
    MembershipRefusedError,
    change_role,
    invite,
    remove_member,
    revoke_invitation,
)
from returns.sellers.membership_history import membership_history
from returns.workflow import FINAL_STATES, State

INVITE = "invite_member"
"""The rate limit of invitations, in ``ACCOUNT_RATE_LIMITS``: nobody makes Constat write to strangers without end."""


class Members(PortalPage):
    """Everybody who works for the seller, and whoever was invited."""

    template_name = "returns/portal/members.html"
    section = "members"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._list()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Invite somebody."""
        if not self.is_owner:
            raise PermissionDenied
        email, role = request.POST.get("email", "").strip(), request.POST.get("role", "")
        if role not in SellerMember.Role:
            return self._list(email=email, role=role, mistake=_("Choose a role."))
        if not ratelimit.consume(request, action=INVITE, user=self.user):
            return self._list(429, email=email, role=role, mistake=_("Too many invitations. Wait an hour."))
        try:
            invitation = invite(seller=self.seller, email=email, role=role, actor=self.user)
        except MembershipRefusedError as error:
            return self._list(email=email, role=role, mistake=str(error))
        messages.success(request, _("An invitation goes to %(email)s.") % {"email": invitation.email})
        return redirect("portal:members")

    def _list(self, status: int = 200, *, email: str = "", role: str = "", mistake: str = "") -> HttpResponse:
        unfinished = Q(user__handled_cases__state__in=sorted({*State} - FINAL_STATES))
        ours = Q(user__handled_cases__seller=self.seller)
        rows = self.seller.members.select_related("user").order_by("user__display_name", "pk")
        return self.show(
            status,
            rows=rows.annotate(handled=Count("user__handled_cases", filter=ours & unfinished)),
            invitations=self.seller.invitations.open().select_related("invited_by"),
            history=membership_history(self.seller) if self.is_owner else (),
            now=timezone.now(),
            roles=SellerMember.Role.choices,
            days=LIFETIME.days,
            email=email,
            role=role or SellerMember.Role.MEMBER,
            mistake=mistake,
        )


class MemberPage(PortalPage):
    """One member: the role, and leaving; owners open anybody's, members their own."""

    template_name = "returns/portal/member.html"
    section = "members"
    subject: SellerMember

    def answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Fetch the member among the seller's own first."""
        members = self.seller.members.select_related("user", "seller")
        self.subject = get_object_or_404(members, pk=kwargs["member"])
        if not self.is_owner and self.subject.user_id != self.user.pk:
            raise PermissionDenied
        return super().answer(request, *args, **kwargs)

    def get(self, request: HttpRequest, member: int) -> HttpResponse:
        """Show what can be changed."""
        return self._page()

    def post(self, request: HttpRequest, member: int) -> HttpResponse:
        """Change the role, or remove the member and hand their cases over."""
        try:
            return self._remove() if request.POST.get("deed") == "remove" else self._change()
        except (MembershipRefusedError, CaseChangedError) as error:
            return self._page(str(error))
        except NotAMemberError:
            return self._page(_("Choose one of the members."))

    def _change(self) -> HttpResponse:
        role = self.request.POST.get("role", "")
        if role not in SellerMember.Role:
            return self._page(_("Choose a role."))
        change_role(member=self.subject, role=role, actor=self.user)
        messages.success(self.request, _("Saved."))
        return redirect("portal:members")

    def _remove(self) -> HttpResponse:
        chosen, others = self.request.POST.get("to", ""), self._others()
        to = next((other.user for other in others if str(other.pk) == chosen), None)
        if chosen and to is None:
            raise NotAMemberError
        is_self = self.subject.user_id == self.user.pk
        name = str(self.subject.user)
        remove_member(member=self.subject, actor=self.user, to=to)
        messages.success(
            self.request, _("%(name)s no longer works for %(seller)s.") % {"name": name, "seller": self.seller}
        )
        return redirect("start:page" if is_self else "portal:members")

    def _others(self) -> list[SellerMember]:
        return [other for other in self.members if other.pk != self.subject.pk]

    def _page(self, mistake: str = "") -> HttpResponse:
        handled = self.cases.unfinished().filter(handled_by=self.subject.user)
        return self.show(
            subject=self.subject,
            handled=handled.count(),
            others=self._others(),
            roles=SellerMember.Role.choices,
            mistake=mistake,
        )


class Revoke(PortalPage):
    """Makes an invitation useless."""

    http_method_names = ["post", "options"]  # Django's own

    def post(self, request: HttpRequest, invitation: int) -> HttpResponse:
        """Revoke it, if it is the seller's own."""
        found = get_object_or_404(self.seller.invitations.all(), pk=invitation)
        revoke_invitation(invitation=found, actor=self.user)
        messages.success(request, _("The invitation is revoked."))
        return redirect("portal:members")
