"""What happens to invitations. The target is the invitation under the invited address."""

from typing import ClassVar, Self
from uuid import UUID

from core.tenancy.events import Ground
from core.tenancy.roles import Permission
from kernel.events import Event, Target


class InvitationEvent(Event):
    """About one invitation; `data.role` is what was offered."""

    visible_to: ClassVar[str] = Permission.INVITATION_READ

    @classmethod
    def about(cls, ground: Ground, invitation_id: UUID, email: str, role: str) -> Self:
        """The event, its target being the invitation."""
        target = Target("invitation", invitation_id, email)
        return cls(actor=ground.actor, stream=ground.stream, target=target, data={"role": role})


class InvitationCreated(InvitationEvent):
    """Somebody was asked to join."""

    verb = "invitations.invitation.created"
    title = "{actor} invited {target} as {role}"


class InvitationResent(InvitationEvent):
    """Asked again: a new link, and the time runs anew."""

    verb = "invitations.invitation.resent"
    title = "{actor} sent the invitation to {target} again"


class InvitationLinked(InvitationEvent):
    """A link was made to be handed over by other means than mail."""

    verb = "invitations.invitation.linked"
    title = "{actor} copied a link of the invitation to {target}"


class InvitationRevoked(InvitationEvent):
    """Taken back; its links are worthless."""

    verb = "invitations.invitation.revoked"
    title = "{actor} took back the invitation to {target}"


class InvitationAccepted(InvitationEvent):
    """The invited person said yes."""

    verb = "invitations.invitation.accepted"
    title = "{target} accepted the invitation as {role}"


class InvitationDeclined(InvitationEvent):
    """The invited person said no."""

    verb = "invitations.invitation.declined"
    title = "{target} declined the invitation"


class InvitationExpired(InvitationEvent):
    """Nobody answered in time; its links are worthless."""

    verb = "invitations.invitation.expired"
    title = "The invitation to {target} expired"
