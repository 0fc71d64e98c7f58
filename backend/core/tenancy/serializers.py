"""The shapes of organizations, members and people."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from core.tenancy.models import Membership, Organization
from core.tenancy.roles import ALLOWED, Permission, Role
from core.tenancy.selectors import SLUG_LENGTH
from kernel.http.parsing import Body, Flag, Id, PageQuery, Text

# Names stand in one line of text: no control characters, and none that turn the direction of what follows.
# Said as what is allowed: the OpenAPI document takes the pattern as it stands, and knows no inverse match.
one_line = RegexValidator(
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$",
    "It must be one line of plain text.",
    "control_character",
)
slug_like = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Only a to z, 0 to 9, and single dashes between them.", "pattern"
)
ROLES = [role.value for role in Role]


class PersonOut(serializers.Serializer[Any]):
    """Somebody, as others see them."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    avatar_url = serializers.CharField(allow_null=True)


class OrganizationOut(serializers.Serializer[Any]):
    """An organization as the one who asks stands to it; `locked` until they have the second factor it requires."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    role = serializers.ChoiceField(ROLES)
    member_count = serializers.IntegerField()
    require_mfa = serializers.BooleanField()
    locked = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    permissions = serializers.SerializerMethodField()

    def get_permissions(self, organization: Organization) -> list[str]:
        """What the role allows here."""
        allowed = ALLOWED[Role(organization.role)]  # type: ignore[attr-defined]  # annotated by the selector
        return [permission.value for permission in Permission if permission in allowed]


class MemberOut(serializers.Serializer[Any]):
    """A person in an organization."""

    user = PersonOut()
    role = serializers.ChoiceField(ROLES)
    mfa_enabled = serializers.BooleanField(source="user.mfa_enabled")
    joined_at = serializers.DateTimeField(source="created_at")
    last_seen_at = serializers.DateTimeField(allow_null=True)


class MembersQuery(PageQuery):
    """A page of members, perhaps those whose name or address holds `q`."""

    q = serializers.CharField(max_length=100, required=False, allow_blank=True)


class OrganizationIn(Body):
    """A new organization; the short name is made of the name where none is given."""

    name = Text(max_length=80, validators=[one_line])
    slug = Text(max_length=SLUG_LENGTH, required=False, validators=[slug_like])


class OrganizationChangeIn(Body):
    """What may change. `require_mfa` shuts out members without a second factor until they have one."""

    name = Text(max_length=80, required=False, validators=[one_line])
    slug = Text(max_length=SLUG_LENGTH, required=False, validators=[slug_like])
    require_mfa = Flag(required=False)


class ConfirmSlugIn(Body):
    """The short name, repeated by whoever means it."""

    confirm = Text(max_length=SLUG_LENGTH)


class RoleIn(Body):
    """Another role."""

    role = serializers.ChoiceField(ROLES)

    def validate_role(self, role: str) -> Role:
        """As the enum."""
        return Role(role)


class TransferIn(Body):
    """Who becomes owner."""

    user_id = Id()


def organizations_out(rows: list[Organization]) -> list[dict[str, Any]]:
    """Many."""
    return list(OrganizationOut(rows, many=True).data)


def members_out(rows: list[Membership]) -> list[dict[str, Any]]:
    """Many."""
    return list(MemberOut(rows, many=True).data)
