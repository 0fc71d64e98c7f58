"""What operators did to the outbox. Numbered in a stream of the installation's own, `s:outbox`."""

from typing import Any, ClassVar, Self
from uuid import UUID

from kernel.actor import Actor
from kernel.events import Event, Target

STREAM = "s:outbox"


class OutboxEvent(Event):
    """Base: about one message or one mailbox."""

    about_a: ClassVar[str] = "message"

    @classmethod
    def about(cls, actor: Actor, target_id: UUID | None, label: str, **data: Any) -> Self:
        """The event, its target called after what the message is, or after the mailbox."""
        return cls(actor=actor, stream=STREAM, target=Target(cls.about_a, target_id, label), data=data)


class MessageResent(OutboxEvent):
    """A message that was given up, or waited, is sent once more; `state` says which, `cause` is its first request."""

    verb: ClassVar[str] = "operating.message.resent"
    title: ClassVar[str] = "{actor} sent a message again: {target}"


class MessageDropped(OutboxEvent):
    """A message will never be sent; `state` says how it stood, `cause` is its first request."""

    verb: ClassVar[str] = "operating.message.dropped"
    title: ClassVar[str] = "{actor} dropped a message: {target}"


class SpecimenMailed(OutboxEvent):
    """An operator had a letter with made-up contents sent to the own mailbox; `language` is the one asked for."""

    about_a: ClassVar[str] = "letter"
    verb: ClassVar[str] = "operating.specimen.mailed"
    title: ClassVar[str] = "{actor} tried out a letter: {target}"


class MailboxSuppressed(OutboxEvent):
    """Only mail that somebody waits for goes to this mailbox from now on."""

    about_a: ClassVar[str] = "mailbox"
    verb: ClassVar[str] = "operating.mailbox.suppressed"
    title: ClassVar[str] = "{actor} suppressed mail to {target}"


class SuppressionLifted(OutboxEvent):
    """All mail goes to this mailbox again; `reason` is why it did not."""

    about_a: ClassVar[str] = "mailbox"
    verb: ClassVar[str] = "operating.suppression.lifted"
    title: ClassVar[str] = "{actor} allowed mail to {target} again"
