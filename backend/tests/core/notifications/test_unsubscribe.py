"""Unsubscribing by the link in a letter: that one sort of mail, of that one mailbox, and nothing else."""

import pytest
from django.core import mail
from rest_framework.test import APIClient

from core.invitations.models import Refusal
from core.notifications.models import OrganizationDefault, Preference
from core.notifications.selectors import mailings
from kernel import delivery, tasks, unsubscribing
from kernel.models import EventRecord
from tests.core.notifications.clicking import FORM, KIND, ONE_CLICK, PATH, click, token_in, wanted
from tests.core.notifications.conftest import choose, create_project, kinds


def test_one_click_ends_that_mail_and_what_is_told_in_the_app_goes_on(world, api, token):
    answer = click(api, token)
    assert (answer.status_code, answer.json()) == (200, {"label": "A project was created", "done": True})
    create_project(world, name="Next")
    assert mail.outbox == []
    assert kinds(world.owner) == [KIND, KIND]
    assert wanted(world, "member.joined") == "default"


def test_clicking_again_answers_the_same_and_is_recorded_once(world, api, token):
    answers = [click(api, token).json() for _ in range(3)]
    assert answers == [{"label": "A project was created", "done": True}] * 3
    (event,) = EventRecord.objects.filter(verb="notifications.mail.declined")
    assert event.stream.key == f"a:{world.owner.user.pk}"
    assert event.data == {"of": KIND, "label": "A project was created", "was": {KIND: "at_once"}}
    assert (event.actor_id, event.actor_label) == (None, "owner@acme.example")


def test_the_page_sends_the_token_in_its_body(world, api, token):
    assert api.post(PATH, {"token": token}, format="json").json()["done"] is True
    assert wanted(world) == "never"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(world, api, token, method):
    before = list(Preference.objects.values()), EventRecord.objects.count()
    answer = getattr(api, method)(f"{PATH}?token={token}")
    if method != "options":
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"http://localhost:8000/unsubscribe#token={token}",
        )
    assert (list(Preference.objects.values()), EventRecord.objects.count()) == before


def test_the_page_is_told_what_the_link_is_for_without_the_whole_address(world, api, token):
    shown = {"label": "A project was created", "address_hint": "o…@acme.example"}
    assert api.post(f"{PATH}preview/", {"token": token}, format="json").json() == shown | {"active": True}
    click(api, token)
    assert api.post(f"{PATH}preview/", {"token": token}, format="json").json() == shown | {"active": False}


@pytest.mark.parametrize("before", ["at_once", "digest", None])
def test_a_change_of_mind_brings_back_what_was_chosen_before(world, api, token, before):
    if before is None:
        OrganizationDefault.objects.create(organization=world.organization, kind=KIND, in_app=True, mail="at_once")
        Preference.objects.all().delete()
    else:
        choose(world.owner, KIND, before)
    click(api, token)
    assert wanted(world) == "never"
    answer = api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"label": "A project was created", "done": False})
    assert wanted(world) == (before or "default")
    assert api.post(f"{PATH}undo/", {"token": token}, format="json").json()["done"] is False
    assert EventRecord.objects.filter(verb="notifications.mail.resumed").count() == 1


def test_undoing_leaves_alone_what_was_chosen_since(world, api, token):
    click(api, token)
    choose(world.owner, KIND, "digest")
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert wanted(world) == "digest"


def test_undoing_does_not_bring_back_what_was_switched_off_by_hand_since(world, api, token):
    click(api, token)
    choose(world.owner, KIND, "digest")
    choose(world.owner, KIND, "never")
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert wanted(world) == "never"


def test_undoing_twice_does_not_bring_back_what_was_switched_off_in_between(world, api, token):
    click(api, token)
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    choose(world.owner, KIND, "never")
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert wanted(world) == "never"


def test_undoing_one_link_does_not_undo_another(world, api, token):
    choose(world.owner, KIND, "digest")
    digest = mailings.ways_out(world.owner.user).post.partition("token=")[2]
    click(api, digest)
    api.post(f"{PATH}undo/", {"token": digest}, format="json")
    click(api, token)
    api.post(f"{PATH}undo/", {"token": digest}, format="json")
    assert wanted(world) == "never"


def test_undoing_what_no_link_has_done_switches_nothing_on(world, api, token):
    choose(world.owner, KIND, "never")
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert wanted(world) == "never"


def test_what_was_ended_does_not_begin_again_by_an_organizations_default(world, api, token):
    Preference.objects.all().delete()  # so that no such mail comes just now
    assert click(api, token).json()["done"] is True
    OrganizationDefault.objects.create(organization=world.organization, kind=KIND, in_app=True, mail="at_once")
    create_project(world, name="Another")
    told = {letter.to[0] for letter in mail.outbox}
    assert world.admin.user.email in told
    assert world.owner.user.email not in told


def test_the_digests_link_ends_what_comes_in_it_and_nothing_else(world, api, digests):
    for kind, way in ((KIND, "digest"), ("role.changed", "digest"), ("member.joined", "at_once")):
        choose(world.owner, kind, way)
    create_project(world)
    (letter,) = digests()
    token = token_in(letter)
    assert click(api, token).json() == {"label": "The digest of your notifications", "done": True}
    assert [wanted(world, kind) for kind in (KIND, "role.changed", "member.joined")] == ["never", "never", "at_once"]
    assert api.post(f"{PATH}preview/", {"token": token}, format="json").json()["active"] is False
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert [wanted(world, kind) for kind in (KIND, "role.changed", "member.joined")] == ["digest", "digest", "at_once"]


def test_a_digest_that_comes_by_an_organizations_default_can_be_ended(world, api):
    OrganizationDefault.objects.create(organization=world.organization, kind=KIND, in_app=False, mail="digest")
    token = mailings.ways_out(world.owner.user).post.partition("token=")[2]
    click(api, token)
    row = Preference.objects.get(user=world.owner.user)
    assert (row.kind, row.mail, row.in_app) == (KIND, "never", False)


def test_what_was_on_its_way_is_not_sent_after_the_click(world, api, token, digests):
    choose(world.owner, KIND, "digest")
    create_project(world, name="Waiting")
    click(api, token)
    assert digests() == []


def test_what_is_mailed_at_once_and_was_on_its_way_is_not_sent_either(world, api, token):
    body = {"organization": str(world.organization.id), "name": "Another"}
    assert world.member.client.post("/api/core/projects/", body, format="json").status_code == 201
    teller = delivery.Worker("notify")
    teller.work(teller.claim())
    click(api, token)
    tasks.drain()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("", FORM),
        ("List-Unsubscribe=", FORM),
        ("List-Unsubscribe=No", FORM),
        ("list-unsubscribe=One-Click", FORM),
        ("a=1&" * 150, FORM),
        ("x" * 5000, FORM),
        ("--x--\r\n", "multipart/form-data; boundary=x"),
        ("nonsense", "multipart/form-data; boundary=x"),
        ("nonsense", "multipart/form-data"),
        ("x" * 5000, "multipart/form-data; boundary=x"),
        ("{}", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ("{", "application/json"),
        (ONE_CLICK, "text/plain"),
    ],
)
def test_what_is_no_click_is_refused(world, api, token, body, media_type):
    answer = click(api, token, body, media_type)
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert wanted(world) == "at_once"


@pytest.mark.parametrize(
    "body",
    [None, {}, [], {"token": None}, {"token": 5}, {"token": ""}, {"token": "x" * 1001}, {"token": "x", "more": 1}],
)
@pytest.mark.parametrize("verb", ["", "preview/", "undo/"])
def test_a_faulty_body_is_refused(world, api, verb, body):
    answer = api.post(PATH + verb, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=a%0d%0aSet-Cookie:x", "?token=<script>", "?token=" + "x" * 1001]
)
def test_nothing_but_a_token_is_passed_on_to_the_page(world, api, query):
    answer = api.get(PATH + query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "Location" not in answer.headers


def test_what_others_add_to_the_address_does_no_harm(world, api, token):
    assert click(api, f"{token}&utm_source=mail&token2=x").status_code == 200
    assert wanted(world) == "never"


def test_it_is_limited_by_address(world, api, token, settings, steady_windows):
    settings.RATES = settings.RATES | {"unsubscribe_ip": "3/m"}
    settings.RATE_LIMITS_ENABLED = True
    answers = [click(api, token), api.get(f"{PATH}?token={token}"), api.post(f"{PATH}preview/", {"token": token})]
    assert [answer.status_code for answer in answers[:2]] == [200, 303]
    fourth = click(api, token)
    assert (fourth.status_code, fourth.json()["code"]) == (429, "rate_limited")
    assert click(APIClient(REMOTE_ADDR="203.0.113.9"), token).status_code == 200


def test_a_signed_in_stranger_gains_nothing_by_being_signed_in(world, token):
    assert click(world.outsider.client, token).status_code == 200
    assert Preference.objects.filter(user=world.outsider.user).count() == 0


def test_a_letter_to_an_invited_address_ends_all_invitations_to_it(world, api):
    token = unsubscribing.ways("invitations", "new@example.com").post.partition("token=")[2]
    assert click(api, token).json() == {"label": "Invitations to organizations, from anybody", "done": True}
    assert click(api, token).status_code == 200
    assert list(Refusal.objects.values_list("email_key", flat=True)) == ["new@example.com"]
    shown = api.post(f"{PATH}preview/", {"token": token}, format="json").json()
    assert (shown["active"], shown["address_hint"]) == (False, "n…@example.com")
    api.post(f"{PATH}undo/", {"token": token}, format="json")
    assert not Refusal.objects.exists()
