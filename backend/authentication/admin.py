"""Accounts in the admin site: an operator looks, and switches them off and on; nothing else is changed there.

Operators sign in there by password, and by a code if they have a second factor: it is no way around that.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from authentication.actions import proof
from authentication.actions.profile import set_active
from authentication.actions.sessions import actor_of, note_admin_sign_in
from authentication.models import Session, User
from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import Problem


class OperatorForm(AdminAuthenticationForm):
    """Address and password, and what completes them."""

    code = forms.CharField(
        max_length=40,
        required=False,
        label="Code",
        help_text="Of your app, or a recovery code, if you have set up a second factor.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def confirm_login_allowed(self, user: User) -> None:
        """Asked after the password: an operator, who shows a second factor if there is one."""
        super().confirm_login_allowed(user)
        if not self._shows_second_factor(user):
            raise ValidationError("Please enter a code of your app, or a recovery code.", code="mfa_required")
        note_admin_sign_in(actor_of(user, self._origin), user=user)

    @property
    def _origin(self) -> Origin:
        return cast(Origin, self.request.origin)  # type: ignore[union-attr]  # RequestContext puts it there

    def _shows_second_factor(self, user: User) -> bool:
        if not user.mfa_enabled:
            return True
        try:
            return proof.shows_second_factor(self._origin, user=user, code=self.cleaned_data.get("code") or "")
        except Problem as problem:
            raise ValidationError(problem.detail, code=problem.code) from None


# Not in a site of our own, so that whatever registers with Django's is found here, too.
admin.site.login_form = OperatorForm
admin.site.login_template = "admin/operator_login.html"


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
