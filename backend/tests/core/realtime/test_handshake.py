"""Who may open a socket, by which way, from which origin; and that nothing of it is written down."""

import re
import time
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus

from authentication import liveness, socket
from authentication.actions.sessions import actor_of, end_session
from kernel.actor import NOWHERE
from kernel.errors import Problem
from tests.core.realtime.wire import ORIGIN, token_of
from tests.factories import make_session, make_user
from tests.launcher.processes import until

pytestmark = pytest.mark.django_db(transaction=True)
EVIL = "https://evil.example"


@pytest.fixture
def user():
    return make_user()


def welcomed(wire, user):
    frame = wire.frame()
    assert frame["type"] == "welcome", frame
    assert [stream["s"] for stream in frame["streams"]] == [f"u:{user.id}"]
    return frame


def test_the_header_opens_it(node, user):
    with node.open("/ws/notifications/", token_of(user)) as wire:
        frame = welcomed(wire, user)
    assert frame["hb"] == 25
    assert frame["streams"][0]["head"] == 0
    assert frame["streams"][0]["epoch"]
    assert frame["limits"]["frame_bytes"] == 65536


def test_a_subprotocol_opens_it_and_the_token_is_not_echoed(node, user):
    with node.open("/ws/", subprotocols=["keynest", f"bearer.{token_of(user)}"]) as wire:
        welcomed(wire, user)
        assert wire.connection.subprotocol == "keynest"


def test_the_query_opens_it(node, user):
    with node.open(f"/ws/?token={token_of(user)}") as wire:
        assert welcomed(wire, user)["type"] == "welcome"


def test_a_ticket_opens_one_socket(node, user):
    ticket = socket.issue_ticket(token_of(user), page=True)
    with node.open(f"/ws/?ticket={ticket}", origin=ORIGIN) as wire:
        welcomed(wire, user)
    with node.open(f"/ws/?ticket={ticket}", origin=ORIGIN) as wire:
        code, frames = wire.closed()
    assert (code, frames[0]["code"]) == (4001, "not_authenticated")


def test_a_ticket_is_too_old_after_its_time(node, user, monkeypatch):
    monkeypatch.setattr(socket, "TICKET_SECONDS", 1)
    ticket = socket.issue_ticket(token_of(user), page=False)
    time.sleep(1.2)
    with node.open(f"/ws/?ticket={ticket}") as wire:
        assert wire.closed()[0] == 4001


def test_the_ticket_of_a_page_does_not_open_a_socket_without_an_origin(node, user):
    ticket = socket.issue_ticket(token_of(user), page=True)
    with node.open(f"/ws/?ticket={ticket}") as wire:
        assert wire.closed()[0] == 4001


def test_of_many_who_show_one_ticket_at_once_one_comes_in(node, user):
    ticket = socket.issue_ticket(token_of(user), page=False)
    with ExitStack() as stack:
        wires = [stack.enter_context(node.open(f"/ws/?ticket={ticket}")) for _ in range(8)]
        assert sorted(wire.frame()["type"] for wire in wires) == ["error"] * 7 + ["welcome"]


def test_a_ticket_of_a_session_that_has_ended_since_opens_none(node, user):
    session = make_session(user)
    tickets = [socket.issue_ticket(token_of(user, each), page=False) for each in (session, make_session(user))]
    end_session(actor_of(user, NOWHERE), session_id=session.pk)
    with node.open(f"/ws/?ticket={tickets[0]}") as wire:
        code, frames = wire.closed()
    assert (code, frames[0]["code"]) == (4001, "token_revoked")
    with node.open(f"/ws/?ticket={tickets[1]}") as wire:
        welcomed(wire, user)


def test_nobody_sells_a_ticket_to_a_session_that_has_ended(user):
    session = make_session(user)
    token = token_of(user, session)
    session.delete()
    with pytest.raises(Problem) as refused:
        socket.issue_ticket(token, page=False)
    assert refused.value.code == "token_revoked"


def test_a_mark_outlives_the_tickets_that_were_sold_before_it():
    assert socket.TICKET_SECONDS < liveness.MARK_SECONDS


def test_nothing_to_show_is_4001_with_a_reason(node):
    with node.open("/ws/notifications/") as wire:
        code, frames = wire.closed()
    assert code == 4001
    assert frames == [{"type": "error", "code": "not_authenticated", "message": frames[0]["message"]}]


@pytest.mark.parametrize("path", ["/ws/?token=", "/ws/?token=nonsense", "/ws/?ticket=nonsense", "/ws/?%74oken={token}"])
def test_nonsense_is_4001(node, user, path):
    with node.open(path.format(token=token_of(user))) as wire:
        assert wire.closed()[0] == 4001


def test_a_refresh_token_or_a_foreign_signature_is_4001(node, user):
    good = token_of(user)
    with node.open("/ws/", good[:-8] + "AAAAAAAA") as wire:
        assert wire.closed()[0] == 4001


def test_an_ended_session_is_4001(node, user):
    session = make_session(user)
    token = token_of(user, session)
    session.delete()
    with node.open("/ws/", token) as wire:
        code, frames = wire.closed()
    assert (code, frames[0]["code"]) == (4001, "token_revoked")


def test_our_own_origin_is_welcome_and_a_foreign_one_is_refused_before_anything_else(node, user):
    with node.open("/ws/", token_of(user), origin=ORIGIN) as wire:
        welcomed(wire, user)
    for origin in (
        EVIL,
        "null",
        "http://localhost:8001",
        "https://localhost:8000",
        "http://localhost:8000.evil.example",
    ):
        with pytest.raises(InvalidStatus) as refused, node.open("/ws/", token_of(user), origin=origin):
            pass
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/ws/nowhere/", "/ws/events/", "/socket", "/"])
def test_another_path_is_refused(node, user, path):
    with pytest.raises(InvalidStatus) as refused, node.open(path, token_of(user)):
        pass
    assert refused.value.response.status_code == 403


def test_the_eleventh_socket_of_a_person_is_sent_away_and_the_first_ones_stay(node, user):
    token = token_of(user)
    with ExitStack() as stack:
        wires = [stack.enter_context(node.open("/ws/", token)) for _ in range(10)]
        for wire in wires:
            welcomed(wire, user)
        with node.open("/ws/", token) as late:
            assert late.closed()[0] == 4100
        assert wires[0].ask({"type": "ping", "t": 1}) == {"type": "pong", "t": 1}
    with node.open("/ws/", token) as wire:
        welcomed(wire, user)


def test_no_token_is_ever_logged(node, user):
    tokens = [token_of(user) for _ in range(4)]
    ticket = socket.issue_ticket(tokens[3], page=False)
    with node.open(f"/ws/?token={tokens[0]}") as wire:
        welcomed(wire, user)
    with node.open(f"/ws/?since=1&token={tokens[1]}&x=1") as wire:
        welcomed(wire, user)
    with node.open("/ws/", subprotocols=["keynest", f"bearer.{tokens[2]}"]) as wire:
        welcomed(wire, user)
    with node.open(f"/ws/?ticket={ticket}") as wire:
        welcomed(wire, user)
    for path in (f"/nowhere?token={tokens[1]}", f"/ws/x/?ticket={ticket}"):
        with pytest.raises(InvalidStatus), node.open(path):
            pass
    assert until(lambda: node.log.read_text().count("socket closed") >= 4, 5)
    log = node.log.read_text()
    assert not [token for token in [*tokens, ticket] if token.split(".")[-1] in log]
    assert not re.search(r"eyJ[\w-]{10,}", log)


def test_the_door_of_rooms_greets_without_a_stream_and_takes_joins(node, world):
    stream = f"o:{world.organization.id}"
    with node.open("/ws/chat/", token_of(world.viewer.user)) as wire:
        welcome = wire.frame()
        assert (welcome["type"], welcome["streams"]) == ("welcome", [])
        assert wire.ask({"type": "join", "s": stream, "id": "j"})["s"] == stream
        assert wire.ask({"type": "leave", "s": stream})["type"] == "left"
        assert wire.ask({"type": "no.such"})["code"] == "unknown_type"
