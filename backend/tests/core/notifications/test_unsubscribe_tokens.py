"""The token in the link to unsubscribe: made for one thing, of one mailbox, and good for nothing else."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail, signing

from core.notifications.models import Preference
from kernel import clock, onetime, tasks, unsubscribing
from tests.core.notifications.clicking import KIND, PATH, click, mark, wanted
from tests.sweeps.endpoints import endpoints
from tests.sweeps.test_roles import OPEN


def test_what_nobody_may_do_without_has_no_such_link_and_takes_none(world, api):
    forged = unsubscribing.mint("kind", world.owner.user.pk.hex, "security.session_reuse", mark(world))
    assert click(api, forged).json()["code"] == "invalid_token"
    path = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.admin.client.patch(path, {"role": "member"}, format="json").status_code == 200
    tasks.drain()
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


@pytest.mark.parametrize("verb", ["", "preview/", "undo/"])
def test_tokens_that_are_none_are_refused_alike(world, api, token, verb):
    body, _, signature = token.rpartition(":")
    wrong = [
        "x",
        "a:b:c",
        token[:-1],
        token.swapcase(),
        f"{body}:{signature[::-1]}",
        signing.dumps(["kind", world.owner.user.pk.hex, KIND, mark(world)]),
        signing.dumps(["kind", world.owner.user.pk.hex, KIND, mark(world)], salt="django.core.signing"),
        unsubscribing.mint("kind", world.owner.user.pk.hex, "no.such.kind", mark(world)),
        unsubscribing.mint("kind", world.owner.user.pk.hex, KIND, unsubscribing.mark("somebody@else.example")),
        unsubscribing.mint("digest", world.organization.pk.hex, mark(world)),
        unsubscribing.mint("everything", world.owner.user.pk.hex, mark(world)),
        unsubscribing.mint(),
    ]
    before = list(Preference.objects.values())
    answers = [api.post(PATH + verb, {"token": one}, format="json") for one in wrong]
    assert {(answer.status_code, answer.json()["code"], answer.json()["detail"]) for answer in answers} == {
        (400, "invalid_token", "This link is not valid any more. Please ask for a new one.")
    }
    assert list(Preference.objects.values()) == before


def test_it_goes_stale_when_the_account_moves_to_another_address(world, api, token):
    world.owner.user.email = world.owner.user.email_key = "elsewhere@acme.example"
    world.owner.user.save()
    assert click(api, token).json()["code"] == "invalid_token"
    assert wanted(world) == "at_once"


def test_it_goes_stale_after_a_year_and_with_its_account(world, api, token, monkeypatch):
    later = time.time() + timedelta(days=366).total_seconds()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: later)
        assert click(api, token).json()["code"] == "invalid_token"
    assert clock.now().timestamp() < later
    world.owner.user.delete()
    assert click(api, token).json()["code"] == "invalid_token"


def test_it_outlives_a_new_secret_key_as_long_as_the_old_one_is_kept(world, api, token, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 8
    assert click(api, token).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert click(api, token).json()["code"] == "invalid_token"


NEW_PASSWORD = "a long enough new pass phrase"
# Every body of the API that takes something of this sort; `*` is where it stands.
DOORS = {
    "auth/activate/": {"token": "*"},
    "auth/email-change-confirm/": {"token": "*"},
    "auth/login/mfa/": {"mfa_token": "*", "code": "123456"},
    "auth/login/mfa/passkey-options/": {"mfa_token": "*"},
    "auth/not-me/": {"token": "*"},
    "auth/oauth/handover/": {"code": "*"},
    "auth/oauth/github/": {"code": "*", "state": "*"},
    "auth/password-reset-confirm/": {"token": "*", "password": NEW_PASSWORD},
    "auth/register/": {"email": "new@acme.example", "password": NEW_PASSWORD, "invitation": "*"},
    "auth/token/refresh/": {"refresh": "*"},
    "core/invitations/accept/": {"token": "*"},
    "core/invitations/decline/": {"token": "*"},
    "core/invitations/preview/": {"token": "*"},
}


@pytest.mark.parametrize("door", DOORS)
def test_it_opens_no_other_door(world, api, token, door):
    """It is told there what any nonsense is told."""
    caller = world.outsider.client if door == "core/invitations/accept/" else api
    told = []
    for presented in (token, token[::-1]):
        body = {name: value.replace("*", presented) for name, value in DOORS[door].items()}
        answer = caller.post(f"/api/{door}", body, format="json")
        told.append((answer.status_code, answer.json()["code"], answer.json()["detail"]))
    assert told[0] == told[1]
    assert told[0][0] in {400, 401, 404}


def test_it_is_no_access_token_and_counts_as_inactive(world, api, token):
    assert api.post("/api/auth/token/verify/", {"token": token}, format="json").json() == {"active": False}
    for scheme in ("Bearer", "Token", "Basic"):
        for endpoint in sorted(endpoints("api/core/")):
            path = "/" + re.sub(r"<(\w+:)?\w+>", str(world.organization.pk), endpoint.route)
            if endpoint not in OPEN and endpoint.method == "get":
                answer = api.get(path, HTTP_AUTHORIZATION=f"{scheme} {token}")
                assert answer.status_code in {401, 404}, (endpoint, answer.status_code)
                assert api.get(f"{path}?token={token}&access_token={token}").status_code in {401, 404}, endpoint


def test_no_other_token_unsubscribes(world, api, token):
    others = [
        world.owner.client._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer "),
        onetime.issue("password_reset", str(world.owner.user.pk), ttl=timedelta(hours=1)),
        onetime.issue("invitation", str(world.owner.user.pk), ttl=timedelta(hours=1)),
        signing.TimestampSigner().sign("x"),
    ]
    for other in others:
        for verb in ("", "preview/", "undo/"):
            assert api.post(PATH + verb, {"token": other}, format="json").json()["code"] == "invalid_token"
    assert wanted(world) == "at_once"
