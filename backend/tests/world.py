"""The cast: an organization with one person in each role, and somebody who does not belong."""

from dataclasses import dataclass, field

import pytest
from rest_framework.test import APIClient

from authentication.models import User
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Role
from kernel import clock
from kernel.actor import Actor
from tests.factories import actor_of, client_of, make_user


@dataclass
class Person:
    """Somebody, with a signed-in client made on first use."""

    user: User
    _client: APIClient | None = field(default=None, repr=False)

    @property
    def client(self) -> APIClient:
        if self._client is None:
            self._client = client_of(self.user)
        return self._client

    @property
    def actor(self) -> Actor:
        return actor_of(self.user)


@dataclass
class World:
    """Everybody, by role."""

    organization: Organization
    people: dict[str, Person]

    def __getitem__(self, who: str) -> Person:
        return self.people[who]

    def __getattr__(self, who: str) -> Person:
        try:
            return self.people[who]
        except KeyError:
            raise AttributeError(who) from None


def make_organization(name: str = "Acme", **roles: User) -> Organization:
    """An organization with these members, by role."""
    moment = clock.now()
    organization = Organization.objects.create(name=name, slug=name.lower(), created_at=moment)
    for role, user in roles.items():
        Membership.objects.create(organization=organization, user=user, role=role, created_at=moment)
    return organization


@pytest.fixture
def world(db: None) -> World:
    """The cast, fresh for each test; the outsider owns an organization of his own."""
    people = {role.value: Person(make_user(f"{role}@acme.example")) for role in Role}
    people["outsider"] = Person(make_user("outsider@elsewhere.example"))
    make_organization("Elsewhere", owner=people["outsider"].user)
    organization = make_organization(**{role.value: people[role.value].user for role in Role})
    return World(organization, people)
