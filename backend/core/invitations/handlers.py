"""What invitations set off: a mail to the invited person. And how registering meets an invitation."""

from core.invitations import actions, selectors
from core.invitations.events import InvitationCreated, InvitationResent
from kernel import outbox
from kernel.actor import Actor


def mail_link(event: InvitationCreated | InvitationResent) -> None:
    """Have the invitation mailed; the link is made when the mail is composed."""
    payload = {"template": "invitation", "to": event.target.label, "invitation": str(event.target.id)}
    outbox.put("mail", payload, key=f"invitation:{event.id}")


class Joining:
    """What registration asks about an invitation that came with it."""

    @staticmethod
    def email_of(token: str) -> tuple[str, bool]:
        """The address that the token is for, and whether it proves it. Raises `invalid_token`."""
        return selectors.by_token(token).email, selectors.proves(token)

    @staticmethod
    def accept(actor: Actor, token: str) -> None:
        """Let the new account join."""
        actions.accept(actor, token=token)

    @staticmethod
    def waits_for(email: str) -> bool:
        """Whether somebody has asked this very address in, and waits for its answer."""
        return selectors.waits_for(email)
