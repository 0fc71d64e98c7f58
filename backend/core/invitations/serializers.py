"""The shapes of invitations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from core.invitations.actions import Outcome, Wish
from core.invitations.models import Invitation
from core.tenancy.roles import Role
from core.tenancy.serializers import ROLES, OrganizationOut, PersonOut
from kernel.http.parsing import Body, PageQuery, Text
from kernel.text import fold_email

MOST_AT_ONCE = 100
STATES = [state.value for state in Invitation.State]
is_address = EmailValidator()


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class Address(Text):
    """An e-mail address. The part before the @ is ASCII, so that no two spellings of one are different mailboxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """As typed, if its folded form is an address."""
        address = super().to_internal_value(data)
        if not address.rpartition("@")[0].isascii():  # some letters pass for an ASCII one where case is ignored
            raise _no_address()
        try:
            is_address(address.rpartition("@")[0] + "@" + fold_email(address).rpartition("@")[2])
        except (ValueError, ValidationError):
            raise _no_address() from None
        return address


def _no_address() -> serializers.ValidationError:
    return serializers.ValidationError("This is not an e-mail address.", code="invalid")


class InvitationOut(serializers.Serializer[Any]):
    """An invitation as the organization sees it. Where `mail_refused`, its mailbox takes none: hand over a link."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(ROLES)
    state = serializers.ChoiceField(STATES, source="standing")
    invited_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_sent_at = serializers.DateTimeField(allow_null=True)
    mail_refused = serializers.SerializerMethodField()

    def get_mail_refused(self, row: Invitation) -> bool:
        """Of no matter once it is settled."""
        return row.mail_refused and row.standing == Invitation.State.PENDING


class ReasonOut(serializers.Serializer[Any]):
    """Why there is no invitation."""

    code = serializers.CharField()
    message = serializers.CharField()


class OutcomeOut(serializers.Serializer[Any]):
    """What became of one of many."""

    email = serializers.CharField()
    invitation = InvitationOut(allow_null=True)
    error = ReasonOut(allow_null=True)


class OutcomesOut(serializers.Serializer[Any]):
    """What became of each, in the order in which they were sent."""

    results = OutcomeOut(many=True)


class LinkOut(serializers.Serializer[Any]):
    """A link to hand over."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TeamOut(serializers.Serializer[Any]):
    """What an invited person is told of the organization."""

    name = serializers.CharField()
    slug = serializers.CharField()


class PreviewOut(serializers.Serializer[Any]):
    """What an invited person sees before they answer."""

    organization = TeamOut()
    role = serializers.ChoiceField(ROLES)
    email = serializers.EmailField()
    invited_by = serializers.CharField(allow_null=True)
    expires_at = serializers.DateTimeField()
    account_exists = serializers.BooleanField()


class AcceptedOut(serializers.Serializer[Any]):
    """What one belongs to now."""

    organization = OrganizationOut()


class InvitationsQuery(PageQuery):
    """A page of invitations, perhaps those in one state."""

    state = serializers.ChoiceField(STATES, required=False)


class InvitationIn(Body):
    """Somebody to ask in."""

    email = Address()
    role = serializers.ChoiceField(ROLES)


class WishIn(InvitationIn):
    """One of many, refusing unknown fields by itself."""

    def to_internal_value(self, data: Any) -> Any:
        """The wish."""
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            message = serializers.ErrorDetail("There is no such field.", code="unknown")
            raise serializers.ValidationError({str(name)[:100]: [message] for name in sorted(unknown)[:20]})
        found = super().to_internal_value(data)
        return Wish(found["email"], Role(found["role"]))


class InvitationsIn(Body):
    """Many people to ask in."""

    invitations = WishIn(many=True, allow_empty=False, max_length=MOST_AT_ONCE)  # type: ignore[call-arg]  # the list's


class TokenIn(Body):
    """What the link carries behind its #."""

    token = Text(max_length=200)


def _either(name: str, *forms: type[serializers.Serializer[Any]]) -> Any:
    return PolymorphicProxySerializer(component_name=name, serializers=list(forms), resource_type_field_name=None)


ONE_OR_MANY_IN = _either("InvitationOrMany", InvitationIn, InvitationsIn)
ONE_OR_MANY_OUT = _either("InvitationOrOutcomes", InvitationOut, OutcomesOut)


def is_many(request: Request) -> bool:
    """Whether the body asks many people in."""
    return isinstance(request.data, dict) and "invitations" in request.data


def invitations_out(rows: list[Invitation]) -> list[dict[str, Any]]:
    """Many."""
    return list(InvitationOut(rows, many=True).data)


def outcomes_out(outcomes: list[Outcome]) -> dict[str, Any]:
    """The invitation or the reason, for each."""
    return {"results": [_outcome_out(outcome) for outcome in outcomes]}


def _outcome_out(outcome: Outcome) -> dict[str, Any]:
    invitation, error = outcome.invitation, outcome.error
    code = error and (error.errors[0].code if error.errors else error.code.value)
    return {
        "email": outcome.email,
        "invitation": InvitationOut(invitation).data if invitation else None,
        "error": {"code": code, "message": error.detail} if error else None,
    }


def preview_out(invitation: Invitation, *, account_exists: bool) -> dict[str, Any]:
    """The letter's content once more, on the page that its link opens."""
    inviter = invitation.invited_by
    return {
        "organization": TeamOut(invitation.organization).data,
        "role": invitation.role,
        "email": invitation.email,
        "invited_by": inviter.full_name if inviter else None,
        "expires_at": invitation.expires_at,
        "account_exists": account_exists,
    }
