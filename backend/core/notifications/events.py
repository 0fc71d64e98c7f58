"""What happens to a person's notifications that is worth a record."""

from typing import ClassVar

from core.tenancy.events import OrganizationEvent
from core.tenancy.roles import Permission
from kernel.events import Event


class PreferencesChanged(Event):
    """Somebody chose what to be told and how; `data.kinds` names the kinds, `data.digest` the time of the digest, and
    `data.invitation_mails` tells whether invitations come by mail, where those were changed. In its own stream."""

    verb: ClassVar[str] = "notifications.preferences.changed"
    title: ClassVar[str] = "{actor} changed the notification preferences"


class MailDeclined(Event):
    """Whoever reads the account's mailbox switched one sort of mail off by the link in it; `data.was` holds what was
    chosen before for each kind. In the account's own stream."""

    verb: ClassVar[str] = "notifications.mail.declined"
    title: ClassVar[str] = "{actor} unsubscribed from mail: {label}"


class MailResumed(Event):
    """They took that back; `data.kinds` names the kinds that come by mail again. In the account's own stream."""

    verb: ClassVar[str] = "notifications.mail.resumed"
    title: ClassVar[str] = "{actor} subscribed to mail again: {label}"


class DefaultsChanged(OrganizationEvent):
    """What members are told who have not chosen themselves is another; `data.kinds` names the kinds."""

    visible_to: ClassVar[str] = Permission.ORGANIZATION_READ
    verb: ClassVar[str] = "notifications.defaults.changed"
    title: ClassVar[str] = "{actor} changed what members of {target} are told"
