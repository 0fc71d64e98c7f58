"""Rights change with a counter: what is written after a removal never reaches the removed, even if nobody told us."""

import threading
import time

import pytest
from django.db import connection, transaction

from authentication import events as accounts
from authentication.models import User
from core.realtime.handlers import regrant, regrant_everywhere, regrant_if_barring, regrant_joined
from core.tenancy import events as tenancy
from core.tenancy.grants import guard_of
from core.tenancy.models import Membership
from core.tenancy.roles import Role
from kernel import clock, streams
from kernel.events import Event
from KeyNest.subscriptions import HANDLERS
from tests.core.realtime.happenings import happen, happen_among_admins
from tests.core.realtime.wire import token_of
from tests.factories import actor_of, make_user

pytestmark = pytest.mark.django_db(transaction=True)

# What changes nobody's rights on streams that are followed already, and why.
HARMLESS = {
    tenancy.OrganizationCreated,  # nobody can follow it yet
    accounts.AccountRegistered,  # nobody can sign in yet
    accounts.RegistrationRepeated,
    accounts.AccountEnabled,  # who gains rights joins anew
    accounts.AccountDeleted,  # it leaves its organizations, which is said for each of them
    accounts.SecondFactorAdded,  # who was barred has lost the stream, and joins anew
    accounts.AccountLocked,  # about signing in
    accounts.DeviceSeen,
    accounts.SecondFactorFailed,
    accounts.RecoveryCodesRenewed,
    accounts.RecoveryCodeUsed,
    accounts.PresenceConfirmed,
    accounts.PasskeyRenamed,
    accounts.PasskeyCopied,
    accounts.SessionStarted,
    accounts.SessionEnded,  # ends sockets, not rights
    accounts.SessionReused,
    accounts.PasswordChanged,
    accounts.EmailChangeRequested,  # about names
    accounts.EmailChanged,
    accounts.ProfileChanged,
    accounts.IdentityLinked,
    accounts.IdentityUnlinked,
    accounts.OperatorAppointed,  # about operating the program
    accounts.ProviderAdded,
    accounts.ProviderChanged,
    accounts.ProviderRemoved,
    accounts.SigningKeyMade,
    accounts.SigningKeyRetired,
    accounts.SecretsResealed,
}


def feed_of(node, world, who):
    return node.open(f"/ws/events/{world.organization.id}/", token_of(world[who].user))


def remove_silently(world, who):
    """As an action whose messages are all lost."""
    with transaction.atomic():
        Membership.objects.filter(user=world[who].user).delete()
        streams.advance(guard_of(world.organization.id))


def guard_stands(world):
    guard = guard_of(world.organization.id)
    return streams.heads([guard])[guard].head


def test_what_is_written_after_a_removal_never_reaches_the_removed_though_nobody_told(node, world):
    with feed_of(node, world, "viewer") as wire, feed_of(node, world, "member") as other:
        wire.frame()
        other.frame()
        for number in range(20):
            happen(world.organization, world.owner.actor, number)
        wire.frames(20)
        other.frames(20)
        remove_silently(world, "viewer")
        happen(world.organization, world.owner.actor, 20)
        code, frames = wire.closed()
        assert (code, [frame["type"] for frame in frames]) == (4003, ["error"])
        assert other.frame()["data"]["data"] == {"n": 20}


def test_a_lower_role_sees_less_though_nobody_told(node, world):
    with feed_of(node, world, "admin") as wire:
        wire.frame()
        happen_among_admins(world.organization, world.owner.actor, 1)
        assert wire.frame()["type"] == "event"
        with transaction.atomic():
            Membership.objects.filter(user=world.admin.user).update(role="member")
            streams.advance(guard_of(world.organization.id))
        happen_among_admins(world.organization, world.owner.actor, 2)
        assert wire.frame() == {"type": "skip", "s": f"o:{world.organization.id}", "seq": 2}


@pytest.mark.parametrize("bar", ["disabled", "lost its second factor"])
def test_an_account_that_may_no_longer_loses_the_stream_at_once(node, world, bar):
    user = world.viewer.user
    if bar != "disabled":
        User.objects.update(second_factor_at=clock.now())
        world.organization.require_mfa = True
        world.organization.save(update_fields=["require_mfa"])
    with feed_of(node, world, "viewer") as wire:
        wire.frame()
        before = guard_stands(world)
        if bar == "disabled":
            from authentication.actions.profile import set_active

            set_active(world.owner.actor, user=user, active=False)
        else:
            User.objects.filter(pk=user.pk).update(second_factor_at=None)
            _say_that_it_is_gone(world, user)
        assert guard_stands(world) == before + 1
        begun = time.monotonic()
        assert wire.closed()[0] in {4001, 4003}
        assert time.monotonic() - begun < 7.5


def _say_that_it_is_gone(world, user):
    from kernel.actions import action, emit

    @action()
    def lose(actor):
        emit(accounts.SecondFactorRemoved.about(actor, user, kind="totp", last=True))

    lose(world.viewer.actor)


def test_the_guard_moves_with_the_change_or_not_at_all(world):
    before = guard_stands(world)
    url = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.owner.client.patch(url, {"role": "member"}, format="json").status_code == 200
    assert guard_stands(world) == before + 1
    assert world.owner.client.patch(url, {"role": "member"}, format="json").status_code == 200  # nothing changes
    assert world.viewer.client.patch(url, {"role": "admin"}, format="json").status_code == 403
    assert guard_stands(world) == before + 1
    project = world.owner.client.post(
        "/api/core/projects/", {"organization": str(world.organization.id), "name": "P"}, format="json"
    ).json()
    assert guard_stands(world) == before + 1
    answer = world.owner.client.delete(
        f"/api/core/projects/{project['id']}/", {"confirm": project["slug"]}, format="json"
    )
    assert answer.status_code == 204, answer.content
    assert guard_stands(world) == before + 2


def test_who_joins_while_the_account_is_being_disabled_moves_the_guard_once_more(world):
    """The isolation run found it: the one who disables saw no membership yet, and who joins saw an account in order."""
    from authentication.actions.profile import set_active
    from core.tenancy import actions as tenancy_actions

    late, stands = make_user(), []

    def disable() -> None:
        set_active(world.owner.actor, user=late, active=False)
        stands.append(guard_stands(world))
        connection.close()

    disabling = threading.Thread(target=disable)
    with transaction.atomic():
        tenancy_actions.join(actor_of(late), organization=world.organization, role=Role.VIEWER)
        disabling.start()
        disabling.join(1)
        assert not stands  # it waits
    disabling.join(10)
    assert stands == [2]


def test_an_organization_moves_its_guard_when_it_asks_for_a_factor_and_not_by_its_name(world):
    User.objects.update(second_factor_at=clock.now())
    before, url = guard_stands(world), f"/api/core/organizations/{world.organization.id}/"
    assert world.owner.client.patch(url, {"name": "Other"}, format="json").status_code == 200
    assert guard_stands(world) == before
    assert world.owner.client.patch(url, {"require_mfa": True}, format="json").status_code == 200
    assert guard_stands(world) == before + 1


def test_somebody_who_belongs_nowhere_moves_nothing(world):
    from authentication.actions.profile import set_active

    before = guard_stands(world)
    set_active(world.owner.actor, user=make_user(), active=False)
    assert guard_stands(world) == before


def test_every_event_about_people_says_whether_it_changes_rights():
    about_people = [kind for verb, kind in Event.catalogue.items() if verb.startswith(("tenancy.", "authentication."))]
    deciding = {regrant, regrant_joined, regrant_if_barring, regrant_everywhere}
    regranting = {kind for kind, handlers in HANDLERS.items() if deciding & set(handlers)}
    assert len(about_people) > 30
    undecided = {kind.__name__ for kind in about_people if (kind in regranting) is (kind in HARMLESS)}
    assert undecided == set(), "say in KeyNest.subscriptions that it regrants, or here that it is harmless"
