"""The outbox in the admin site: what waits, what was given up and why, and sending it again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel import outbox
from kernel.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has no such subscript at run time
    """To look at. The one thing to do is to send again what was given up."""

    list_display = ("created_at", "kind", "template", "state", "attempts", "available_at", "last_error")
    list_filter = ("state", "kind")
    search_fields = ("last_error", "payload")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("send_again",)

    @admin.display
    def template(self, message: OutboxMessage) -> str:
        """Which letter, where it is one."""
        return str(message.payload.get("template", ""))

    @admin.action(description="Send again what was given up", permissions=["view"])
    def send_again(self, request: HttpRequest, messages: QuerySet[OutboxMessage]) -> None:
        """Only dead messages are touched."""
        count = len(outbox.revive(list(messages.values_list("pk", flat=True))))
        self.message_user(request, f"{count} will be sent again.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:
        """A message is what it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:
        """The purge does it, in time."""
        return False
