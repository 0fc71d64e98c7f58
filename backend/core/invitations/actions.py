"""Asking people in, and what they answer. No usable token is made here, except the one that `make_link` hands over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from authentication.models import User
from core.invitations import selectors
from core.invitations.events import (
    InvitationAccepted,
    InvitationCreated,
    InvitationDeclined,
    InvitationExpired,
    InvitationLinked,
    InvitationResent,
    InvitationRevoked,
)
from core.invitations.models import Invitation, Refusal
from core.invitations.selectors import PURPOSE
from core.tenancy import actions as tenancy
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Organization
from core.tenancy.roles import Permission, Role, may_give
from kernel import clock, onetime, outbox, ratelimit
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import Code, Fault, Problem, conflict, denied
from kernel.text import fold_email

LIFE = timedelta(days=7)
RESEND_AFTER = timedelta(seconds=60)
REMINDERS_AT_ONCE = 200
State = Invitation.State


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody to be asked in."""

    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: an invitation, or the reason why there is none."""

    email: str
    invitation: Invitation | None = None
    error: Problem | None = None


@action(needs=Permission.INVITATION_WRITE)
def invite(grant: OrganizationGrant, *, email: str, role: Role) -> Invitation:
    """Ask one person in."""
    (outcome,) = invite_many(grant, wishes=[Wish(email, role)])
    if outcome.invitation is None:
        raise outcome.error or conflict("There is no invitation.")
    return outcome.invitation


@action(needs=Permission.INVITATION_WRITE)
def invite_many(grant: OrganizationGrant, *, wishes: Sequence[Wish]) -> list[Outcome]:
    """Ask many in, in one transaction; who can't be asked is told beside those who were."""
    _spend(grant, len(wishes))
    held = grants.hold(grant)
    keys = [fold_email(wish.email) for wish in wishes]
    _clear_expired(held, keys)
    members, taken = selectors.belonging(held, keys), selectors.waiting(held, keys)
    refusing = selectors.refusing(keys)
    outcomes, inviter = [], selectors.account(account_of(held.actor))
    for wish, key in zip(wishes, keys, strict=True):
        error = _objection(held, wish, key, members, taken)
        if error is None:
            taken.add(key)
        outcomes.append(Outcome(wish.email, None if error else _draft(held, inviter, wish, key), error))
    made = [outcome.invitation for outcome in outcomes if outcome.invitation]
    Invitation.objects.bulk_create(made)
    for invitation in made:
        invitation.mail_refused = invitation.email_key in refusing
        emit(InvitationCreated.about(held, invitation.id, invitation.email, invitation.role))
    if not made:
        unchanged()
    return outcomes


@action(needs=Permission.INVITATION_WRITE)
def resend(grant: OrganizationGrant, *, invitation_id: UUID) -> Invitation:
    """Send a new link, the old ones being worthless from now on; the seven days begin anew.

    Once at any time, from then on once a minute: nobody's mailbox is filled through us.
    """
    _spend(grant, 1)
    held, invitation = _pending(grant, invitation_id)
    moment = clock.now()
    sent = invitation.last_sent_at or invitation.created_at
    since = moment - sent
    if sent > invitation.created_at and since < RESEND_AFTER:
        left = int((RESEND_AFTER - since).total_seconds()) + 1
        raise Problem(Code.RATE_LIMITED, "It was sent a moment ago.", retry_after=left)
    onetime.revoke(PURPOSE, str(invitation.id))
    invitation.expires_at, invitation.last_sent_at = moment + LIFE, moment
    invitation.save(update_fields=["expires_at", "last_sent_at"])
    emit(InvitationResent.about(held, invitation.id, invitation.email, invitation.role))
    return invitation


@action(needs=Permission.INVITATION_WRITE)
def make_link(grant: OrganizationGrant, *, invitation_id: UUID) -> tuple[str, datetime]:
    """A token to be handed over by other means than mail, and when it ends. It does not prove the address."""
    held, invitation = _pending(grant, invitation_id)
    if invitation.standing == State.EXPIRED:
        raise conflict("This invitation has expired. Send it again first.")
    left = invitation.expires_at - clock.now()
    token = onetime.issue(PURPOSE, str(invitation.id), ttl=left, data={"mailed": False})
    emit(InvitationLinked.about(held, invitation.id, invitation.email, invitation.role))
    return token, invitation.expires_at


@action(needs=Permission.INVITATION_WRITE)
def revoke(grant: OrganizationGrant, *, invitation_id: UUID) -> None:
    """Take an invitation back."""
    held, invitation = _pending(grant, invitation_id)
    _settle(invitation, State.REVOKED)
    emit(InvitationRevoked.about(held, invitation.id, invitation.email, invitation.role))


@action()
def accept(actor: Actor, *, token: str) -> Organization:
    """Join. The link is for one address, so it must be that of the account that says yes."""
    invitation = selectors.by_token(token)
    if selectors.account(account_of(actor)).email_key != invitation.email_key:
        raise _for_another()
    organization, role = invitation.organization, Role(invitation.role)
    grants.lock(organization.pk)
    _settle(invitation, State.ACCEPTED)
    tenancy.join(actor, organization=organization, role=role)
    ground = OrganizationGrant(actor, Permission.ORGANIZATION_READ, organization, role)
    emit(InvitationAccepted.about(ground, invitation.id, invitation.email, invitation.role))
    return organization


@action()
def decline(origin: Origin, *, token: str) -> None:
    """Say no, which whoever holds the link may do without an account."""
    invitation = selectors.by_token(token)
    _settle(invitation, State.DECLINED)
    actor = Actor(ActorKind.USER, None, invitation.email, origin)
    ground = OrganizationGrant(actor, Permission.ORGANIZATION_READ, invitation.organization, Role(invitation.role))
    emit(InvitationDeclined.about(ground, invitation.id, invitation.email, invitation.role))


@action()
def expire(actor: Actor, *, organization_id: UUID) -> None:
    """Settle an organization's invitations that nobody answered in time.

    Raises:
        Problem: `not_found`: the organization was deleted meanwhile.
    """
    grants.lock(organization_id)
    late = list(selectors.late(organization_id).select_related("organization").select_for_update(of=("self",)))
    for invitation in late:
        invitation.state, invitation.settled_at = State.EXPIRED, clock.now()
        role = Role(invitation.role)
        ground = OrganizationGrant(actor, Permission.ORGANIZATION_READ, invitation.organization, role)
        emit(InvitationExpired.about(ground, invitation.id, invitation.email, invitation.role))
    Invitation.objects.bulk_update(late, ["state", "settled_at"])
    if not late:
        unchanged()


def remind() -> None:
    """Queue a reminder of what ends within a day: one for each term, however often this runs. No event."""
    last: UUID | None = None
    while some := selectors.ending(last, REMINDERS_AT_ONCE):
        with transaction.atomic():
            for invitation in some:
                payload = {"template": "invitation_reminder", "invitation": str(invitation.pk)}
                term = int(invitation.expires_at.timestamp())
                outbox.put("mail", payload, key=f"invitation_reminder:{invitation.pk}:{term}")
        last = some[-1].pk


def refuse(address_key: str) -> bool:
    """Mail no more invitations there, from whomever; answer whether that is new. They can still be handed over."""
    return Refusal.objects.get_or_create(email_key=address_key, defaults={"created_at": clock.now()})[1]


def take_again(address_key: str) -> bool:
    """Mail them again, from the next one on; answer whether that is new."""
    return bool(Refusal.objects.filter(email_key=address_key).delete()[0])


def _spend(grant: OrganizationGrant, mails: int) -> None:
    """Count each mail against the organization, before anything is locked."""
    for _ in range(mails):
        usage = ratelimit.hit("invitations_organization", str(grant.organization.id))
        if usage is not None and usage.exceeded:
            detail = "This organization has sent many invitations. Please go on later."
            raise Problem(Code.RATE_LIMITED, detail, retry_after=usage.reset)


def _clear_expired(held: OrganizationGrant, keys: list[str]) -> None:
    """An invitation that has expired makes room for another to the same address."""
    late = selectors.invitations(held, state=State.EXPIRED).filter(email_key__in=keys, state=State.PENDING)
    late.update(state=State.EXPIRED, settled_at=clock.now())


def _objection(held: OrganizationGrant, wish: Wish, key: str, members: set[str], taken: set[str]) -> Problem | None:
    if not may_give(held.role, wish.role):
        return denied(f"Your role here is {held.role}; nobody gives a role above their own.")
    if key in members:
        return _refusal("already_member", "This person belongs to the organization already.")
    if key in taken:
        return _refusal("already_invited", "There is an open invitation for this address already.")
    return None


def _refusal(code: str, message: str) -> Problem:
    return conflict(message, errors=[Fault("email", code, message)])


def _draft(held: OrganizationGrant, inviter: User, wish: Wish, key: str) -> Invitation:
    moment = clock.now()
    return Invitation(
        organization=held.organization,
        email=wish.email,
        email_key=key,
        role=wish.role,
        invited_by=inviter,
        created_at=moment,
        expires_at=moment + LIFE,
        last_sent_at=moment,
    )


def _pending(grant: OrganizationGrant, invitation_id: UUID) -> tuple[OrganizationGrant, Invitation]:
    """An invitation that was not answered, under the organization's lock; it may be late.

    Raises:
        Problem: `not_found`; `conflict` when it is settled; `permission_denied` when it offers more than the own role.
    """
    held = grants.hold(grant)
    invitation = selectors.invitation(held, invitation_id)
    if invitation.state != State.PENDING:
        raise conflict(f"This invitation is {invitation.state}.")
    if not may_give(held.role, Role(invitation.role)):
        raise denied(f"Your role here is {held.role}; this invitation offers one above it.")
    return held, invitation


def _settle(invitation: Invitation, state: State) -> None:
    """Write down what became of it, once, however many answers arrive at the same moment.

    Raises:
        Problem: `invalid_token`: another answer was first.
    """
    open_ = Invitation.objects.filter(pk=invitation.pk, state=State.PENDING)
    if not open_.update(state=state, settled_at=clock.now()):
        raise onetime.refused()
    onetime.revoke(PURPOSE, str(invitation.pk))


def _for_another() -> Problem:
    message = "This invitation is for another address. Sign in with that one, or ask for an invitation to yours."
    return Problem(Code.PERMISSION_DENIED, message, errors=[Fault("email", "other_account", message)])
