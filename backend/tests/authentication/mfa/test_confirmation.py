"""Proving once more to be there, before something grave: reauthenticate/ and what asks for it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from authentication import codes, tokens
from authentication.actions.confirmation import demand_recent
from authentication.models import Session, User
from kernel import clock, memory
from kernel.actor import Actor, ActorKind
from kernel.errors import Problem
from kernel.models import OutboxMessage
from tests.authentication.mfa.steps import Clock, guard, refused_as
from tests.authentication.steps import NEW_PASSWORD, deliver, post
from tests.factories import PASSWORD, make_session, make_user

PRESENCE = "/api/auth/reauthenticate/"
OLD = timedelta(minutes=5, seconds=1)


def stale(user: User) -> tuple[APIClient, Session]:
    """A client whose owner was last seen a little too long ago."""
    user.refresh_from_db()
    session = make_session(user, confirmed_at=clock.now() - OLD)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue_access(session.id, user, {})}")
    return client, session


def confirmed(client: APIClient, **proof: str):
    return post("reauthenticate/", proof, client=client)


def test_it_tells_whether_and_how(anna, time):
    client, session = stale(anna)
    assert client.get(PRESENCE).json() == {"confirmed_until": None, "methods": ["password"]}
    answer = confirmed(client, password=PASSWORD)
    assert answer.status_code == 200
    until = (time.moment + timedelta(minutes=5)).isoformat()
    assert answer.json() == {"confirmed_until": until}
    assert client.get(PRESENCE).json()["confirmed_until"] == until
    session.refresh_from_db()
    assert session.confirmed_at == time.moment


def test_it_counts_for_five_minutes(anna, time):
    client, _ = stale(anna)
    assert confirmed(client, password=PASSWORD).status_code == 200
    time.move(minutes=4, seconds=59)
    assert client.get(PRESENCE).json()["confirmed_until"] is not None
    time.move(seconds=1)
    assert client.get(PRESENCE).json()["confirmed_until"] is None


def test_it_counts_for_this_session_only(anna, time):
    here, _ = stale(anna)
    elsewhere, _ = stale(anna)
    assert confirmed(here, password=PASSWORD).status_code == 200
    assert elsewhere.get(PRESENCE).json()["confirmed_until"] is None


def test_a_wrong_password_confirms_nothing(anna):
    client, _ = stale(anna)
    assert refused_as(confirmed(client, password="not the password")) == (400, "invalid", "wrong")
    assert client.get(PRESENCE).json()["confirmed_until"] is None


def test_guesses_are_limited(anna):
    client, _ = stale(anna)
    answers = [confirmed(client, password="not the password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[-1].headers["RateLimit-Remaining"] == "0"


def test_with_a_second_factor_it_is_that_one(guarded, anna):
    client, _ = stale(anna)
    assert client.get(PRESENCE).json()["methods"] == ["totp", "recovery_code"]
    assert refused_as(confirmed(client, password=PASSWORD)) == (400, "invalid", "not_accepted")
    assert refused_as(confirmed(client, code="000000")) == (400, "invalid", "wrong_code")
    code = guarded.code()
    assert confirmed(client, code=code).status_code == 200
    assert refused_as(confirmed(client, code=code)) == (400, "invalid", "wrong_code")
    assert confirmed(client, code=guarded.recovery_codes[0]).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"password": "x", "code": "1"}, {"code": ""}, {"code": None}, {"code": "1" * 41}, {"password": 7}]
)
def test_it_takes_exactly_one_proof(anna, body):
    client, _ = stale(anna)
    assert post("reauthenticate/", body, client=client).json()["code"] == "invalid"


def code_in(letter) -> str:
    found = re.search(r"^\s+(\d{8})$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found.group(1)


class TestByMail:
    """For accounts that came by a provider, and have neither password nor second factor."""

    @pytest.fixture
    def visitor(self, db: None) -> User:
        return make_user("visitor@example.com")

    def test_a_mailed_code_confirms_once(self, visitor):
        client, _ = stale(visitor)
        assert client.get(PRESENCE).json()["methods"] == ["email"]
        assert post("reauthenticate/mail/", client=client).status_code == 202
        (letter,) = deliver()
        assert letter.to == ["visitor@example.com"]
        code = code_in(letter)
        assert confirmed(client, code=f"{code[:4]} {code[4:]}").status_code == 200
        assert refused_as(confirmed(client, code=code)) == (400, "invalid", "wrong_code")

    def test_the_code_is_good_for_the_session_that_asked(self, visitor):
        asked, _ = stale(visitor)
        other, _ = stale(visitor)
        post("reauthenticate/mail/", client=asked)
        code = code_in(deliver()[0])
        assert refused_as(confirmed(other, code=code)) == (400, "invalid", "wrong_code")
        assert confirmed(asked, code=code).status_code == 200

    def test_nothing_usable_lies_about(self, visitor):
        """Neither in the outbox nor in Redis: the code is made while the letter is written, and kept as a digest."""
        client, session = stale(visitor)
        post("reauthenticate/mail/", client=client)
        assert not memory.client().keys("code:*")
        code = code_in(deliver()[0])
        assert code not in str(list(OutboxMessage.objects.values()))
        (place,) = memory.client().keys("code:*")
        assert code.encode() not in memory.client().hget(place, "digest")
        assert str(session.id).encode() not in place

    def test_mails_are_limited(self, visitor):
        client, _ = stale(visitor)
        assert [post("reauthenticate/mail/", client=client).status_code for _ in range(2)] == [202, 429]

    def test_who_has_another_way_gets_none(self, anna):
        client, _ = stale(anna)
        assert post("reauthenticate/mail/", client=client).status_code == 409
        assert deliver() == []


class TestCodes:
    """The mechanism of mailed codes."""

    def test_five_wrong_ones_are_enough(self, db):
        code = codes.make("sign_in", "x")
        wrong = "00000000" if code != "00000000" else "00000001"
        assert [codes.check("sign_in", "x", wrong) for _ in range(5)] == [False] * 5
        assert not codes.check("sign_in", "x", code)

    def test_four_wrong_ones_leave_the_fifth(self, db):
        code = codes.make("sign_in", "x")
        wrong = "00000000" if code != "00000000" else "00000001"
        assert not any(codes.check("sign_in", "x", wrong) for _ in range(4))
        assert codes.check("sign_in", "x", code)

    def test_purposes_and_subjects_are_kept_apart(self, db):
        code = codes.make("sign_in", "x")
        assert not codes.check("confirmation", "x", code)
        assert not codes.check("sign_in", "y", code)
        assert codes.check("sign_in", "x", code)

    def test_the_newest_replaces_the_one_before(self, db):
        first = codes.make("sign_in", "x")
        second = codes.make("sign_in", "x")
        assert first == second or not codes.check("sign_in", "x", first)
        assert codes.check("sign_in", "x", second)

    def test_they_last_ten_minutes(self, db):
        codes.make("sign_in", "x")
        (place,) = memory.client().keys("code:*")
        assert 590 < memory.client().ttl(place) <= 600


class TestWhatAsksForIt:
    """Each answers 403 with the methods to an old session, changes nothing, and works after a confirmation."""

    @pytest.fixture
    def old(self, world, time: Clock) -> APIClient:
        world.owner.user.set_password(PASSWORD)
        world.owner.user.save(update_fields=["password"])
        return stale(world.owner.user)[0]

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("post", "/api/auth/mfa/totp/", {}),
            ("post", "/api/auth/email-change/", {"email": "new@acme.example"}),
            ("delete", "/api/auth/profile/", {}),
            ("delete", "/api/core/organizations/{org}/", {"confirm": "acme"}),
            ("post", "/api/core/organizations/{org}/transfer/", {"user_id": "{heir}"}),
        ],
    )
    def test_it_refuses_an_old_session(self, world, old, method, path, body):
        ids = {"org": str(world.organization.id), "heir": str(world.admin.user.id)}
        filled = {name: value.format(**ids) for name, value in body.items()}
        path = path.format(**ids)
        answer = getattr(old, method)(path, filled, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required"), answer.content
        assert answer.json()["methods"] == ["password"]
        assert confirmed(old, password=PASSWORD).status_code == 200
        again = getattr(old, method)(path, filled, format="json")
        assert again.status_code in {200, 202, 204, 409}, again.content  # 409: a sole owner may not delete the account
        assert again.json()["code"] == "conflict" if again.status_code == 409 else True

    def test_the_demand_of_an_organization(self, world, old):
        url = f"/api/core/organizations/{world.organization.id}/"
        answer = old.patch(url, {"require_mfa": True}, format="json")
        assert answer.json()["code"] == "reauthentication_required"
        assert old.patch(url, {"name": "Renamed"}, format="json").status_code == 200

    def test_with_the_password_in_the_body_no_more_is_asked(self, anna):
        client, _ = stale(anna)
        body = {"email": "ann@new.example", "current_password": PASSWORD}
        assert post("email-change/", body, client=client).status_code == 202
        assert client.delete("/api/auth/profile/", {"current_password": PASSWORD}, format="json").status_code == 204

    def test_with_a_second_factor_the_password_is_not_enough(self, guarded, anna):
        client, _ = stale(anna)
        for answer in (
            post("email-change/", {"email": "ann@new.example", "current_password": PASSWORD}, client=client),
            client.delete("/api/auth/profile/", {"current_password": PASSWORD}, format="json"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
        assert confirmed(client, code=guarded.code()).status_code == 200
        assert client.delete("/api/auth/profile/", {"current_password": PASSWORD}, format="json").status_code == 204

    def test_a_new_password_is_no_way_around_the_second_factor(self, guarded, anna):
        """Its session counts as confirmed: whoever found an open one, and knows the password, could drop the factor."""
        client, _ = stale(anna)
        body = {"current_password": PASSWORD, "password": NEW_PASSWORD}
        answer = post("password-change/", body, client=client)
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
        assert confirmed(client, code=guarded.code()).status_code == 200
        assert post("password-change/", body, client=client).status_code == 200

    def test_a_new_password_asks_for_no_more_without_one(self, anna):
        body = {"current_password": PASSWORD, "password": NEW_PASSWORD}
        assert post("password-change/", body, client=stale(anna)[0]).status_code == 200

    def test_the_wrong_password_is_said_to_be_wrong(self, anna):
        client, _ = stale(anna)
        body = {"email": "ann@new.example", "current_password": "not the password"}
        assert refused_as(post("email-change/", body, client=client)) == (400, "invalid", "wrong")


class TestWhoeverActs:
    """The rule itself."""

    def test_the_program_itself_passes(self, db):
        assert demand_recent(Actor.system()) is None

    @pytest.mark.parametrize("session", [None, UUID(int=7)])
    def test_without_a_session_of_ours_nobody_passes(self, anna, session):
        actor = Actor(ActorKind.USER, anna.id, anna.email, session_id=session)
        with pytest.raises(Problem) as refused:
            demand_recent(actor)
        assert refused.value.code == "reauthentication_required"

    def test_anothers_session_does_not_count(self, anna):
        mine = make_session(make_user())
        with pytest.raises(Problem):
            demand_recent(Actor(ActorKind.USER, anna.id, anna.email, session_id=mine.id))

    def test_a_new_sign_in_is_recent(self, anna, time):
        guarded = guard(anna, time)
        assert guarded.client.get(PRESENCE).json()["confirmed_until"] is not None
