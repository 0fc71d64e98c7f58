"""What the invited person can do with a link: look, accept once, decline; and nobody else can."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core.invitations.models import Invitation
from core.tenancy.models import Membership
from kernel import clock
from kernel.errors import Code, Problem
from kernel.models import EventRecord
from KeyNest.subscriptions import INVITATION
from tests.core.invitations.stage import answer, invite, mailed_token, url_of
from tests.factories import actor_of, client_of, make_user


def linked_token(world, invitation):
    response = world.admin.client.post(url_of(world, invitation["id"], "link"))
    assert response.status_code == 200
    return response.json()["url"].partition("#token=")[2]


def test_looking_tells_what_it_is_and_uses_nothing_up(world, api):
    invite(world, role="viewer")
    token = mailed_token()
    for _ in range(3):
        response = answer(api, "preview", token)
        assert response.status_code == 200
    body = response.json()
    expires_at = body.pop("expires_at")
    assert expires_at.endswith("Z")
    assert body == {
        "organization": {"name": "Acme", "slug": "acme"},
        "role": "viewer",
        "email": "new@example.com",
        "invited_by": "admin@acme.example",
        "account_exists": False,
    }


def test_accepting_makes_a_member_with_the_offered_role_once(world):
    invited = make_user("new@example.com")
    client = client_of(invited)
    invite(world, "NEW@example.com", role="viewer")
    token = mailed_token("NEW@example.com")
    response = answer(client, "accept", token)
    assert response.status_code == 200
    assert response.json()["organization"]["slug"] == "acme"
    assert response.json()["organization"]["role"] == "viewer"
    assert Membership.objects.get(user=invited).role == "viewer"
    again = answer(client, "accept", token)
    assert (again.status_code, again.json()["code"]) == (400, "invalid_token")
    verbs = EventRecord.objects.order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == [
        "invitations.invitation.created",
        "tenancy.member.joined",
        "invitations.invitation.accepted",
    ]


def test_signed_in_as_somebody_else_gets_a_clear_choice_and_uses_nothing_up(world):
    make_user("new@example.com")
    invite(world)
    token = mailed_token()
    response = answer(world.outsider.client, "accept", token)
    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
    assert response.json()["errors"][0]["code"] == "other_account"
    assert answer(world.outsider.client, "preview", token).status_code == 200
    assert not Membership.objects.filter(organization=world.organization, user=world.outsider.user).exists()


def test_accepting_needs_a_session_and_declining_none(world, api):
    invite(world)
    token = mailed_token()
    assert answer(api, "accept", token).status_code == 401
    assert answer(api, "decline", token).status_code == 204
    assert Invitation.objects.get().state == "declined"
    assert answer(api, "preview", token).status_code == 400
    event = EventRecord.objects.order_by("-seq")[0]
    assert (event.verb, event.actor_id, event.actor_label) == (
        "invitations.invitation.declined", None, "new@example.com",
    )  # fmt: skip


@pytest.mark.parametrize("spoil", ["expire", "revoke", "resend", "delete"])
def test_a_link_that_is_past_its_time_tells_nothing(world, api, spoil):
    invitation = invite(world).json()
    token = mailed_token()
    client = world.owner.client
    if spoil == "expire":
        Invitation.objects.update(expires_at=clock.now())
    elif spoil == "revoke":
        assert client.delete(url_of(world, invitation["id"])).status_code == 204
    elif spoil == "resend":
        assert client.post(url_of(world, invitation["id"], "resend")).status_code == 200
    else:
        client.delete(f"/api/core/organizations/{world.organization.id}/", {"confirm": "acme"}, format="json")
    invited = client_of(make_user("new@example.com"))
    refusals = [answer(api, "preview", token), answer(api, "decline", token), answer(invited, "accept", token)]
    refusals.append(answer(api, "preview", "x" * 43))
    assert {response.status_code for response in refusals} == {400}
    assert {response.json()["detail"] for response in refusals} == {refusals[-1].json()["detail"]}


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": 1}, {"token": "x" * 201}, {"token": "x", "y": 1}, []])
def test_a_faulty_body_is_refused(api, world, body):
    for verb in ("preview", "decline", "accept"):
        response = world.owner.client.post(f"/api/core/invitations/{verb}/", body, format="json")
        assert response.status_code == 400


def test_looking_is_limited_by_address(api, settings, db):
    settings.RATES = settings.RATES | {"invitation_preview_ip": "2/m"}
    assert [answer(api, "preview", "guess").status_code for _ in range(3)] == [400, 400, 429]


def test_sent_again_the_new_link_works_for_seven_more_days(world, api):
    invitation = invite(world).json()
    url = url_of(world, invitation["id"], "resend")
    assert world.admin.client.post(url).status_code == 200
    too_soon = world.admin.client.post(url)
    assert too_soon.status_code == 429
    assert 0 < int(too_soon.headers["Retry-After"]) <= 61
    past = clock.now() - timedelta(days=8)
    Invitation.objects.update(last_sent_at=past, created_at=past, expires_at=past + timedelta(days=7))
    again = world.admin.client.post(url)
    assert (again.status_code, again.json()["state"]) == (200, "pending")
    assert answer(api, "preview", mailed_token()).status_code == 200


def test_a_settled_invitation_is_not_sent_linked_or_revoked_again(world, api):
    invitation = invite(world).json()
    answer(api, "decline", mailed_token())
    client = world.owner.client
    assert client.post(url_of(world, invitation["id"], "resend")).status_code == 409
    assert client.post(url_of(world, invitation["id"], "link")).status_code == 409
    assert client.delete(url_of(world, invitation["id"])).status_code == 409


def test_an_admin_does_not_hand_out_what_an_owner_offered(world):
    invitation = invite(world, role="owner", who="owner").json()
    client = world.admin.client
    assert client.post(url_of(world, invitation["id"], "link")).status_code == 403
    assert client.post(url_of(world, invitation["id"], "resend")).status_code == 403


def test_another_organizations_invitation_is_not_found(world):
    invitation = invite(world).json()
    elsewhere = world.outsider.client.get("/api/core/organizations/").json()["results"][0]["id"]
    base = f"/api/core/organizations/{elsewhere}/invitations/{invitation['id']}/"
    client = world.outsider.client
    assert client.delete(base).status_code == 404
    assert client.post(base + "link/").status_code == 404
    assert Invitation.objects.get().state == "pending"


def test_a_copied_link_is_on_record_and_works_for_an_account_of_the_address(world):
    invitation = invite(world).json()
    token = linked_token(world, invitation)
    assert EventRecord.objects.order_by("-seq")[0].verb == "invitations.invitation.linked"
    assert answer(client_of(make_user("new@example.com")), "accept", token).status_code == 200


def test_a_copied_link_proves_nothing_about_the_address(world, api):
    """Or an admin could open a verified account under anybody's address, or find out who has one."""
    make_user("new@example.com")
    token = linked_token(world, invite(world).json())
    assert INVITATION.email_of(token) == ("new@example.com", False)
    assert answer(api, "preview", token).json()["account_exists"] is False
    mailed = mailed_token()
    assert INVITATION.email_of(mailed) == ("new@example.com", True)
    assert answer(api, "preview", mailed).json()["account_exists"] is True


def test_registering_finds_its_invitation_and_joins(world):
    invite(world)
    token = mailed_token()
    account = make_user("new@example.com")
    INVITATION.accept(actor_of(account), token)
    assert Membership.objects.get(user=account).organization == world.organization
    with pytest.raises(Problem) as used:
        INVITATION.email_of(token)
    assert used.value.code is Code.INVALID_TOKEN


def test_a_role_gained_meanwhile_is_kept(world):
    invited = make_user("new@example.com")
    invite(world, role="viewer")
    Membership.objects.create(
        organization=world.organization, user=invited, role="admin", created_at=world.organization.created_at
    )
    assert answer(client_of(invited), "accept", mailed_token()).json()["organization"]["role"] == "admin"


@pytest.mark.django_db(transaction=True)
def test_accepted_and_declined_at_once_only_one_holds(world):
    for n in range(4):
        email = f"p{n}@example.com"
        client = client_of(make_user(email))
        invite(world, email)
        tokens = [mailed_token(email), mailed_token(email)]
        start, statuses = threading.Barrier(4), []

        def say(verb, token, client=client, start=start, statuses=statuses):
            start.wait()
            statuses.append(answer(client, verb, token).status_code)
            connection.close()

        threads = [threading.Thread(target=say, args=(v, t)) for v in ("accept", "decline") for t in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) in ([200, 400, 400, 400], [204, 400, 400, 400])
        joined = Membership.objects.filter(organization=world.organization, user__email=email).exists()
        assert joined is (200 in statuses)
