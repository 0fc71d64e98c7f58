"""Preferences: everybody chooses, except about what concerns the safety of the account."""

import pytest
from django.core import mail

from core.notifications.kinds import KINDS
from core.notifications.models import Preference
from kernel.models import EventRecord
from tests.core.notifications.conftest import create_project, environment_of, inbox, kinds, set_variable
from tests.world import Person, World

PATH = "/api/core/notifications/preferences/"


def choose(person: Person, kind: str, *, in_app: bool, mail: str) -> int:
    body = {"kinds": [{"kind": kind, "in_app": in_app, "mail": mail}]}
    return int(person.client.put(PATH, body, format="json").status_code)


def shown(person: Person) -> dict[str, dict[str, object]]:
    return {one["kind"]: one for one in person.client.get(PATH).json()["kinds"]}


def test_without_a_choice_the_defaults_hold(world: World):
    assert set(shown(world.owner)) == set(KINDS)
    assert shown(world.owner)["security.session_reuse"] == {
        "kind": "security.session_reuse",
        "label": "A copied session of mine was used",
        "group": "My account",
        "in_app": True,
        "mail": "at_once",
        "mandatory": True,
        "chosen": False,
        "default": {"in_app": True, "mail": "at_once"},
        "organizations": [],
    }
    assert (shown(world.owner)["project.created"]["in_app"], shown(world.owner)["project.created"]["mail"]) == (
        True,
        "never",
    )


def test_what_is_chosen_holds_for_that_person_and_that_kind_alone(world: World):
    assert choose(world.owner, "project.created", in_app=False, mail="at_once") == 200
    create_project(world)
    assert (kinds(world.owner), kinds(world.admin)) == ([], ["project.created"])
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["owner@acme.example"], "member@acme.example created the project Billing")
    assert "/inbox/preferences" in letter.body


def test_a_choice_is_stronger_than_the_protection_of_an_environment(world: World):
    for who in ("owner", "admin", "viewer"):
        choose(world[who], "variables.changed", in_app=False, mail="never")
    project = create_project(world)
    set_variable(world, environment_of(project, "production"))
    assert mail.outbox == []
    assert kinds(world.owner) == ["project.created"]


def test_a_choice_can_be_taken_back_and_is_recorded_once(world: World):
    for wanted in (False, False, True):
        choose(world.owner, "project.created", in_app=wanted, mail="never")
    create_project(world)
    assert kinds(world.owner) == ["project.created"]
    assert Preference.objects.count() == 1
    recorded = EventRecord.objects.filter(stream__key=f"a:{world.owner.user.id}")
    assert [(row.verb, row.data) for row in recorded] == [
        ("notifications.preferences.changed", {"kinds": ["project.created"]})
    ] * 2


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.mandatory])
def test_what_concerns_the_safety_of_the_account_is_always_told(world: World, kind):
    body = {"kinds": [{"kind": kind, "in_app": True, "mail": "never"}]}
    answer = world.owner.client.put(PATH, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "kinds.0", "code": "mandatory", "message": "This is always told."}]
    assert choose(world.owner, kind, in_app=True, mail="at_once") == 200


GOOD = {"kind": "project.created", "in_app": True, "mail": "at_once"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kinds": None},
        {"reset": None},
        {"reset": ["nonsense"]},
        {"kinds": [GOOD], "reset": ["project.created"]},
        {"reset": ["project.created", "project.created"]},
        {"kinds": [GOOD | {"mail": True}]},
        {"kinds": [GOOD | {"mail": "weekly"}]},
        {"digest": None},
        {"digest": {"every": "day", "hour": 8}},
        {"digest": {"every": "year", "weekday": 0, "hour": 8}},
        {"digest": {"every": "day", "weekday": 7, "hour": 8}},
        {"digest": {"every": "day", "weekday": 0, "hour": 24}},
        {"digest": {"every": "day", "weekday": 0, "hour": -1}},
        {"digest": {"every": "day", "weekday": 0, "hour": "8"}},
        {"digest": {"every": "day", "weekday": 0, "hour": 8, "minute": 30}},
        {"invitation_mails": None},
        {"invitation_mails": "no"},
        {"kinds": {}},
        {"kinds": [GOOD, GOOD]},
        {"kinds": [GOOD | {"kind": "nonsense"}]},
        {"kinds": [GOOD | {"mail": "true"}]},
        {"kinds": [GOOD | {"mail": None}]},
        {"kinds": [GOOD | {"label": "x"}]},
        {"kinds": [{"kind": "project.created"}]},
        {"kinds": [GOOD], "user": "x"},
    ],
)
def test_a_faulty_body_is_refused_and_nothing_is_kept(world: World, body):
    answer = world.owner.client.put(PATH, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not Preference.objects.exists()


def test_it_is_for_those_who_have_signed_in(api):
    assert api.get(PATH).status_code == 401
    assert api.put(PATH, {"kinds": []}, format="json").status_code == 401


def test_each_has_the_own_inbox(world: World):
    create_project(world)
    assert inbox(world.owner)[0]["id"] != inbox(world.admin)[0]["id"]
