"""What happens to organizations and their members."""

from typing import ClassVar, Protocol, Self
from uuid import UUID

from core.tenancy.roles import Permission
from kernel.actor import Actor
from kernel.events import Event, Target


class Ground(Protocol):
    """What an event needs of a grant: who acts, and where it is numbered."""

    @property
    def actor(self) -> Actor: ...
    @property
    def stream(self) -> str: ...


class OrganizationEvent(Event):
    """About the organization itself."""

    visible_to: ClassVar[str] = Permission.ORGANIZATION_READ

    @classmethod
    def about(cls, ground: Ground, organization_id: UUID, name: str, /, **data: object) -> Self:
        """The event, its target being the organization under the name that it has now."""
        target = Target("organization", organization_id, name)
        return cls(actor=ground.actor, stream=ground.stream, target=target, data=data)


class OrganizationCreated(OrganizationEvent):
    """Somebody founded an organization and is its first owner."""

    verb = "tenancy.organization.created"
    title = "{actor} founded the organization {target}"


class OrganizationChanged(OrganizationEvent):
    """Its name, short name, or demand for a second factor (`require_mfa`) is another one; `data` holds was and is."""

    verb = "tenancy.organization.changed"
    title = "{actor} changed the organization {target}"


class OrganizationDeleted(OrganizationEvent):
    """It is gone, with everything in it except this record."""

    verb = "tenancy.organization.deleted"
    title = "{actor} deleted the organization {target}"


class MemberEvent(Event):
    """About one person's place in the organization."""

    visible_to: ClassVar[str] = Permission.MEMBER_READ

    @classmethod
    def about(cls, ground: Ground, user_id: UUID, email: str, /, **data: object) -> Self:
        """The event, its target being the person."""
        return cls(actor=ground.actor, stream=ground.stream, target=Target("member", user_id, email), data=data)


class MemberJoined(MemberEvent):
    """Somebody belongs to the organization now."""

    verb = "tenancy.member.joined"
    title = "{target} joined as {role}"


class MemberRoleChanged(MemberEvent):
    """Somebody may do more, or less, than before."""

    verb = "tenancy.member.role_changed"
    title = "{actor} changed the role of {target} from {was} to {role}"


class MemberRemoved(MemberEvent):
    """Somebody was shown out."""

    verb = "tenancy.member.removed"
    title = "{actor} removed {target}"


class MemberLeft(MemberEvent):
    """Somebody left of their own will."""

    verb = "tenancy.member.left"
    title = "{target} left"


class OwnershipTransferred(MemberEvent):
    """A member became owner in the place of the one who acts, who is an admin now."""

    verb = "tenancy.ownership.transferred"
    title = "{actor} made {target} the owner"
