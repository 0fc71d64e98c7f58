"""What may be done, and the one table that says which role may do it. Nobody compares role names elsewhere."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A member's role, highest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What an actor may do to an object: `resource:verb`."""

    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_UPDATE = "organization:update"
    ORGANIZATION_DELETE = "organization:delete"
    ORGANIZATION_LEAVE = "organization:leave"
    ORGANIZATION_TRANSFER = "organization:transfer"
    MEMBER_READ = "member:read"
    MEMBER_UPDATE = "member:update"
    MEMBER_REMOVE = "member:remove"
    INVITATION_READ = "invitation:read"
    INVITATION_WRITE = "invitation:write"
    PROJECT_READ = "project:read"
    PROJECT_CREATE = "project:create"
    PROJECT_UPDATE = "project:update"
    PROJECT_DELETE = "project:delete"
    ENVIRONMENT_CREATE = "environment:create"
    ENVIRONMENT_UPDATE = "environment:update"
    ENVIRONMENT_DELETE = "environment:delete"
    VARIABLE_LIST = "variable:list"
    VARIABLE_READ = "variable:read"
    VARIABLE_WRITE = "variable:write"
    AUDIT_READ = "audit:read"


_VIEWER = frozenset(
    {
        Permission.ORGANIZATION_READ,
        Permission.ORGANIZATION_LEAVE,
        Permission.MEMBER_READ,
        Permission.PROJECT_READ,
        Permission.VARIABLE_LIST,
        Permission.VARIABLE_READ,
    }
)
_MEMBER = _VIEWER | {
    Permission.PROJECT_CREATE,
    Permission.PROJECT_UPDATE,
    Permission.ENVIRONMENT_CREATE,
    Permission.ENVIRONMENT_UPDATE,
    Permission.VARIABLE_WRITE,
}
_ADMIN = _MEMBER | {
    Permission.ORGANIZATION_UPDATE,
    Permission.MEMBER_UPDATE,
    Permission.MEMBER_REMOVE,
    Permission.INVITATION_READ,
    Permission.INVITATION_WRITE,
    Permission.PROJECT_DELETE,
    Permission.ENVIRONMENT_DELETE,
    Permission.AUDIT_READ,
}
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.VIEWER: _VIEWER,
}
_ORDER = list(Role)

# An organization always has somebody in this role, and who founds one gets it; who hands it on becomes the other.
KEEPER = Role.OWNER
FORMER_KEEPER = Role.ADMIN


def allows(role: Role, permission: Permission) -> bool:
    """Whether the role may."""
    return permission in ALLOWED[role]


def may_give(giver: Role, role: Role) -> bool:
    """Nobody gives or takes a role above their own."""
    return _ORDER.index(giver) <= _ORDER.index(role)
