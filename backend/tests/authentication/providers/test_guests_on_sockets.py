"""Sockets of guests: every way in, and every end (B5)."""

import json
import time

import pytest

from authentication import issuers, socket
from authentication.actions import profile
from authentication.models import Identity, User
from kernel.actor import Actor
from tests.authentication.providers.guests import GOOD
from tests.authentication.steps import AUTH, bearer
from tests.core.realtime.wire import ORIGIN, running_node
from tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(trust, known, issuer, tmp_path):
    """A server that trusts the counterpart."""
    row = trust()
    with running_node(tmp_path, TRUSTED_ISSUERS=json.dumps([row]), OUTBOUND_ALLOW_INSECURE="true") as node:
        yield node


@pytest.mark.django_db(transaction=True)
def test_every_way_into_a_socket_takes_it(stage, issuer, known):
    token = issuer.token(payload=GOOD)
    ticket = bearer(token).post(AUTH + "ws-ticket/", {}, format="json").json()["ticket"]
    for path, options in [
        ("/ws/", {"token": token}),
        (f"/ws/?token={token}", {}),
        (f"/ws/?ticket={ticket}", {"origin": ORIGIN}),
        ("/ws/", {"subprotocols": ["keynest", f"bearer.{token}"]}),
    ]:
        with stage.open(path, **options) as wire:
            frame = wire.frame()
            assert frame["type"] == "welcome", (path, frame)
            assert [stream["s"] for stream in frame["streams"]] == [f"u:{known.id}"]
    with stage.open(f"/ws/?ticket={ticket}", origin=ORIGIN) as wire:
        assert wire.closed()[0] == 4001
    for bad in (issuer.token(payload={"aud": "other"}), issuer.token(payload=GOOD, forge="hs256")):
        with stage.open("/ws/", token=bad) as wire:
            assert wire.closed()[0] == 4001


@pytest.mark.django_db(transaction=True)
def test_a_guests_socket_ends_with_the_token_and_with_the_account(stage, issuer, known):
    short = issuer.token(payload=GOOD | {"exp": int(time.time()) + 8})
    with stage.open("/ws/", token=short) as wire:
        assert wire.frame()["type"] == "welcome"
        code, frames = wire.closed(15)
    assert (code, frames[-1]["code"]) == (4001, "token_expired")
    with stage.open("/ws/", token=issuer.token(payload=GOOD)) as wire:
        assert wire.frame()["type"] == "welcome"
        began = time.monotonic()
        profile.set_active(Actor.system(), user=known, active=False)
        code, _ = wire.closed(8)
    assert code == 4001
    assert time.monotonic() - began < 2


@pytest.mark.django_db(transaction=True)
def test_a_guests_socket_lives_through_the_looks_at_it_and_ends_with_the_connection(stage, issuer, known):
    with stage.open("/ws/", token=issuer.token(payload=GOOD)) as wire:
        assert wire.frame()["type"] == "welcome"
        assert wire.is_silent(11)  # longer than a look at all sessions takes to come
        newer = issuer.token(payload=GOOD | {"n": 2})
        assert wire.ask({"type": "auth", "token": newer})["type"] == "ok"
        Identity.objects.all().delete()
        code, _ = wire.closed(12)
    assert code == 4001


@pytest.mark.django_db(transaction=True)
def test_looking_at_guests_and_sessions_together(known, anna):
    session, identity = make_session(anna), Identity.objects.get()
    mine = socket.Identity(anna.id, session.id, anna.token_version, 1, anna.email)
    guest = socket.Identity(anna.id, identity.id, issuers.GUEST, 1, anna.email)
    forged = socket.Identity(anna.id, session.id, issuers.GUEST, 1, anna.email)
    assert socket.ended([mine, guest]) == set()
    assert socket.ended([forged]) == {session.id}
    User.objects.update(is_active=False)
    assert socket.ended([mine, guest]) == {session.id, identity.id}
