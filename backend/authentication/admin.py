"""Accounts in the admin site: an operator looks, and switches them off and on; nothing else is changed there."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from authentication.actions.profile import set_active
from authentication.models import Session, User
from kernel.actor import Actor, ActorKind, Origin


class SessionsOf(admin.TabularInline):  # type: ignore[type-arg]  # Django has no such subscript at run time
    """Where the account is signed in."""

    model = Session
    fields = readonly_fields = (
        "device",
        "address",
        "method",
        "created_at",
        "last_used_at",
        "revoked_at",
        "revoked_reason",
    )
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Sessions begin by signing in."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """Read-mostly."""

    list_display = ("email", "full_name", "email_verified", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email_key", "username", "first_name", "last_name")
    ordering = ("email_key",)
    fields = (
        "id", "email", "email_verified_at", "username", "first_name", "last_name", "is_active", "is_staff",
        "is_superuser", "date_joined", "last_login", "password_changed_at",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (SessionsOf,)
    actions = ("disable", "enable")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People delete their own account."""
        return False

    @admin.action(description="Disable the selected accounts and end their sessions")
    def disable(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Nobody locks themselves out by it."""
        self._switch(request, rows.exclude(pk=str(request.user.pk)), active=False)

    @admin.action(description="Enable the selected accounts")
    def enable(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Their old sessions stay ended."""
        self._switch(request, rows, active=True)

    def _switch(self, request: HttpRequest, rows: QuerySet[User], *, active: bool) -> None:
        operator = request.user
        origin: Origin = request.origin  # type: ignore[attr-defined]
        actor = Actor(ActorKind.USER, operator.pk, str(operator), origin)
        for user in rows.defer("avatar"):
            set_active(actor, user=user, active=active)
