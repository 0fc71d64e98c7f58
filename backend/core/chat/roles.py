"""What may be done in a room, and which of it an organization's role decides."""

from enum import StrEnum

from core.tenancy.roles import Permission, Role, allows


class Right(StrEnum):
    """What an actor may do in a room: `room:verb`."""

    READ = "room:read"
    POST = "room:post"
    EDIT = "room:edit"
    ARCHIVE = "room:archive"


def belongs(role: Role, *, to_project: bool) -> bool:
    """Whether a role brings somebody into the rooms of an organization, or of its projects."""
    return allows(role, Permission.PROJECT_READ if to_project else Permission.ORGANIZATION_READ)


def keeps_order(role: Role) -> bool:
    """Whether a role changes what others have made: it archives their rooms and removes their messages."""
    return allows(role, Permission.ORGANIZATION_UPDATE)
