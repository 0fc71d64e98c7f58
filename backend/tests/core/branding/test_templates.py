"""Words of one's own for letters: written, versioned, restored, given up; never lost, and never said in an event."""

import threading

import pytest
from django.db import connection

from core.branding import actions, selectors
from core.branding.letters import FORMS
from core.branding.models import MailTemplate
from core.tenancy import grants
from core.tenancy.models import Membership
from core.tenancy.roles import Permission
from kernel.errors import Code, Problem
from kernel.models import EventRecord
from tests.core.branding.stage import change, faults, path_of
from tests.factories import actor_of

WORDS = {"subject": "Come to {{ organization }}", "body": "{{ inviter }} asks you.\n\nAs {{ role }}."}


def standing(world, name="invitation"):
    return world.admin.client.get(path_of(world, "mail-templates", name)).json()


def events():
    return list(EventRecord.objects.filter(verb__startswith="branding.").order_by("seq").values_list("verb", "data"))


def test_before_the_first_change_all_letters_speak_keynests_own_words(world):
    response = world.admin.client.get(path_of(world, "mail-templates"))
    assert response.status_code == 200
    shown = response.json()["results"]
    assert [one["name"] for one in shown] == ["invitation", "invitation_reminder", "notification"]
    for one in shown:
        assert (one["texts"], one["version"], one["changed_at"], one["changed_by"]) == (None, 0, None, None)
        assert [block["name"] for block in one["blocks"]] == ["subject", "heading", "body", "closing"]
        assert {"organization"} <= {variable["name"] for variable in one["variables"]}
        assert all(variable["description"] and variable["sample"] for variable in one["variables"])
    assert shown[0] == standing(world)


def test_a_change_is_the_next_version(world):
    response = change(world, WORDS)
    assert response.status_code == 200
    body = response.json()
    assert (body["texts"], body["version"]) == (WORDS, 1)
    assert body["changed_by"]["email"] == "admin@acme.example"
    assert standing(world) == body
    assert change(world, WORDS | {"heading": "Hello"}, version=1).json()["version"] == 2
    assert world.admin.client.get(path_of(world, "mail-templates")).json()["results"][0] == standing(world)
    assert standing(world, "notification")["version"] == 0


def test_the_event_names_the_blocks_and_holds_no_word_of_them(world):
    change(world, WORDS)
    change(world, {"subject": WORDS["subject"], "closing": "Farewell"}, version=1)
    world.admin.client.delete(path_of(world, "mail-templates", "invitation"))
    world.admin.client.post(path_of(world, "mail-templates", "invitation", "restore"), {"version": 2}, format="json")
    assert events() == [
        ("branding.template.changed", {"name": "invitation", "version": 1, "blocks": ["subject", "body"]}),
        ("branding.template.changed", {"name": "invitation", "version": 2, "blocks": ["body", "closing"]}),
        ("branding.template.reset", {"name": "invitation", "version": 3}),
        (
            "branding.template.changed",
            {"name": "invitation", "version": 4, "blocks": ["subject", "closing"], "restored": 2},
        ),
    ]


def test_the_same_words_again_are_no_change(world):
    change(world, WORDS)
    assert change(world, {**WORDS, "closing": " \n "}, version=1).json()["version"] == 1
    restore = path_of(world, "mail-templates", "invitation", "restore")
    assert world.admin.client.post(restore, {"version": 1}, format="json").json()["version"] == 1
    assert len(events()) == 1
    other = path_of(world, "mail-templates", "notification")
    assert world.admin.client.delete(other).json()["version"] == 0
    assert MailTemplate.objects.count() == 1


@pytest.mark.parametrize("version", [0, 2, 7])
def test_whoever_has_not_seen_the_newest_words_does_not_write_over_them(world, version):
    change(world, WORDS)
    response = change(world, {"subject": "Mine"}, version=version)
    assert response.status_code == 409
    body = response.json()
    assert (body["code"], body["current"]) == ("stale_version", {"version": 1})
    assert [(fault["field"], fault["code"]) for fault in body["errors"]] == [("version", "stale")]
    assert standing(world)["texts"] == WORDS


def test_reset_and_restore_go_back_without_losing_anything(world):
    change(world, WORDS)
    change(world, {"subject": "Second"}, version=1)
    reset = world.admin.client.delete(path_of(world, "mail-templates", "invitation"))
    assert (reset.status_code, reset.json()["texts"], reset.json()["version"]) == (200, None, 3)
    restore = path_of(world, "mail-templates", "invitation", "restore")
    back = world.owner.client.post(restore, {"version": 1}, format="json").json()
    assert (back["texts"], back["version"], back["changed_by"]["email"]) == (WORDS, 4, "owner@acme.example")
    assert world.owner.client.post(restore, {"version": 3}, format="json").json()["texts"] is None
    versions = world.admin.client.get(path_of(world, "mail-templates", "invitation", "versions")).json()
    assert [(one["version"], one["texts"]) for one in versions["results"]] == [
        (5, None), (4, WORDS), (3, None), (2, {"subject": "Second"}), (1, WORDS),
    ]  # fmt: skip
    assert world.owner.client.post(restore, {"version": 6}, format="json").status_code == 404


def test_versions_come_in_pages(world):
    for number in range(5):
        change(world, {"subject": f"Number {number}"}, version=number)
    first = world.admin.client.get(path_of(world, "mail-templates", "invitation", "versions") + "?limit=2").json()
    assert [one["version"] for one in first["results"]] == [5, 4]
    second = world.admin.client.get(first["next"]).json()
    assert [one["version"] for one in second["results"]] == [3, 2]


def test_the_oldest_versions_go_and_the_newest_stay(world, monkeypatch):
    monkeypatch.setattr(actions, "KEPT_VERSIONS", 3)
    for number in range(5):
        assert change(world, {"subject": f"Number {number}"}, version=number).status_code == 200
    change(world, {"subject": "other letter"}, name="notification")
    kept = MailTemplate.objects.filter(name="invitation").order_by("version").values_list("version", flat=True)
    assert list(kept) == [3, 4, 5]


def test_each_faulty_block_is_named_with_its_line(world):
    texts = {
        "subject": "{{ secret }}",
        "heading": "two\nlines",
        "body": "fine\n{% for x in y %}",
        "closing": "x" * 4001,
        "footer": "there is no such block",
    }
    response = change(world, texts)
    assert faults(response) == {
        ("texts.subject", "unknown_variable"),
        ("texts.heading", "not_allowed"),
        ("texts.body", "not_allowed"),
        ("texts.closing", "too_long"),
        ("texts.footer", "unknown"),
    }
    messages = {fault["field"]: fault["message"] for fault in response.json()["errors"]}
    assert messages["texts.body"].startswith("Line 2: ")
    assert not MailTemplate.objects.exists()
    assert events() == []


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"subject": " ", "body": "\n"},
        {"subject": 5},
        {"subject": None},
        {"subject": ["x"]},
        {"subject": {"x": "y"}},
        {"x" * 100: "y"},
        {f"block{number}": "x" for number in range(11)},
        [],
        "text",
        None,
    ],
)
def test_what_are_no_words_is_refused(world, texts):
    response = change(world, texts)
    assert response.status_code == 400, response.content
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize("character", [rb"\ud800", rb"\u0000"])
def test_what_no_table_can_hold_is_refused(world, character):
    path = path_of(world, "mail-templates", "invitation")
    raw = b'{"texts": {"subject": "%s"}, "version": 0}' % character
    assert world.admin.client.put(path, raw, content_type="application/json").status_code == 400


@pytest.mark.parametrize("name", ["welcome", "password_reset", "specimen", "mail_test", "nonsense", "__class__"])
def test_other_letters_are_keynests_alone(world, name):
    client = world.owner.client
    assert change(world, WORDS, name=name).status_code == 404
    assert client.get(path_of(world, "mail-templates", name)).status_code == 404
    assert client.delete(path_of(world, "mail-templates", name)).status_code == 404
    assert client.get(path_of(world, "mail-templates", name, "versions")).status_code == 404
    for verb, body in (("preview", {"texts": WORDS}), ("test", {}), ("restore", {"version": 1})):
        assert client.post(path_of(world, "mail-templates", name, verb), body, format="json").status_code == 404


def test_ends_of_lines_are_kept_in_one_form(world):
    change(world, {"body": "one\r\ntwo\rthree\n"})
    assert standing(world)["texts"] == {"body": "one\ntwo\nthree\n"}


def test_an_organization_sees_its_own_words_alone(world):
    change(world, WORDS)
    theirs = world.outsider.client.get("/api/core/organizations/").json()["results"][0]["id"]
    path = f"/api/core/organizations/{theirs}/mail-templates/invitation/"
    assert world.outsider.client.get(path).json()["texts"] is None


def test_words_go_with_the_organization_and_stay_without_their_author(world):
    change(world, WORDS)
    world.admin.user.delete()
    assert world.owner.client.get(path_of(world, "mail-templates", "invitation")).json()["changed_by"] is None
    world.organization.delete()
    assert not MailTemplate.objects.exists()


def test_the_list_asks_the_database_as_often_however_much_there_is(world, django_assert_max_num_queries):
    for letter in FORMS:
        change(world, {"subject": "x"}, name=letter)
    client = world.admin.client
    client.get(path_of(world, "mail-templates"))
    with django_assert_max_num_queries(6):
        client.get(path_of(world, "mail-templates"))
    with django_assert_max_num_queries(6):
        client.get(path_of(world, "mail-templates", "invitation"))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_writes_and_the_others_are_told(world):
    grant = grants.organization(actor_of(world.admin.user), world.organization.id, Permission.ORGANIZATION_UPDATE)
    begin, outcomes = threading.Barrier(6), []

    def write(number):
        begin.wait()
        try:
            texts = {"subject": f"Writer {number}"}
            outcomes.append(actions.change_template(grant, name="invitation", texts=texts, version=0).texts)
        except Problem as problem:
            outcomes.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(Code.STALE_VERSION) == 5
    winner = next(outcome for outcome in outcomes if outcome != Code.STALE_VERSION)
    rows = MailTemplate.objects.all()
    assert [(row.version, row.texts) for row in rows] == [(1, winner)]


@pytest.mark.django_db(transaction=True)
def test_writers_resets_and_restores_at_once_make_versions_without_a_gap(world):
    grant = grants.organization(actor_of(world.admin.user), world.organization.id, Permission.ORGANIZATION_UPDATE)
    actions.change_template(grant, name="invitation", texts={"subject": "First"}, version=0)
    begin, problems = threading.Barrier(6), []

    def work(number):
        begin.wait()
        try:
            for _ in range(4):
                if number % 2:
                    actions.reset_template(grant, name="invitation")
                else:
                    actions.restore_template(grant, name="invitation", version=1)
        except Exception as error:  # noqa: BLE001  # whatever it is, there must be none
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    numbers = sorted(MailTemplate.objects.values_list("version", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert EventRecord.objects.filter(verb__startswith="branding.").count() == len(numbers)


def test_who_lost_the_right_while_the_page_was_open_writes_nothing(world):
    grant = grants.organization(actor_of(world.admin.user), world.organization.id, Permission.ORGANIZATION_UPDATE)
    Membership.objects.filter(user=world.admin.user).update(role="member")
    for write in (
        lambda: actions.change_template(grant, name="invitation", texts=WORDS, version=0),
        lambda: actions.reset_template(grant, name="invitation"),
        lambda: actions.change_look(grant, color="#112233"),
    ):
        with pytest.raises(Problem) as caught:
            write()
        assert caught.value.code is Code.PERMISSION_DENIED
    assert selectors.own_look(grant).color == ""
