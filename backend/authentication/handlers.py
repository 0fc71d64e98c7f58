"""What follows from what happens to accounts: the mails that tell of it, and what a worker does after a commit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from authentication.actions.login import note_lock
from authentication.actions.sessions import enforce, somebody
from authentication.events import AccountActivated, AccountLocked, EmailChanged, PasswordChanged
from authentication.models import User
from kernel import memory, outbox
from kernel.actor import Origin
from kernel.models import OutboxMessage


def welcome(event: AccountActivated) -> None:
    """Greet whoever has just arrived."""
    _mail("welcome", event.target.id)


def tell_password_changed(event: PasswordChanged) -> None:
    """Tell the owner of the mailbox."""
    _mail("password_changed", event.target.id, **_circumstances(event))


def tell_old_address(event: EmailChanged) -> None:
    """Tell the mailbox that is not the account's any more."""
    _mail("email_changed", event.target.id, to=event.data["old"], **_circumstances(event))


def tell_locked_out(event: AccountLocked) -> None:
    """Tell the owner of the mailbox; at most a mail an hour, however many addresses guess."""
    hour = event.at.strftime("%Y%m%d%H")
    key = f"locked:{event.target.id}:{hour}"
    _mail("locked_out", event.target.id, key=key, address=event.data["address"], device=event.data["device"])


def deliver_ended(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Once more: whatever Redis missed when the sessions ended, it learns now."""
    try:
        enforce(UUID(payload["user_id"]), payload["sessions"])
    except memory.RedisError as error:
        raise outbox.Temporary(type(error).__name__) from None


def deliver_locked(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """An address was locked out; only here it shows whether there is an account whose owner is to be told."""
    user = User.objects.defer("avatar").filter(pk=payload["user_id"], is_active=True).first()
    if user is not None:
        note_lock(somebody(Origin(payload["address"], payload["agent"])), user=user)


def _circumstances(event: PasswordChanged | EmailChanged) -> dict[str, Any]:
    origin = event.actor.origin
    return {"at": event.at.isoformat(), "address": origin.address, "agent": origin.agent}


def _mail(template: str, user_id: UUID | None, *, key: str | None = None, **payload: Any) -> None:
    letter = {"template": template, "user_id": str(user_id), **payload}
    outbox.put("mail", letter, key=key, priority=outbox.URGENT)
