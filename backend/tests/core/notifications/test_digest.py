"""The digest: what waited, told once, to whoever may see it by then and still wants it."""

from datetime import timedelta

import pytest
from django.core import mail

from core.notifications import tasks as notification_tasks
from core.notifications.actions import telling
from core.notifications.kinds import KINDS
from core.notifications.models import DigestEntry, DigestPlan, OrganizationDefault
from core.notifications.selectors import audience
from core.tenancy.models import Membership, Organization
from kernel import clock, outbox, tasks
from kernel.models import EventRecord, OutboxMessage
from tests.core.notifications.conftest import choose, create_project, environment_of, kinds, set_variable
from tests.world import World

KIND = "project.created"


@pytest.fixture
def waiting(world: World) -> None:
    """A project of which the owner will be told in a digest, and nobody else by mail."""
    choose(world.owner, KIND, "digest")
    create_project(world)


def entries() -> list[tuple[str, bool]]:
    """Whose they are, and whether a digest has taken them."""
    rows = DigestEntry.objects.order_by("user__email").values_list("user__email", "digest")
    return [(email, digest is not None) for email, digest in rows]


def test_what_waits_comes_in_one_letter_when_its_hour_has_come(world, digests):
    choose(world.owner, KIND, "digest")
    create_project(world, name="Billing")
    create_project(world, name="Shop")
    notification_tasks.digest()
    assert entries() == [("owner@acme.example", False)] * 2
    assert kinds(world.owner) == [KIND, KIND]  # in the app at once, as ever
    (letter,) = digests()
    assert letter.to == ["owner@acme.example"]
    assert letter.subject == "2 things happened: your digest"
    assert "member@acme.example created the project Billing" in letter.body
    assert "member@acme.example created the project Shop" in letter.body
    assert f"/orgs/{world.organization.slug}/projects/shop" in letter.body


def test_each_digest_tells_of_what_is_new(world, digests, waiting):
    assert len(digests()) == 1
    assert digests() == []


def test_two_clocks_and_a_worker_that_begins_again_send_it_once(world, digests, waiting):
    assert len(digests()) == 1
    DigestPlan.objects.update(queued_until=None)
    DigestEntry.objects.update(digest=None)
    notification_tasks.digest()
    tasks.drain()
    assert OutboxMessage.objects.filter(payload__template="digest").count() == 1


def test_a_worker_that_dies_between_queueing_and_mailing_loses_nothing(world, digests, at, waiting, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    assert digests() == []
    row = OutboxMessage.objects.get(payload__template="digest")
    assert (row.state, row.key) == ("pending", f"digest:{row.payload['digest']}")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxMessage.objects.update(available_at=row.created_at)
    tasks.drain()
    assert len(mail.outbox) == 1


def test_an_event_that_is_told_again_after_its_digest_is_not_told_twice(world, digests, waiting):
    assert len(digests()) == 1
    event = EventRecord.objects.select_related("stream").get(verb="vault.project.created")
    telling.tell(KINDS[KIND], event)
    assert digests() == []


def test_who_was_removed_meanwhile_is_told_nothing(world, digests, waiting):
    Membership.objects.filter(user=world.owner.user).delete()
    assert digests() == []


def test_who_was_barred_meanwhile_for_want_of_a_second_factor_is_told_nothing(world, digests, waiting):
    Organization.objects.filter(pk=world.organization.pk).update(require_mfa=True)
    assert digests() == []


def test_who_may_see_it_no_more_in_the_new_role_is_told_nothing(world, digests):
    choose(world.admin, "member.joined", "digest")
    create_project(world)  # whose record lends its stream
    stream = EventRecord.objects.get(verb="vault.project.created").stream
    joined = EventRecord(verb="tenancy.member.joined", stream=stream, seq=99, at=clock.now(), data={"role": "viewer"})
    joined.digest = joined.hash = b""
    joined.save(force_insert=True)
    telling.tell(KINDS["member.joined"], joined)
    tasks.drain()  # the owner is told at once
    assert entries() == [("admin@acme.example", False)]
    Membership.objects.filter(user=world.admin.user).update(role="viewer")
    assert digests() == []


def test_a_changed_role_is_told_to_members_only_and_a_removal_afterwards_too(world, digests):
    for kind in ("role.changed", "member.removed"):
        choose(world.viewer, kind, "digest")
    path = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.admin.client.patch(path, {"role": "member"}, format="json").status_code == 200
    assert world.admin.client.delete(path).status_code == 204
    tasks.drain()
    (letter,) = digests()
    assert letter.to == ["viewer@acme.example"]
    assert "You no longer belong to Acme" in letter.body
    assert "Your role in" not in letter.body


def test_an_organization_that_is_gone_has_nothing_to_tell(world, digests, waiting):
    path = f"/api/core/organizations/{world.organization.id}/"
    assert world.owner.client.delete(path, {"confirm": "acme"}, format="json").status_code == 204
    assert digests() == []


def test_an_account_that_is_switched_off_gets_none_until_it_is_switched_on(world, digests, waiting):
    world.owner.user.is_active = False
    world.owner.user.save()
    assert digests() == []
    assert entries() == [("owner@acme.example", False)]
    world.owner.user.is_active = True
    world.owner.user.save()
    assert len(digests()) == 1


def test_an_account_that_is_switched_off_after_queueing_gets_none(world, digests, waiting, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    digests()
    world.owner.user.is_active = False
    world.owner.user.save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = OutboxMessage.objects.get(payload__template="digest")
    OutboxMessage.objects.update(available_at=row.created_at)
    tasks.drain()
    row.refresh_from_db()
    assert (row.state, mail.outbox) == ("done", [])


def test_an_account_that_is_gone_takes_its_entries_along(world, digests, waiting):
    Membership.objects.filter(user=world.owner.user).delete()
    world.owner.user.delete()
    assert entries() == []
    assert digests() == []


@pytest.mark.parametrize(("way", "count"), [("never", 0), ("at_once", 1), ("digest", 1)])
def test_what_was_chosen_meanwhile_decides(world, digests, waiting, way, count):
    """What waited before somebody wanted it at once was told by no other mail, so it still comes."""
    choose(world.owner, KIND, way)
    assert len(digests()) == count


def test_the_organizations_default_decides_for_who_has_not_chosen(world, digests):
    row = OrganizationDefault.objects.create(organization=world.organization, kind=KIND, in_app=True, mail="digest")
    create_project(world)
    assert len(entries()) == 3
    row.mail = "never"
    row.save()
    assert digests() == []


def test_what_would_be_mailed_at_once_by_default_still_comes_when_the_default_is_taken_back(world, digests):
    row = OrganizationDefault.objects.create(
        organization=world.organization, kind="variables.changed", in_app=True, mail="digest"
    )
    project = create_project(world)
    set_variable(world, environment_of(project, "production"))
    set_variable(world, environment_of(project, "development"))
    row.delete()
    letters = digests()
    assert len(letters) == 3
    assert all("Billing / production" in letter.body for letter in letters)
    assert all("Billing / development" not in letter.body for letter in letters)


def test_organizations_stand_apart_even_under_one_name(world, digests):
    other = Organization.objects.get(slug="elsewhere")
    Organization.objects.filter(pk=other.pk).update(name="Acme")
    moment = clock.now()
    Membership.objects.create(organization=other, user=world.owner.user, role="viewer", created_at=moment)
    choose(world.owner, KIND, "digest")
    create_project(world, name="Ours")
    answer = world.outsider.client.post(
        "/api/core/projects/", {"organization": str(other.id), "name": "Theirs"}, format="json"
    )
    assert answer.status_code == 201
    tasks.drain()
    (letter,) = digests()
    assert letter.body.count("\nAcme\n") == 2
    assert letter.body.index("Ours") != letter.body.index("Theirs")


def test_five_thousand_entries_make_one_letter_of_fifty_lines(world, digests, django_assert_max_num_queries):
    choose(world.owner, KIND, "digest")
    create_project(world)
    first = EventRecord.objects.get(verb="vault.project.created")
    stated = {field.attname: getattr(first, field.attname) for field in EventRecord._meta.concrete_fields}
    copies = [
        EventRecord(**stated | {"id": f"00000000-0000-4000-8000-{number:012d}", "seq": 1000 + number})
        for number in range(5000)
    ]
    EventRecord.objects.bulk_create(copies, batch_size=1000)
    moment = clock.now()
    DigestEntry.objects.bulk_create(
        [
            DigestEntry(
                user=world.owner.user, kind=KIND, event_id=one.id, created_at=moment + timedelta(microseconds=n)
            )
            for n, one in enumerate(copies)
        ],
        batch_size=1000,
    )
    with django_assert_max_num_queries(40):
        (letter,) = digests()
    assert letter.subject == "5001 things happened: your digest"
    assert letter.body.count("created the project Billing") == 50
    assert "and 4951 more" in letter.body
    assert len(letter.body) < 20_000


def test_a_digest_waits_behind_what_is_urgent_and_can_be_unsubscribed(world, digests, waiting):
    (letter,) = digests()
    assert OutboxMessage.objects.get(payload__template="digest").priority == outbox.BULK
    assert "/api/core/unsubscribe/?token=" in letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_names_in_it_do_no_harm(world, digests):
    choose(world.owner, KIND, "digest")
    create_project(world, name="https://evil.example/<script>")
    (letter,) = digests()
    assert "//evil.example" not in letter.body
    assert "<script" not in letter.alternatives[0][0]


def test_entries_are_forgotten_after_a_month(world, at, waiting):
    at(clock.now() + timedelta(days=29))
    notification_tasks.purge()
    assert len(entries()) == 1
    at(clock.now() + timedelta(days=2))
    notification_tasks.purge()
    assert entries() == []


def test_a_person_who_is_told_at_once_has_nothing_waiting(world):
    choose(world.owner, KIND, "at_once")
    create_project(world)
    assert entries() == []


def test_the_event_itself_concerns_nobody_who_brought_it_about(world, digests):
    choose(world.member, KIND, "digest")
    create_project(world, "member")
    assert entries() == []
    record = EventRecord.objects.select_related("stream").get(verb="vault.project.created")
    assert not audience.concerns(KINDS[KIND], record, world.member.user.pk)
