"""People, organizations and rooms of all kinds, and what happens among them at random."""

import random
from collections.abc import Callable, Collection
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from authentication.actions import profile
from authentication.models import User
from core.chat import grants as chat
from core.chat.actions import rooms, sending
from core.chat.models import Room
from core.chat.roles import Right
from core.invitations.events import InvitationRevoked
from core.tenancy import actions as tenancy
from core.tenancy import grants
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Permission, Role, allows
from core.vault import grants as vault
from core.vault.actions import projects
from core.vault.events import EnvironmentUpdated
from core.vault.models import Project
from kernel import realtime, streams
from kernel.actions import action, emit
from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import Problem
from kernel.events import Event, Target
from tests.factories import make_user
from tests.isolation.bars import require, turn_factor
from tests.isolation.ledger import Change, Ledger

ROLES = (Role.ADMIN, Role.MEMBER, Role.VIEWER)
# Asked without the statements and grants that are judged by it.
_MEMBERS = (
    "SELECT m.user_id, m.role FROM core_membership m JOIN core_organization o ON o.id = m.organization_id"
    " JOIN auth_account a ON a.id = m.user_id WHERE o.id = %s AND a.is_active"
    " AND (NOT o.require_mfa OR a.second_factor_at IS NOT NULL)"
)
_PEOPLE = "SELECT user_id FROM core_chat_participant WHERE room_id = %s"
_EVENTS = (
    "SELECT e.seq, e.verb FROM kernel_event e JOIN kernel_stream s ON s.id = e.stream_id"
    " WHERE s.key = %s AND e.seq > s.head - 20 AND e.request_id = %s"
)


@action()
def _emit(actor: Actor, event: Event) -> None:
    emit(event)


class Town:
    """Every deed is one transaction, in which is noted for whom what it wrote is."""

    def __init__(self, ledger: Ledger, seed: int, *, people: int = 18, organizations: int = 3) -> None:
        self.ledger = ledger
        self.seed = seed
        self.refused = 0
        self.people = [make_user(f"citizen{seed}-{number}@example.com") for number in range(people)]
        self.organizations = [self._found(number) for number in range(organizations)]
        self.owners = dict(zip((o.id for o in self.organizations), self.people, strict=False))

    def _found(self, number: int) -> Organization:
        chance = random.Random(self.seed + number)
        owner = self.people[number]
        User.objects.filter(pk=owner.pk).update(second_factor_at="2026-01-01T00:00Z")
        organization = tenancy.create_organization(actor_of(owner), name=f"Town {self.seed} {number}")
        for user in self.people:
            if user is not owner and chance.random() < 0.6:
                tenancy.join(actor_of(user), organization=organization, role=chance.choice(ROLES))
        grant = grants.organization(actor_of(owner), organization.id, Permission.PROJECT_CREATE)
        projects.create_project(grant, name="Web")
        projects.create_project(grant, name="Shop")
        rooms.furnish(organization.id)
        reader = grants.organization(actor_of(owner), organization.id, Permission.ORGANIZATION_READ)
        rooms.open_room(reader, name="tea")
        for heir in Membership.objects.filter(organization=organization).exclude(user=owner)[:2]:
            rooms.room_of_two(reader, user_id=heir.user_id)
        return organization

    def streams(self) -> list[str]:
        """All that can be followed."""
        self.ledger.homes |= {f"o:{organization.id}": organization.id for organization in self.organizations}
        found = Room.objects.filter(organization__in=self.organizations).values_list("pk", "organization_id")
        self.ledger.homes |= {f"r:{room}": organization for room, organization in found}
        return list(self.ledger.homes)

    def may_follow(self) -> dict[UUID, set[str]]:
        """Who may follow what, now."""
        allowed: dict[UUID, set[str]] = {user.id: set() for user in self.people}
        for organization in self.organizations:
            members = {row[0] for row in _rows(_MEMBERS, organization.id)}
            streams_ = {f"o:{organization.id}": members}
            for room in Room.objects.filter(organization=organization):
                people = {row[0] for row in _rows(_PEOPLE, room.pk)}
                streams_[f"r:{room.pk}"] = members & people if room.kind == "direct" else members
            for stream, readers in streams_.items():
                for user in readers:
                    allowed[user].add(stream)
        return allowed

    def happen(self, chance: random.Random) -> bool:
        """Something happens at random; True if somebody said something."""
        organization = chance.choice(self.organizations)
        deeds, weights = zip(*self._deeds().items(), strict=True)
        (deed,) = chance.choices(deeds, weights)
        try:
            deed(organization, chance)
        except Problem:
            self.refused += 1
            return False
        return deed in {self._say, self._emit_event}

    def _deeds(self) -> dict[Callable[[Organization, random.Random], None], float]:
        return {
            self._say: 75,
            self._emit_event: 18,
            self._type: 4,
            self._remove: 1.5,
            self._let_in: 2.5,
            self._give_role: 1,
            self._archive: 0.5,
            self._replace_project: 0.15,
            self._ask_for_factor: 0.05,
            self._change_factor: 0.3,
            self._switch_account: 0.1,
        }

    def _say(self, organization: Organization, chance: random.Random) -> None:
        room = chance.choice(list(Room.objects.filter(organization=organization)))
        actor = actor_of(chance.choice(self.people))

        def say() -> tuple[str, int]:
            grant = chat.room(actor, room.pk, Right.POST)
            said = sending.send(grant, text=f"word {chance.random()}", cid=uuid4())
            return f"r:{room.pk}", said.seq

        self._do(organization, actor, say, room=room)

    def _emit_event(self, organization: Organization, chance: random.Random) -> None:
        actor = actor_of(self.owners[organization.id])
        kind = chance.choice([EnvironmentUpdated, EnvironmentUpdated, InvitationRevoked])
        event = kind(actor=actor, stream=f"o:{organization.id}", target=Target("thing", None, "thing"), data={})
        self._do(organization, actor, lambda: _emit(actor, event), ordered=False)

    def _type(self, organization: Organization, chance: random.Random) -> None:
        stream = chance.choice([f"o:{organization.id}", *(f"r:{room.pk}" for room in organization.rooms.all())])
        realtime.pass_on(stream, {"type": "typing", "user": uuid4(), "on": True})

    def _remove(self, organization: Organization, chance: random.Random) -> None:
        user, grant = self._somebody(organization, chance), self._owner(organization, Permission.MEMBER_REMOVE)
        work = lambda: tenancy.remove_member(grant, user_id=user.id)  # noqa: E731
        self._do(organization, grant.actor, work, taking={user.id})

    def _let_in(self, organization: Organization, chance: random.Random) -> None:
        user = self._somebody(organization, chance)
        actor, role = actor_of(user), chance.choice(ROLES)
        work = lambda: tenancy.join(actor, organization=organization, role=role)  # noqa: E731
        self._do(organization, actor, work, giving={user.id})

    def _give_role(self, organization: Organization, chance: random.Random) -> None:
        user, role = self._somebody(organization, chance), chance.choice(ROLES)
        grant = self._owner(organization, Permission.MEMBER_UPDATE)
        work = lambda: tenancy.change_role(grant, user_id=user.id, role=role)  # noqa: E731
        self._do(organization, grant.actor, work, giving={user.id}, taking={user.id})

    def _archive(self, organization: Organization, chance: random.Random) -> None:
        actor = actor_of(self.owners[organization.id])
        room = chance.choice(list(organization.rooms.filter(kind="organization", name="tea")))

        def turn() -> tuple[str, int] | None:
            grant = chat.room(actor, room.pk, Right.ARCHIVE)
            (rooms.unarchive if grant.room.archived_at else rooms.archive)(grant)
            # Somebody else may have done the same a moment before: then the youngest number is not ours.
            done = _rows(_EVENTS, f"o:{organization.id}", actor.origin.request_id)
            return (f"r:{room.pk}", _head(f"r:{room.pk}")) if done else None

        self._do(organization, actor, turn, room=room)

    def _replace_project(self, organization: Organization, chance: random.Random) -> None:
        project = chance.choice(list(Project.objects.filter(organization=organization)))
        stream = f"r:{Room.objects.get(project=project).pk}"
        actor = actor_of(self.owners[organization.id])

        def delete() -> None:
            projects.delete_project(vault.project(actor, project.pk, Permission.PROJECT_DELETE), confirm=project.slug)

        self._do(organization, actor, delete, lost=stream)
        grant = self._owner(organization, Permission.PROJECT_CREATE)
        self._do(organization, grant.actor, lambda: projects.create_project(grant, name=project.name))
        rooms.furnish(organization.id)

    def _ask_for_factor(self, organization: Organization, chance: random.Random) -> None:
        grant = self._owner(organization, Permission.ORGANIZATION_UPDATE)
        wanted = not organization.__class__.objects.get(pk=organization.pk).require_mfa
        work = lambda: require(grant, wanted=wanted)  # noqa: E731
        self._do(organization, grant.actor, work, giving={None}, taking={None})

    def _change_factor(self, organization: Organization, chance: random.Random) -> None:
        user = chance.choice(self.people[len(self.organizations) :])
        work = lambda: turn_factor(actor_of(user), user.id)  # noqa: E731
        self._everywhere(user, work)

    def _switch_account(self, organization: Organization, chance: random.Random) -> None:
        others = self.people[len(self.organizations) :]
        off = User.objects.filter(is_active=False, pk__in=[user.pk for user in others]).first()
        user = off or chance.choice(others)

        def switch() -> None:
            fresh = User.objects.get(pk=user.pk)
            profile.set_active(actor_of(user), user=fresh, active=not fresh.is_active)

        self._everywhere(user, switch)

    def _somebody(self, organization: Organization, chance: random.Random) -> User:
        return chance.choice([user for user in self.people if user is not self.owners[organization.id]])

    def _owner(self, organization: Organization, permission: Permission) -> grants.OrganizationGrant:
        return grants.organization(actor_of(self.owners[organization.id]), organization.id, permission)

    def _everywhere(self, user: User, work: Callable[[], None]) -> None:
        begun = monotonic()
        work()
        for organization in self.organizations:
            for gives in (True, False):
                self.ledger.change(Change(organization.id, user.id, None, gives, begun, monotonic()))

    def _do(
        self,
        organization: Organization,
        actor: Actor,
        work: Callable[[], Any],
        *,
        room: Room | None = None,
        giving: Collection[UUID | None] = (),
        taking: Collection[UUID | None] = (),
        lost: str | None = None,
        ordered: bool = True,
    ) -> None:
        begun = monotonic()
        with transaction.atomic():
            told = work()
            if ordered:  # nobody's rights change until this is committed
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT FROM kernel_stream WHERE key = %s FOR SHARE", [grants.guard_of(organization.id)]
                    )
            found = self._numbered(organization, actor, room, told)
        done = monotonic()
        for user in giving:
            self.ledger.change(Change(organization.id, user, None, True, begun, done))
        for user in taking:
            self.ledger.change(Change(organization.id, user, None, False, begun, done))
        if lost:
            self.ledger.change(Change(organization.id, None, lost, False, begun, done))
        for stream, seq, readers in found:
            self.ledger.write(stream, organization.id, seq, readers, begun)

    def _numbered(
        self, organization: Organization, actor: Actor, room: Room | None, told: Any
    ) -> list[tuple[str, int, frozenset[UUID]]]:
        """What this transaction has written, and who may read it."""
        own = f"o:{organization.id}"
        roles = {user: Role(role) for user, role in _rows(_MEMBERS, organization.id)}
        found = [
            (own, seq, frozenset(user for user, role in roles.items() if allows(role, _needs(verb))))
            for seq, verb in _rows(_EVENTS, own, actor.origin.request_id)
        ]
        if room is not None and told is not None:
            people = {row[0] for row in _rows(_PEOPLE, room.pk)} if room.kind == "direct" else roles.keys()
            found.append((*told, frozenset(roles.keys() & people)))
        return found


def actor_of(user: User) -> Actor:
    """Somebody, whose every deed can be told from any other."""
    return Actor(ActorKind.USER, user.id, user.email, Origin("127.0.0.1", "isolation", uuid4().hex))


def _rows(sql: str, *parameters: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _head(stream: str) -> int:
    return streams.heads([stream])[stream].head


def _needs(verb: str) -> Permission:
    return Permission(Event.catalogue[verb].visible_to or Permission.AUDIT_READ)
