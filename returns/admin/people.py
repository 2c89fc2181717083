"""The admin of people: users, sellers and their members, customers."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from returns.models import Customer, MembershipEvent, Seller, SellerMember, User
from returns.sellers.membership_history import note_change, note_joined, note_removed
from rules.admin import ReadOnly


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

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save members as staff set them, and note it as what members do is."""
        super().save_formset(request, form, formset, change)
        actor = cast("User", request.user)
        for member in formset.deleted_objects:
            note_removed(member=member, actor=actor)
        for member in formset.new_objects:
            note_joined(member=member, actor=actor)
        before = {one.instance.pk: one.initial for one in formset.initial_forms}
        for member, _fields in formset.changed_objects:
            was = before[member.pk]
            former = SellerMember(seller=member.seller, user_id=was["user"], role=was["role"])
            note_change(before=former, after=member, actor=actor)


@admin.register(MembershipEvent)
class MembershipEventAdmin(ReadOnly, admin.ModelAdmin[MembershipEvent]):
    """Who changed who works for a seller, to read."""

    list_display = ("at", "seller", "kind", "whom", "former_role", "role", "actor")
    list_filter = ("kind", "at")
    list_select_related = ("seller", "user", "invitation", "actor")
    search_fields = ("seller__name", "user__email", "invitation__email", "actor__email")
    fields = ("at", "seller", "kind", "whom", "former_role", "role", "actor")
    readonly_fields = ("whom",)

    @admin.display(description=_("whom"))
    def whom(self, event: MembershipEvent) -> str:
        """Name the member, or the address that was invited."""
        return event.whom


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
