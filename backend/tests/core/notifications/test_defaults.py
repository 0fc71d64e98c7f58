"""What an organization sets for members who have not chosen: below what is mandatory and what a person wants."""

import pytest
from django.core import mail

from core.notifications.actions import choosing
from core.notifications.kinds import KINDS, Audience, Kind, Wish, wish
from core.notifications.models import Mail, OrganizationDefault
from core.tenancy import grants
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Permission, Role
from kernel import clock
from kernel.errors import Problem
from kernel.models import EventRecord
from tests.core.notifications.conftest import choose, create_project, environment_of, inbox, kinds, set_variable
from tests.factories import actor_of
from tests.world import Person, World

KIND = "project.created"
PREFERENCES = "/api/core/notifications/preferences/"


def path(world: World) -> str:
    return f"/api/core/organizations/{world.organization.id}/notification-defaults/"


def put(world: World, way: str = "at_once", *, in_app: bool = True, kind: str = KIND) -> dict[str, dict[str, object]]:
    body = {"kinds": [{"kind": kind, "in_app": in_app, "mail": way}]}
    answer = world.admin.client.put(path(world), body, format="json")
    assert answer.status_code == 200, answer.json()
    return {one["kind"]: one for one in answer.json()["kinds"]}


def shown(person: Person, kind: str = KIND) -> dict[str, object]:
    return next(one for one in person.client.get(PREFERENCES).json()["kinds"] if one["kind"] == kind)


def test_all_kinds_of_what_happens_in_organizations_are_shown_to_every_member(world):
    answer = world.viewer.client.get(path(world)).json()
    assert {one["kind"] for one in answer["kinds"]} == {
        name for name, kind in KINDS.items() if kind.audience is not Audience.ACCOUNT
    }
    assert all(not one["changed"] for one in answer["kinds"])


def test_it_holds_for_those_who_have_not_chosen(world):
    choose(world.owner, KIND, "never")
    row = put(world, "at_once", in_app=False)[KIND]
    assert (row["in_app"], row["mail"], row["changed"]) == (False, "at_once", True)
    create_project(world)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["admin@acme.example", "viewer@acme.example"]
    assert kinds(world.owner) == [KIND]
    assert kinds(world.admin) == kinds(world.viewer) == []


def test_a_person_sees_where_it_is_otherwise_than_for_all(world):
    assert shown(world.owner)["organizations"] == []
    put(world, "digest", in_app=False)
    told = shown(world.owner)
    assert (told["in_app"], told["mail"], told["chosen"]) == (True, "never", False)
    organization = {"id": str(world.organization.id), "name": "Acme", "slug": "acme"}
    assert told["organizations"] == [{"organization": organization, "in_app": False, "mail": "digest"}]
    assert shown(world.outsider)["organizations"] == []
    assert world.owner.client.get(PREFERENCES).json()["next_digest_at"] is not None


def test_who_is_barred_there_sees_nothing_of_it(world):
    put(world, "digest")
    Organization.objects.filter(pk=world.organization.pk).update(require_mfa=True)
    assert shown(world.owner)["organizations"] == []


def test_who_may_no_more_by_the_time_it_is_written_changes_nothing(world):
    actor = actor_of(world.admin.user)
    grant = grants.organization(actor, world.organization.id, Permission.ORGANIZATION_UPDATE)
    Membership.objects.filter(user=world.admin.user).update(role=Role.VIEWER)
    with pytest.raises(Problem, match="permission"):
        choosing.set_defaults(grant, wanted={KIND: Wish(True, Mail.AT_ONCE)})
    assert not OrganizationDefault.objects.exists()


def test_a_default_of_one_organization_is_none_of_another(world):
    put(world, "at_once")
    Membership.objects.create(
        organization=Organization.objects.get(slug="elsewhere"),
        user=world.viewer.user,
        role="viewer",
        created_at=clock.now(),
    )
    other = str(Organization.objects.get(slug="elsewhere").pk)
    body = {"organization": other, "name": "Theirs"}
    assert world.outsider.client.post("/api/core/projects/", body, format="json").status_code == 201
    create_project(world, name="Ours")
    assert all("Ours" in letter.subject for letter in mail.outbox if letter.to == ["viewer@acme.example"])
    assert len(inbox(world.viewer)) == 2


def test_it_is_stronger_than_the_protection_of_an_environment(world):
    put(world, "never", kind="variables.changed")
    project = create_project(world)
    set_variable(world, environment_of(project, "production"))
    assert mail.outbox == []


def test_it_can_be_taken_back_and_is_recorded(world):
    put(world), put(world)
    answer = world.admin.client.put(path(world), {"reset": [KIND]}, format="json")
    assert answer.status_code == 200
    world.admin.client.put(path(world), {"reset": [KIND]}, format="json")
    assert not OrganizationDefault.objects.exists()
    events = EventRecord.objects.filter(verb="notifications.defaults.changed")
    assert [(row.stream.key, row.data) for row in events] == [(f"o:{world.organization.id}", {"kinds": [KIND]})] * 2


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.mandatory])
def test_what_is_always_told_can_not_be_set(world, kind):
    body = {"kinds": [{"kind": kind, "in_app": False, "mail": "never"}]}
    answer = world.admin.client.put(path(world), body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "mandatory")


@pytest.mark.parametrize(
    "body", [{}, {"digest": {"every": "day", "weekday": 0, "hour": 8}}, {"invitation_mails": True}, {"kinds": 1}, []]
)
def test_a_faulty_body_is_refused(world, body):
    answer = world.admin.client.put(path(world), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_choice_can_be_taken_back(world):
    choose(world.owner, KIND, "digest")
    assert (shown(world.owner)["chosen"], shown(world.owner)["mail"]) == (True, "digest")
    answer = world.owner.client.put(PREFERENCES, {"reset": [KIND, "security.identity"]}, format="json")
    assert answer.status_code == 200
    assert (shown(world.owner)["chosen"], shown(world.owner)["mail"]) == (False, "never")


def test_what_is_chosen_stays_chosen_even_where_it_says_what_the_default_says(world):
    choose(world.owner, KIND, "never")
    assert shown(world.owner)["chosen"] is True
    put(world, "at_once")
    create_project(world)
    assert "owner@acme.example" not in {letter.to[0] for letter in mail.outbox}


def judged(kind: Kind, *, protected: bool, **stated: Wish | None) -> Wish:
    return wish(kind, chosen=stated.get("chosen"), default=stated.get("default"), protected=protected)


@pytest.mark.parametrize("protected", [True, False])
def test_the_order_of_judgement(protected):
    mandatory, plain = KINDS["security.session_reuse"], KINDS["variables.changed"]
    never, digest = Wish(False, Mail.NEVER), Wish(True, Mail.DIGEST)
    assert judged(mandatory, protected=protected, chosen=never, default=never) == mandatory.default
    assert judged(plain, protected=protected, chosen=never, default=digest) == never
    assert judged(plain, protected=protected, default=digest) == digest
    assert judged(plain, protected=protected) == Wish(True, Mail.AT_ONCE if protected else Mail.NEVER)
