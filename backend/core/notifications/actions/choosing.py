"""What people choose to be told and how, and what holds in an organization for those who have not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from authentication.models import User
from core.invitations import actions as invitations
from core.notifications.events import DefaultsChanged, PreferencesChanged
from core.notifications.kinds import KINDS, Wish
from core.notifications.models import OrganizationDefault, Preference
from core.notifications.selectors import wishes
from core.notifications.selectors.inbox import owner
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import Code, Problem
from kernel.events import Target


@dataclass(frozen=True, slots=True)
class Time:
    """When a digest comes."""

    every: str
    weekday: int
    hour: int


@action()
def choose(
    actor: Actor,
    *,
    wanted: Mapping[str, Wish] | None = None,
    reset: Collection[str] = (),
    digest: Time | None = None,
    invitation_mails: bool | None = None,
) -> None:
    """Keep the actor's wishes; what is not named stays as it is. `reset` kinds follow the defaults again."""
    user = (
        User.objects.select_for_update(no_key=True).only("email", "email_key", "email_verified_at").get(pk=owner(actor))
    )
    own = wishes.chosen(user.pk)
    changed = {name: wish for name, wish in (wanted or {}).items() if _differs(name, wish, own)}
    forgotten = [name for name in reset if name in own]
    _keep(user.pk, changed)
    Preference.objects.filter(user_id=user.pk, kind__in=forgotten).delete()
    data: dict[str, Any] = {}
    if digest is not None and _move(user.pk, digest):
        data["digest"] = {"every": digest.every, "weekday": digest.weekday, "hour": digest.hour}
    if invitation_mails is not None and _let_invitations(user, invitation_mails):
        data["invitation_mails"] = invitation_mails
    if not (changed or forgotten or data):
        unchanged()
        return
    data = {"kinds": sorted({*changed, *forgotten}), **data}
    target = Target("account", user.pk, actor.label)
    emit(PreferencesChanged(actor=actor, stream=f"a:{user.pk}", target=target, data=data))


def _differs(name: str, wish: Wish, own: Mapping[str, Wish]) -> bool:
    """What nobody may do without is never chosen; all else is, even where it says what the default says."""
    return not KINDS[name].mandatory and own.get(name) != wish


def _keep(user_id: UUID, wanted: Mapping[str, Wish]) -> None:
    Preference.objects.bulk_create(
        [Preference(user_id=user_id, kind=name, in_app=wish.in_app, mail=wish.mail) for name, wish in wanted.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["in_app", "mail"],
    )


def _move(user_id: UUID, wanted: Time) -> bool:
    """Another time holds from now on: a moment of the new plan that has passed already brings no second digest."""
    plan = wishes.plan(user_id)
    if Time(plan.every, plan.weekday, plan.hour) == wanted:
        return False
    plan.every, plan.weekday, plan.hour = wanted.every, wanted.weekday, wanted.hour
    plan.queued_until = clock.now()
    plan.save()
    return True


def _let_invitations(user: User, wanted: bool) -> bool:
    """Whether mailed invitations come to the actor's own address.

    Raises:
        Problem: `email_unconfirmed`: nobody speaks for a mailbox that they have not shown to read.
    """
    if not user.email_verified:
        raise Problem(Code.EMAIL_UNCONFIRMED, "Please confirm your address first.")
    return invitations.take_again(user.email_key) if wanted else invitations.refuse(user.email_key)


@action(needs=Permission.ORGANIZATION_UPDATE)
def set_defaults(grant: OrganizationGrant, *, wanted: Mapping[str, Wish], reset: Collection[str] = ()) -> None:
    """What holds in an organization for members who have not chosen; `reset` kinds follow KeyNest's own again."""
    held = grants.hold(grant)  # or two who change the same kinds in another order wait for each other
    before, organization = wishes.defaults(held), held.organization
    changed = {name: wish for name, wish in wanted.items() if _differs(name, wish, before)}
    forgotten = [name for name in reset if name in before]
    if not (changed or forgotten):
        unchanged()
        return
    OrganizationDefault.objects.bulk_create(
        [
            OrganizationDefault(organization=organization, kind=name, in_app=wish.in_app, mail=wish.mail)
            for name, wish in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["organization", "kind"],
        update_fields=["in_app", "mail"],
    )
    OrganizationDefault.objects.filter(organization=organization, kind__in=forgotten).delete()
    names = sorted({*changed, *forgotten})
    emit(DefaultsChanged.about(held, organization.id, organization.name, kinds=names))
