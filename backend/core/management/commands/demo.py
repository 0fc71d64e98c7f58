"""Fill a local system with a small organization to look around in. Everything goes through actions, as people's own
clicks do, so that the audit log, the notifications and the mails of it are real."""

import secrets
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from authentication import mails as account_mails
from authentication import selectors as accounts
from authentication.actions import registration
from authentication.actions.sessions import Login, actor_of
from core.chat import grants as chat_grants
from core.chat.actions import rooms, sending
from core.chat.roles import Right
from core.invitations import actions as invitations
from core.invitations import mails as invitation_mails
from core.management import demodata
from core.management.demodata import ORGANIZATION, PENDING, PEOPLE, PROJECTS, Person, Sample
from core.tenancy import actions as tenancy
from core.tenancy import grants
from core.tenancy.models import Organization
from core.tenancy.roles import Permission
from core.vault import grants as vault_grants
from core.vault.actions.changes import Change, apply_changes
from core.vault.actions.projects import create_project
from core.vault.actions.step import Manner
from core.vault.models import Environment, Source, Variable
from kernel.actor import Actor, Origin
from kernel.mail import Letter

ORIGIN = Origin("127.0.0.1", "manage.py demo", "demo")
LOCAL_PASSWORD = "walnut ferry candle orbit"  # for a system that only this machine reaches
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Command(BaseCommand):
    """`manage.py demo`, or `make demo`."""

    help = "Create a demo organization with people, projects and variables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether a public system is meant as well."""
        parser.add_argument("--force", action="store_true", help="also where PUBLIC_URL is not this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create all of it, or nothing."""
        local = urlsplit(settings.PUBLIC_URL).hostname in LOCAL_HOSTS
        if not local and not options["force"]:
            raise CommandError(f"{settings.PUBLIC_URL} is not this machine. If you mean it, add --force.")
        if accounts.by_email(PEOPLE[0].email) is not None:
            self.stdout.write(f"The demo is there already. Sign in as {PEOPLE[0].email}.")
            return
        # Where others can reach it, nobody may know the password beforehand.
        password = LOCAL_PASSWORD if local else secrets.token_urlsafe(18)
        with transaction.atomic():
            organization, actors = _team(password)
            _vault(organization, actors)
            _chat(organization, actors)
        self.stdout.write(f"{organization.name} is ready at {settings.PUBLIC_URL}/login. Password: {password}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.role:7} {person.email}")


def _team(password: str) -> tuple[Organization, dict[str, Actor]]:
    """The owner registers and founds; the others come by invitation; one has not answered yet."""
    first, *others = PEOPLE
    owner = _actor(_activated(first, password))
    organization = tenancy.create_organization(owner, name=ORGANIZATION)
    grant = grants.organization(owner, organization.id, Permission.INVITATION_WRITE)
    actors = {first.name: owner}
    for person in others:
        invitation = invitations.invite(grant, email=person.email, role=person.role)
        token = _token_in(invitation_mails.invitation({"invitation": str(invitation.id)}))
        actors[person.name] = _actor(_registered(person, password, token))
    invitations.invite(grant, email=PENDING.email, role=PENDING.role)
    return organization, actors


def _activated(person: Person, password: str) -> Login:
    """Register, and take the link out of the letter that would be sent."""
    login = _registered(person, password)
    if login is not None:
        return login
    user = accounts.by_email(person.email)
    letter = account_mails.activation({"user_id": str(user.id) if user else "", "registration": None})
    return registration.activate(ORIGIN, token=_token_in(letter))


def _registered(person: Person, password: str, invitation: str | None = None) -> Login | None:
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return registration.register(ORIGIN, email=person.email, password=password, invitation=invitation, **names)


def _actor(login: Login | None) -> Actor:
    if login is None:
        raise CommandError("Registration did not complete.")
    return actor_of(login.user, ORIGIN)


def _token_in(letter: Letter | None) -> str:
    if letter is None:
        raise CommandError("There is no letter to take the link from.")
    return str(letter.context["url"]).partition("#token=")[2]


def _vault(organization: Organization, actors: dict[str, Actor]) -> None:
    """Two projects, filled by one person and changed by another, so that there is a history."""
    admin, member = actors["admin"], actors["member"]
    grant = grants.organization(admin, organization.id, Permission.PROJECT_CREATE)
    for name, description, samples in PROJECTS:
        project = create_project(grant, name=name, description=description)
        for environment in project.environments.order_by("position"):
            _apply(admin, environment, _first(samples, environment.slug), "First values")
            _apply(member, environment, _second(samples, environment.slug), "Rotate what leaked into a log")


def _first(samples: list[Sample], environment: str) -> list[Change]:
    return [_set(sample, environment) for sample in samples] + [
        Change("set", "OLD_TRACKING_ID", "UA-0000", "", "config")
    ]


def _second(samples: list[Sample], environment: str) -> list[Change]:
    """Some secrets get another value, and what nobody needs goes to the trash."""
    rotated = [sample for sample in samples if sample.name.endswith(("_SECRET", "_KEY_ID", "API_KEY"))]
    return [_set(sample, environment) for sample in rotated] + [Change("delete", "OLD_TRACKING_ID")]


def _set(sample: Sample, environment: str) -> Change:
    return Change("set", sample.name, sample.value(environment), sample.note, sample.kind)


def _apply(actor: Actor, environment: Environment, changes: list[Change], message: str) -> None:
    grant = vault_grants.environment(actor, environment.id, Permission.VARIABLE_WRITE)
    apply_changes(grant, changes=changes, manner=Manner(Source.WEB, message))


def _chat(organization: Organization, actors: dict[str, Actor]) -> None:
    """Rooms of each kind, and people who talk in them."""
    read = grants.organization(actors["admin"], organization.id, Permission.ORGANIZATION_READ)
    of_owner = grants.organization(actors["owner"], organization.id, Permission.ORGANIZATION_READ)
    rooms.furnish(organization.id)
    deploys = rooms.open_room(read, name="deploys", topic=demodata.TOPIC)
    two, _ = rooms.room_of_two(of_owner, user_id=grants.account_of(actors["member"]))
    key = Variable.objects.get(environment__slug="production", name="PAYMENT_API_KEY", deleted_at=None)
    for name, said in (("general", demodata.GENERAL), ("storefront", demodata.SHOP)):
        _say(actors, chat_grants.named(actors["admin"], organization.id, name, Right.POST).room.pk, said)
    _say(
        actors,
        deploys.pk,
        [(who, text.replace("{variable}", f"<variable:{key.pk}>")) for who, text in demodata.DEPLOYS],
    )
    _say(actors, two.pk, demodata.TWO)


def _say(actors: dict[str, Actor], room_id: UUID, said: list[tuple[str, str]]) -> None:
    for who, text in said:
        sending.send(chat_grants.room(actors[who], room_id, Right.POST), text=text, cid=uuid4())
