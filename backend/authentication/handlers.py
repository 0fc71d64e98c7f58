"""What follows from what happens to accounts: the mails that tell of it, and what a worker does after a commit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from authentication.actions.identities import take_picture
from authentication.actions.login import note_lock
from authentication.actions.profile import small
from authentication.actions.sessions import enforce, somebody
from authentication.events import (
    AccountActivated,
    AccountEvent,
    AccountLocked,
    DeviceSeen,
    EmailChanged,
    IdentityLinked,
    IdentityUnlinked,
    PasswordChanged,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorFailed,
    SecondFactorRemoved,
    SignInDenied,
)
from authentication.models import Identity, User
from authentication.oauth import registry
from kernel import memory, outbound, outbox
from kernel.actor import Actor, Origin
from kernel.errors import Problem
from kernel.models import OutboxMessage

PICTURE_SECONDS = 4.0


def welcome(event: AccountActivated) -> None:
    """Greet whoever has just arrived."""
    _mail("welcome", event.target.id)


def tell_password_changed(event: PasswordChanged) -> None:
    """Tell the owner of the mailbox."""
    _mail("password_changed", event.target.id, **_circumstances(event))


def tell_old_address(event: EmailChanged) -> None:
    """Tell the mailbox that is not the account's any more."""
    _mail("email_changed", event.target.id, to=event.data["old"], new=event.data["new"], **_circumstances(event))


def tell_locked_out(event: AccountLocked) -> None:
    """Tell the owner of the mailbox; at most a mail an hour, however many addresses guess."""
    hour = event.at.strftime("%Y%m%d%H")
    key = f"locked:{event.target.id}:{hour}"
    _mail("locked_out", event.target.id, key=key, address=event.data["address"], device=event.data["device"])


def tell_new_sign_in(event: DeviceSeen) -> None:
    """Tell the mailbox that is the account's at this moment, with a link to say that it was somebody else."""
    facts = {"method": event.data["method"], "identity": event.data["identity"], "to": event.target.label}
    _mail("new_sign_in", event.target.id, **facts, **_circumstances(event))


def let_in_again(event: SignInDenied) -> None:
    """A link for a new password, since the old way in was shut."""
    _mail("password_reset", event.target.id)


def tell_identity_linked(event: IdentityLinked) -> None:
    """Tell the owner of the mailbox of another way in."""
    facts = {"provider": event.data["provider_name"], "how": event.data["how"]}
    _mail("identity_linked", event.target.id, **facts, **_circumstances(event))


def tell_identity_unlinked(event: IdentityUnlinked) -> None:
    """Tell the owner of the mailbox that a way in is gone."""
    _mail("identity_unlinked", event.target.id, provider=event.data["provider_name"], **_circumstances(event))


def tell_second_factor_changed(event: SecondFactorAdded | SecondFactorRemoved | RecoveryCodesRenewed) -> None:
    """Tell the owner of the mailbox what is different, and whether anything is still asked for at sign-in."""
    removed = isinstance(event, SecondFactorRemoved)
    change = "removed" if removed else "renewed" if isinstance(event, RecoveryCodesRenewed) else "added"
    facts = {"change": change, "kind": event.data.get("kind", ""), "off": removed and event.data["last"]}
    _mail("second_factor_changed", event.target.id, **facts, **_circumstances(event))


def tell_recovery_code_used(event: RecoveryCodeUsed) -> None:
    """Tell the owner of the mailbox, and how many are left."""
    _mail("recovery_code_used", event.target.id, left=event.data["left"], **_circumstances(event))


def tell_second_factor_failed(event: SecondFactorFailed) -> None:
    """Tell the owner of the mailbox that somebody seems to know the password; at most a mail an hour."""
    key = f"wrong_codes:{event.target.id}:{event.at:%Y%m%d%H}"
    _mail("second_factor_failed", event.target.id, key=key, **_circumstances(event))


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


def deliver_picture(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Fetch the picture that a provider names, if its server gives it away to everybody."""
    identity = Identity.objects.filter(pk=payload["identity"]).first()
    if identity is None or not identity.picture:
        return
    follows = identity.provider in {config.slug for config in registry.enabled() if config.follows_profile}
    try:
        with outbound.within(PICTURE_SECONDS):  # letters wait behind it
            answer = outbound.get(identity.picture, {"Accept": "image/*"})
        picture = small(answer.body) if answer.status == 200 else None
    except (outbound.Failed, Problem):
        picture = None  # a picture is not worth another try: the next sign-in that names another one brings it
    if picture is not None:
        take_picture(Actor.system(), identity=identity, picture=picture, follows=follows)


def _circumstances(event: AccountEvent) -> dict[str, Any]:
    origin = event.actor.origin
    return {"at": event.at.isoformat(), "address": origin.address, "agent": origin.agent}


def _mail(template: str, user_id: UUID | None, *, key: str | None = None, **payload: Any) -> None:
    letter = {"template": template, "user_id": str(user_id), **payload}
    outbox.put("mail", letter, key=key, priority=outbox.URGENT)
