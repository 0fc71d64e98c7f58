"""The outbox, suppressed mailboxes and the clock's jobs in the admin site: to look at, and the few things to do."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel.actor import Actor, ActorKind
from kernel.models import Job, OutboxMessage, Suppression
from kernel.operating import actions


class ToLookAt(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has no such subscript at run time
    """Rows come from what happens, are what they were, and go by the purge."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not by hand."""
        return False


@admin.register(OutboxMessage)
class OutboxAdmin(ToLookAt):
    """What waits, what was given up and why; to be sent again, or dropped."""

    list_display = ("created_at", "kind", "template", "recipient", "state", "attempts", "available_at", "last_error")
    list_filter = ("state", "kind", "priority")
    search_fields = ("last_error", "payload", "recipient", "cause")
    ordering = ("-created_at",)
    actions = ("send_again", "drop")

    @admin.display
    def template(self, message: OutboxMessage) -> str:
        """Which letter, where it is one."""
        return str(message.payload.get("template", ""))

    @admin.action(description="Send again what was given up or waits", permissions=["view"])
    def send_again(self, request: HttpRequest, messages: QuerySet[OutboxMessage]) -> None:
        """What was sent, or is being sent, is left alone."""
        count = actions.resend(_operator(request), ids=list(messages.values_list("pk", flat=True)))
        self.message_user(request, f"{count} will be sent again.")

    @admin.action(description="Drop: never send", permissions=["view"])
    def drop(self, request: HttpRequest, messages: QuerySet[OutboxMessage]) -> None:
        """The same."""
        count = actions.drop(_operator(request), ids=list(messages.values_list("pk", flat=True)))
        self.message_user(request, f"{count} will not be sent.")


@admin.register(Suppression)
class SuppressionAdmin(ToLookAt):
    """Mailboxes that do not exist, as their servers say."""

    list_display = ("address", "reason", "created_at")
    search_fields = ("address", "reason")
    ordering = ("-created_at",)
    actions = ("lift",)

    @admin.action(description="Send mail there again", permissions=["view"])
    def lift(self, request: HttpRequest, mailboxes: QuerySet[Suppression]) -> None:
        """What was given up meanwhile is sent again in the outbox."""
        for mailbox in mailboxes:
            actions.lift(_operator(request), suppression_id=mailbox.pk)


@admin.register(Job)
class JobAdmin(ToLookAt):
    """When each job was last done, and what became of it."""

    list_display = ("name", "outcome", "started_at", "milliseconds", "succeeded_at", "runs", "failures", "error")
    ordering = ("name",)


def _operator(request: HttpRequest) -> Actor:
    origin = request.origin  # type: ignore[attr-defined]  # RequestContext puts it there
    return Actor(ActorKind.USER, request.user.pk, str(request.user), origin)
