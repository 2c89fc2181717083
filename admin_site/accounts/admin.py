"""Second factors in the admin: to see who has one, and to remove those of somebody who lost theirs."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class SecondFactorAdmin(admin.ModelAdmin[Authenticator]):
    """Shows no secret, changes nothing; removing one removes all of that person's, recovery codes among them."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__display_name")
    list_select_related = ("user",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Everybody sets up their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        """Nothing of it can be changed."""
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """Remove what the person has."""
        Authenticator.objects.filter(user=obj.user_id).delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        """Remove what these people have."""
        Authenticator.objects.filter(user__in=list(queryset.values_list("user", flat=True))).delete()


def replace_allauths() -> None:
    """Register ours instead of allauth's, which shows secrets; its table of e-mail addresses stays empty."""
    admin.site.unregister([EmailAddress, Authenticator])
    admin.site.register(Authenticator, SecondFactorAdmin)
