"""The admin of people: users, sellers and their members, customers."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from returns.models import Customer, Seller, SellerMember, User


class UserCreationForm(AdminUserCreationForm[User]):
    """A new user, known by an e-mail address."""

    class Meta:
        model = User
        fields = ("email", "display_name", "language")


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Staff and members of sellers."""

    ordering = ("email",)
    list_display = ("email", "display_name", "language", "is_staff", "is_active", "last_login")
    search_fields = ("email", "display_name")
    readonly_fields = ("last_login", "date_joined")
    add_form = UserCreationForm
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name", "language")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "display_name", "language", "usable_password", "password1", "password2")},
        ),
    )


class SellerMemberInline(admin.TabularInline[SellerMember, Seller]):
    """Who works for the seller."""

    model = SellerMember
    fields = ("user", "role")
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Seller)
class SellerAdmin(admin.ModelAdmin[Seller]):
    """Refurbishers."""

    list_display = ("name", "code", "email", "language", "is_active")
    list_filter = ("is_active", "language")
    search_fields = ("name", "code", "email")
    inlines = (SellerMemberInline,)


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin[Customer]):
    """People who return devices; a case opens them, nobody adds or deletes one here."""

    list_display = ("__str__", "email", "language", "erased_at")
    search_fields = ("last_name", "first_name", "email")
    readonly_fields = ("erased_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: importing or opening a case makes the customer."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Refuse: customers are erased, and their cases stay."""
        return False
