"""What happens to share links. The target is the link under its label; what it holds and its token stand nowhere."""

from typing import ClassVar

from core.tenancy.roles import Permission
from kernel.events import Event


class LinkEvent(Event):
    """About one share link; `data.audience` tells whether any holder of it may open it, or members only."""

    visible_to: ClassVar[str] = Permission.AUDIT_READ


class LinkCreated(LinkEvent):
    """Somebody sealed a secret behind a link; `data.views` is how often it opens."""

    verb = "sharing.link.created"
    title = "{actor} made the share link {target}"


class LinkOpened(LinkEvent):
    """Somebody was shown the secret; `data.left` is how often it opens still."""

    verb = "sharing.link.opened"
    title = "{actor} opened the share link {target}"


class OwnLinkOpened(Event):
    """The same, in the stream of the account that made the link, which is the target; `data` names the link."""

    verb = "sharing.own_link.opened"
    title = "{actor} opened the share link {label}"


class LinkRevoked(LinkEvent):
    """It was taken back, and what it held is gone."""

    verb = "sharing.link.revoked"
    title = "{actor} took back the share link {target}"


class LinkExpired(LinkEvent):
    """Its time ended, and what it held is gone."""

    verb = "sharing.link.expired"
    title = "The share link {target} expired"
