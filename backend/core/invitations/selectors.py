"""Reading invitations: by an organization's grant, or by the token that the invited person holds."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from authentication.models import User
from core.invitations.models import Invitation, Refusal
from core.tenancy.grants import OrganizationGrant
from core.tenancy.models import Membership
from kernel import clock, onetime
from kernel.errors import not_found
from kernel.text import fold_email

PURPOSE = "invitation"
# What a link to unsubscribe from invitations says, before the address.
MAILING = "invitations"
REMIND_BEFORE = timedelta(days=1)
State = Invitation.State


def invitations(grant: OrganizationGrant, *, state: str | None = None) -> QuerySet[Invitation]:
    """An organization's invitations with who sent them, perhaps those in one state, as the clock has it."""
    refused = Exists(Refusal.objects.filter(email_key=OuterRef("email_key")))
    rows = Invitation.objects.filter(organization=grant.organization).select_related("invited_by")
    rows = rows.annotate(mail_refused=refused)  # type: ignore[no-redef]  # the class says what it is unlooked at
    return rows.filter(_in_state(state)).defer("invited_by__avatar") if state else rows.defer("invited_by__avatar")


def _in_state(state: str) -> Q:
    late = Q(state=State.PENDING, expires_at__lte=clock.now())
    if state == State.EXPIRED:
        return late | Q(state=State.EXPIRED)
    return Q(state=state) & ~late


def late(organization_id: UUID) -> QuerySet[Invitation]:
    """Those of an organization that nobody answered in time, and that do not say so yet."""
    return Invitation.objects.filter(
        organization_id=organization_id, state=State.PENDING, expires_at__lte=clock.now()
    ).order_by("pk")


def organizations_with_late() -> list[UUID]:
    """Which organizations have such."""
    rows = Invitation.objects.filter(state=State.PENDING, expires_at__lte=clock.now())
    return list(rows.values_list("organization_id", flat=True).distinct())


def ending(after: UUID | None, most: int) -> list[Invitation]:
    """Some of the open invitations that end within a day, in the order of their ids; none whose mailbox takes none."""
    moment = clock.now()
    rows = Invitation.objects.filter(state=State.PENDING, expires_at__gt=moment, expires_at__lte=moment + REMIND_BEFORE)
    rows = rows.exclude(Exists(Refusal.objects.filter(email_key=OuterRef("email_key"))))
    return list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[:most])


def invitation(grant: OrganizationGrant, invitation_id: UUID) -> Invitation:
    """One of them. Raises `not_found`."""
    found = invitations(grant).filter(pk=invitation_id).first()
    if found is None:
        raise not_found()
    return found


def by_token(token: str) -> Invitation:
    """The open invitation that a link stands for. Raises `invalid_token` whatever is wrong with it."""
    ticket = onetime.peek(PURPOSE, token)
    rows = Invitation.objects.select_related("organization", "invited_by").defer("invited_by__avatar")
    found = rows.filter(pk=ticket.subject, state=State.PENDING, expires_at__gt=clock.now()).first()
    if found is None:
        raise onetime.refused()
    return found


def proves(token: str) -> bool:
    """Whether a token proves that its holder reads the invited address: it was mailed there, not copied by hand.

    An admin can copy a link without any mail being read, so such a link must never open an account for the address.

    Raises:
        Problem: `invalid_token`.
    """
    return bool(onetime.peek(PURPOSE, token).data.get("mailed"))


def known_to(invitation: Invitation, token: str) -> bool:
    """Whether the invited address has an account, told only to who has shown to read its mail."""
    verified = User.objects.filter(email_key=invitation.email_key).exclude(email_verified_at=None)
    return proves(token) and verified.exists()


def waits_for(email: str) -> bool:
    """Whether any organization has an open invitation for this address."""
    rows = Invitation.objects.filter(email_key=fold_email(email), state=State.PENDING, expires_at__gt=clock.now())
    return rows.exists()


def account(user_id: UUID) -> User:
    """The account that acts."""
    return User.objects.defer("avatar").get(pk=user_id)


def invited(invitation: Invitation) -> User | None:
    """The account that has proven the invited address; its spelling is the one that mail goes to."""
    return User.objects.filter(email_key=invitation.email_key).exclude(email_verified_at=None).defer("avatar").first()


def belonging(grant: OrganizationGrant, keys: list[str]) -> set[str]:
    """Which of these folded addresses belong to members already."""
    rows = Membership.objects.filter(organization=grant.organization, user__email_key__in=keys)
    return set(rows.values_list("user__email_key", flat=True))


def waiting(grant: OrganizationGrant, keys: list[str]) -> set[str]:
    """Which of these folded addresses have an open invitation already."""
    rows = invitations(grant, state=State.PENDING).filter(email_key__in=keys)
    return set(rows.values_list("email_key", flat=True))


def refusing(keys: list[str]) -> set[str]:
    """Which of these folded addresses take no invitations by mail."""
    return set(Refusal.objects.filter(email_key__in=keys).values_list("email_key", flat=True))


def refuses(key: str) -> bool:
    """Whether this one takes none."""
    return bool(refusing([key]))
