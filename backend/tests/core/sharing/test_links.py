"""Share links: made, looked at, opened as often as meant, taken back, ended; and gone afterwards, all alike."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.notifications.models import Notification
from core.sharing import actions, tasks
from core.sharing.models import Opening, ShareLink
from core.tenancy import grants as tenancy_grants
from core.tenancy.models import Membership
from core.tenancy.roles import Permission
from core.vault import sealing
from kernel import clock
from kernel import tasks as kernel_tasks
from kernel.actor import Actor
from kernel.errors import Problem
from kernel.models import EventRecord
from tests.world import make_organization

URL = "/api/core/share-links/"
SECRET = "swordfish-7Qm2\n second line "


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    yield
    sealing._derived.clear()


def share(world, who="member", **fields):
    body = {"organization": str(world.organization.id), "value": SECRET, **fields}
    response = world[who].client.post(URL, body, format="json")
    assert response.status_code == 201, response.json()
    return response.json()


def token_of(made):
    return made["url"].partition("#token=")[2]


def open_it(api, token):
    return api.post(f"{URL}open/", {"token": token}, format="json")


def listed(world, who):
    response = world[who].client.get(f"{URL}?organization={world.organization.id}")
    return {row["label"]: row for row in response.json()["results"]}


def gone(response):
    document = response.json()
    return (response.status_code, document["code"], document["detail"]) == (
        404,
        "not_found",
        "There is nothing here by that name, or it is not yours to see.",
    )


def verbs():
    return list(EventRecord.objects.filter(verb__startswith="sharing.").order_by("seq").values_list("verb", flat=True))


def test_whoever_holds_the_link_is_shown_the_secret_once(world, api):
    made = share(world, label="The fish")
    assert made["url"].startswith("http") and "/share#token=" in made["url"]
    assert (made["state"], made["left"], made["audience"]) == ("open", 1, "anyone")
    assert (made["ref"], made["path"]) == (None, None)
    token = token_of(made)
    for _ in range(3):
        looked = api.post(f"{URL}preview/", {"token": token}, format="json").json()
        assert (looked["label"], looked["left"]) == ("The fish", 1)
    opened = open_it(api, token)
    assert opened.json() == {"value": SECRET, "label": "The fish", "left": 0}
    assert opened.headers["Cache-Control"] == "no-store"
    link = ShareLink.objects.get()
    assert (link.sealed, link.opened, Opening.objects.get().user) == (None, 1, None)
    assert gone(open_it(api, token))
    assert listed(world, "member")["The fish"]["state"] == "opened"


def test_there_is_an_end_to_how_many_one_has_at_once(world, monkeypatch):
    monkeypatch.setattr(actions, "MOST_LIVE", 2)
    first, _ = share(world), share(world)
    body = {"organization": str(world.organization.id), "value": SECRET}
    refused = world.member.client.post(URL, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert ShareLink.objects.count() == 2
    share(world, who="viewer")
    assert world.member.client.delete(f"{URL}{first['id']}/").status_code == 204
    share(world)


def test_whoever_was_removed_since_they_were_let_in_makes_and_opens_none(world):
    grant = tenancy_grants.organization(world.viewer.actor, world.organization.id, Permission.ORGANIZATION_READ)
    made = share(world, audience="members")
    Membership.objects.filter(user=world.viewer.user).delete()
    attempts = [
        lambda: actions.create(grant, value=SECRET, life=timedelta(hours=1), views=1, for_members=True),
        lambda: actions.open_as_member(grant, link_id=UUID(made["id"])),
    ]
    for attempt in attempts:
        with pytest.raises(Problem) as refused:
            attempt()
        assert refused.value.code == "not_found"
    assert (ShareLink.objects.count(), Opening.objects.count()) == (1, 0)


def test_members_open_theirs_by_name_and_nobody_else(world):
    made = share(world, label="Ours", audience="members", views=2)
    assert made["url"] is None
    assert (made["ref"], made["path"]) == (f"share:{made['id']}", f"/orgs/acme/shared/{made['id']}")
    address = f"{URL}{made['id']}/open/"
    assert gone(world.outsider.client.post(address))
    assert world.viewer.client.post(address).json() == {"value": SECRET, "label": "Ours", "left": 1}
    assert world.owner.client.post(address).json()["left"] == 0
    assert gone(world.owner.client.post(address))
    assert [opening.user for opening in Opening.objects.order_by("id")] == [world.viewer.user, world.owner.user]


def test_a_link_for_anyone_is_not_opened_by_its_id(world):
    made = share(world)
    assert gone(world.member.client.post(f"{URL}{made['id']}/open/"))
    assert ShareLink.objects.get().opened == 0


def test_own_ones_are_listed_and_all_of_them_for_admins(world):
    share(world, "member", label="member's")
    share(world, "viewer", label="viewer's")
    assert set(listed(world, "member")) == {"member's"}
    assert set(listed(world, "admin")) == {"member's", "viewer's"}
    assert "url" not in listed(world, "member")["member's"]


def test_it_is_taken_back_by_its_maker_or_an_admin_and_twice_is_as_good_as_once(world, api):
    first, second = share(world, label="1"), share(world, label="2")
    refused = world.viewer.client.delete(f"{URL}{first['id']}/")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    for _ in range(2):
        assert world.member.client.delete(f"{URL}{first['id']}/").status_code == 204
    assert world.admin.client.delete(f"{URL}{second['id']}/").status_code == 204
    assert gone(open_it(api, token_of(first))) and gone(open_it(api, token_of(second)))
    assert {row["state"] for row in listed(world, "member").values()} == {"revoked"}
    assert not ShareLink.objects.exclude(sealed=None).exists()
    assert verbs().count("sharing.link.revoked") == 2


def test_what_is_late_opens_no_more_and_the_job_empties_it_and_forgets_it_later(world, api):
    made, other = share(world, label="late", expires_in=60), share(world, label="not yet", expires_in=3600)
    ShareLink.objects.filter(pk=made["id"]).update(expires_at=clock.now() - timedelta(seconds=1))
    assert gone(open_it(api, token_of(made)))
    assert gone(api.post(f"{URL}preview/", {"token": token_of(made)}, format="json"))
    tasks.expire()
    tasks.expire()
    assert listed(world, "member")["late"]["state"] == "expired"
    assert ShareLink.objects.get(pk=made["id"]).sealed is None
    assert verbs().count("sharing.link.expired") == 1
    ShareLink.objects.filter(pk=made["id"]).update(ended_at=clock.now() - timedelta(days=91))
    tasks.expire()
    assert [str(link.pk) for link in ShareLink.objects.all()] == [other["id"]]
    assert open_it(api, token_of(other)).status_code == 200


def test_an_organization_that_was_deleted_meanwhile_is_no_fault(world):
    share(world)
    identity = world.organization.pk
    world.organization.delete()
    assert actions.expire(Actor.system(), organization_id=identity) == 0


def test_events_name_the_link_and_the_maker_is_told(world, api):
    made = share(world, label="For the auditor", views=2)
    open_it(api, token_of(made))
    records = EventRecord.objects.filter(verb__startswith="sharing.link").order_by("seq")
    assert [(record.verb, record.actor_label, record.target_label) for record in records] == [
        ("sharing.link.created", "member@acme.example", "For the auditor"),
        ("sharing.link.opened", "somebody with the link", "For the auditor"),
    ]
    kernel_tasks.drain()
    told = Notification.objects.get()
    assert (told.user, told.kind) == (world.member.user, "share.opened")
    shown = world.member.client.get("/api/core/notifications/").json()["results"][0]
    assert shown["title"] == "somebody with the link opened your share link For the auditor"
    assert shown["body"] == "How often it can still be opened: 1."
    assert shown["url"] == "/orgs/acme/shared"


def test_who_opens_their_own_is_told_nothing(world):
    made = share(world, audience="members")
    world.member.client.post(f"{URL}{made['id']}/open/")
    assert verbs() == ["sharing.link.created", "sharing.link.opened"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", ""), ("value", "x" * 65_537), ("value", "ü" * 32_769), ("value", 5), ("value", None),
        ("expires_in", 59), ("expires_in", 30 * 86400 + 1), ("expires_in", "60"), ("expires_in", 60.5),
        ("views", 0), ("views", 101), ("views", True), ("audience", "everybody"), ("label", "x" * 121),
        ("label", "two\nlines"), ("organization", "x"), ("surprise", 1),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(world, field, value):
    body = {"organization": str(world.organization.id), "value": "x", field: value}
    response = world.member.client.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["errors"][0]["field"] == field
    assert not ShareLink.objects.exists()


def test_the_largest_value_fits_whatever_its_letters(world, api):
    value = "\x01" * 65_536
    made = share(world, value=value)
    assert open_it(api, token_of(made)).json()["value"] == value


@pytest.mark.parametrize("token", ["x", "../../etc", "a" * 200, "ünï"])
@pytest.mark.django_db
def test_a_token_that_never_was_is_answered_as_one_that_was_used(api, token):
    assert gone(open_it(api, token))
    assert gone(api.post(f"{URL}preview/", {"token": token}, format="json"))


def test_a_label_does_not_give_its_own_secret_away(world):
    secret = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
    body = {"organization": str(world.organization.id), "value": secret, "label": secret}
    response = world.member.client.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "holds_value")
    assert not ShareLink.objects.exists()
    share(world, value=secret, label="the key")


def test_a_label_does_not_give_a_stored_value_away(world):
    token = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
    body = {"organization": str(world.organization.id), "name": "Website"}
    environment = world.admin.client.post("/api/core/projects/", body, format="json").json()["environments"][0]["id"]
    body = {"environment": environment, "name": "A", "value": token}
    assert world.member.client.post("/api/core/variables/", body, format="json").status_code == 201
    body = {"organization": str(world.organization.id), "value": token, "label": f"it is {token}"}
    response = world.member.client.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "holds_value")
    assert response.json()["errors"][0]["field"] == "label"
    share(world, value=token, label="the key")


@pytest.mark.usefixtures("steady_windows")
def test_opening_is_limited_by_address(world, api):
    statuses = [open_it(api, f"guess {number}").status_code for number in range(61)]
    assert statuses == [404] * 60 + [429]


def test_moved_to_another_row_or_organization_it_does_not_open(world, api):
    made, theirs = share(world, label="1"), share(world, label="2", audience="members")
    other = make_organization("Others", owner=world.member.user)
    link, members = ShareLink.objects.get(label="1"), ShareLink.objects.get(label="2")
    copied = share(world, label="3")
    moved = ShareLink.objects.filter(label="3")
    moved.update(sealed=link.sealed)
    assert open_it(api, token_of(copied)).status_code == 503
    ShareLink.objects.filter(label="1").update(organization=other)
    assert open_it(api, token_of(made)).status_code == 503
    ShareLink.objects.filter(label="1").update(organization=world.organization, sealed=bytes(link.sealed)[:-1] + b"x")
    assert open_it(api, token_of(made)).status_code == 503
    ShareLink.objects.filter(pk=members.pk).update(organization=other)
    assert world.member.client.post(f"{URL}{theirs['id']}/open/").status_code == 503
    assert not Opening.objects.exists()
    assert set(ShareLink.objects.values_list("opened", flat=True)) == {0}
