"""Who is told of what: those whom it concerns, once, and never the one who did it."""

import pytest
from django.core import mail
from django.test import override_settings

from authentication.events import PasswordChanged, SessionReused
from core.notifications.actions import telling
from core.notifications.kinds import BY_VERB, KINDS
from core.notifications.models import Notification
from core.notifications.selectors import inbox as inboxes
from core.tenancy.models import Membership
from kernel import outbox, tasks
from kernel.actions import action, emit
from kernel.actor import Actor
from kernel.events import Event
from kernel.models import EventRecord, OutboxMessage
from kernel.subscriptions import table
from tests.core.notifications.conftest import create_project, environment_of, inbox, kinds, set_variable
from tests.factories import make_user
from tests.world import World


def record(verb: str) -> EventRecord:
    return EventRecord.objects.select_related("stream").filter(verb=verb).latest("seq")


@action()
def say(actor: Actor, event: Event) -> None:
    emit(event)


def test_a_new_project_is_told_to_all_members_but_its_maker(world: World):
    create_project(world, "member")
    for who in ("owner", "admin", "viewer"):
        (told,) = inbox(world[who])
        assert told["kind"] == "project.created"
        assert told["title"] == "member@acme.example created the project Billing"
        assert told["url"] == f"/orgs/{world.organization.slug}/projects/billing"
        assert told["organization"] == {"id": str(world.organization.id), "name": "Acme", "slug": "acme"}
        assert told["actor"] == {"kind": "user", "id": str(world.member.user.id), "label": "member@acme.example"}
        assert told["read_at"] is None
    assert inbox(world.member) == inbox(world.outsider) == []


def test_a_changed_variable_is_told_by_name_and_never_by_value(world: World):
    project = create_project(world)
    set_variable(world, environment_of(project, "development"))
    told = inbox(world.owner)[0]
    assert told["kind"] == "variables.changed"
    assert told["title"] == "member@acme.example added DATABASE_URL to Billing / development"
    assert told["url"].endswith("/projects/billing/envs/development")
    rows = [*Notification.objects.values(), *OutboxMessage.objects.values()]
    assert "hush" not in repr(rows)


def test_one_import_is_one_notification(world: World):
    project = create_project(world)
    environment = environment_of(project, "development")
    body = {"format": "dotenv", "content": "A=1\nB=2\nC=3\n", "mode": "merge", "dry_run": False}
    answer = world.member.client.post(f"/api/core/environments/{environment}/import/", body, format="json")
    assert answer.status_code == 200, answer.json()
    tasks.drain()
    assert kinds(world.owner) == ["variables.changed", "project.created"]
    assert inbox(world.owner)[0]["title"] == "member@acme.example changed variables in Billing / development (3)"


def test_by_mail_only_what_changed_in_a_protected_environment_unless_chosen_otherwise(world: World):
    project = create_project(world)
    set_variable(world, environment_of(project, "development"))
    assert mail.outbox == []
    set_variable(world, environment_of(project, "production"))
    assert {letter.to[0] for letter in mail.outbox} == {
        "owner@acme.example",
        "admin@acme.example",
        "viewer@acme.example",
    }
    assert mail.outbox[0].subject == "member@acme.example added DATABASE_URL to Billing / production"


def test_a_changed_role_is_told_to_its_bearer_alone(world: World):
    path = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.admin.client.patch(path, {"role": "member"}, format="json").status_code == 200
    tasks.drain()
    (told,) = inbox(world.viewer)
    assert (told["kind"], told["title"]) == ("role.changed", "Your role in Acme is member now")
    assert told["body"] == "admin@acme.example changed it; it was viewer before."
    assert inbox(world.owner) == []
    assert [letter.to for letter in mail.outbox] == [["viewer@acme.example"]]


def test_who_was_removed_is_told(world: World):
    path = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.admin.client.delete(path).status_code == 204
    tasks.drain()
    (told,) = inbox(world.viewer)
    assert (told["kind"], told["title"], told["url"]) == (
        "member.removed",
        "You no longer belong to Acme",
        "/organizations",
    )
    assert [letter.to for letter in mail.outbox] == [["viewer@acme.example"]]


def test_who_was_removed_meanwhile_is_told_nothing_more(world: World):
    Membership.objects.filter(user=world.viewer.user).delete()
    create_project(world)
    assert inbox(world.viewer) == []


@pytest.mark.parametrize(
    ("event", "kind"), [(SessionReused, "security.session_reuse"), (PasswordChanged, "security.password_changed")]
)
def test_what_touches_the_account_is_told_to_its_owner(world: World, event, kind):
    say(world.owner.actor, event.about(world.owner.actor, world.owner.user, how="change", session="s"))
    tasks.drain()
    (told,) = inbox(world.owner)
    assert (told["kind"], told["organization"]) == (kind, None)
    assert kinds(world.admin) == []


def test_a_copied_session_is_told_by_mail_as_well(world: World):
    say(world.owner.actor, SessionReused.about(world.owner.actor, world.owner.user, session="s"))
    tasks.drain()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["owner@acme.example"], "A copied session of yours was ended")


def test_the_same_event_told_twice_is_one_notification_and_one_mail(world: World):
    project = create_project(world)
    set_variable(world, environment_of(project, "production"))
    event = record("vault.variable.created")
    telling.tell(BY_VERB[event.verb], event)
    tasks.drain()
    assert kinds(world.owner) == ["variables.changed", "project.created"]
    assert [one["seq"] for one in inbox(world.owner)] == [2, 1]
    assert len(mail.outbox) == 3


def test_a_large_organization_is_told_in_steps_and_each_stream_is_numbered_without_holes(world: World, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 3)
    monkeypatch.setattr(telling, "IN_ONE_DELIVERY", 5)
    for _ in range(8):
        user = make_user()
        Membership.objects.create(
            organization=world.organization, user=user, role="viewer", created_at=user.date_joined
        )
    create_project(world, name="One")
    create_project(world, name="Two")
    numbers = Notification.objects.filter(organization=world.organization).values_list("user_id", "seq")
    assert len(numbers) == 2 * 11
    for user_id in {user_id for user_id, _ in numbers}:
        assert sorted(seq for who, seq in numbers if who == user_id) == [1, 2]
    deliveries = OutboxMessage.objects.filter(kind="notify", payload__event=str(record("vault.project.created").pk))
    assert [row.state for row in deliveries] == ["done"] * 3


def test_a_worker_that_dies_amid_a_large_organization_leaves_the_rest_to_another(world: World, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    write, written = telling._write, []

    def dies_at_the_second(*args: object) -> None:
        written.append(args)
        if len(written) == 2:
            raise KeyboardInterrupt
        write(*args)

    monkeypatch.setattr(telling, "_write", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        create_project(world)
    assert Notification.objects.count() == 1
    OutboxMessage.objects.filter(kind="notify").update(held_until=world.organization.created_at)
    tasks.drain()
    assert Notification.objects.count() == 3


def test_an_organization_that_is_gone_has_nothing_to_tell(world: World):
    body = {"organization": str(world.organization.id), "name": "Billing"}
    assert world.member.client.post("/api/core/projects/", body, format="json").status_code == 201
    path = f"/api/core/organizations/{world.organization.id}/"
    assert world.owner.client.delete(path, {"confirm": "acme"}, format="json").status_code == 204
    tasks.drain()
    assert not Notification.objects.exists()
    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING).exists()


def test_every_kind_hears_of_its_events_and_finds_its_words(world: World):
    heard = {event.verb for event, handlers in table().HANDLERS.items() if handlers}
    for kind in KINDS.values():
        assert set(kind.verbs) <= heard, kind.name
        assert set(kind.verbs) <= Event.catalogue.keys()


def test_a_mail_waits_no_longer_for_who_does_not_belong_any_more(world: World):
    project = create_project(world)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        set_variable(world, environment_of(project, "production"))
    Membership.objects.filter(user=world.viewer.user).delete()
    OutboxMessage.objects.filter(state="pending").update(available_at=project["created_at"])
    tasks.drain()
    assert {letter.to[0] for letter in mail.outbox} == {"owner@acme.example", "admin@acme.example"}


def test_urgent_news_overtake_bulk(world: World):
    project = create_project(world)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        set_variable(world, environment_of(project, "production"))
    say(world.owner.actor, SessionReused.about(world.owner.actor, world.owner.user, session="s"))
    OutboxMessage.objects.filter(state="pending").update(available_at=project["created_at"])
    tasks.drain()
    assert mail.outbox[0].subject == "A copied session of yours was ended"
    assert outbox.URGENT < outbox.BULK


def test_the_stream_reads_what_the_list_shows(world: World):
    create_project(world, name="One")
    create_project(world, name="Two")
    rows = inboxes.since(world.owner.user.id, 0, 10)
    assert [row.seq for row in rows] == [1, 2]
    assert [row.seq for row in inboxes.since(world.owner.user.id, 1, 10)] == [2]
    assert len(inboxes.since(world.owner.user.id, 0, 1)) == 1
