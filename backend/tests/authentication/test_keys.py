"""The keys of access tokens: made, published, signing, retired; everybody stays signed in and nothing restarts."""

from datetime import timedelta
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.db.utils import OperationalError

from authentication import keys, tasks
from authentication.actions import keys as actions
from authentication.models import SigningKey
from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord
from tests.authentication.steps import bearer, log_in, refresh, tokens_of, works

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@pytest.fixture(autouse=True)
def _often(settings, monkeypatch):
    """This process looks at once, as others do after half a minute."""
    settings.JWT_KEY_REFRESH = timedelta()
    monkeypatch.setattr(keys, "COOL_DOWN_SECONDS", 0)


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on, for the rest of the test."""
    now = clock.now

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(**by))

    return move


def rotate(*options):
    out = StringIO()
    call_command("rotate_jwt_keys", *options, stdout=out)
    return out.getvalue()


def sign_in():
    return tokens_of(log_in())["access"]


def kid_of(token):
    return jwt.get_unverified_header(token)["kid"]


def published(api):
    return [key["kid"] for key in api.get("/.well-known/jwks.json").json()["keys"]]


def test_a_new_key_is_published_signs_later_and_the_old_one_is_refused_after_its_time(api, anna, later, settings):
    first = sign_in()
    (old,) = published(api)
    assert "is published and signs from" in rotate()
    new = SigningKey.objects.latest("created_at").kid
    assert published(api) == [old, new]
    assert kid_of(sign_in()) == old
    later(minutes=9)
    assert kid_of(sign_in()) == old
    later(minutes=11)
    second = sign_in()
    assert kid_of(second) == new
    assert works(first)
    assert works(second)

    # An hour is too short to see it, so let tokens live longer than the overlap.
    settings.JWT_KEY_OVERLAP = timedelta(minutes=30)
    third = rotate() and sign_in()
    later(minutes=11 + 10 + 29)
    assert works(third)
    later(minutes=11 + 10 + 31)
    assert not works(third)
    assert new not in published(api)
    assert old in published(api)  # the seven days that it was promised


def test_an_answer_that_is_remembered_does_not_outlive_the_key(anna, later, settings):
    settings.JWT_KEY_OVERLAP = timedelta(minutes=20)
    token = sign_in()
    rotate()
    assert works(token)
    settings.JWT_KEY_REFRESH = timedelta(days=1)  # from here on nothing is read again: the remembered answer is asked
    later(minutes=31)
    assert not works(token)


def test_a_stolen_key_is_refused_at_once_and_another_signs(api, anna):
    token = sign_in()
    (stolen,) = published(api)
    rotate("--retire", stolen)
    assert not works(token)
    fresh = sign_in()
    assert works(fresh)
    assert published(api) == [kid_of(fresh)]
    with pytest.raises(CommandError, match="no living key"):
        rotate("--retire", stolen)
    assert [record.verb.rpartition(".")[2] for record in EventRecord.objects.filter(stream__key="s:keys")] == [
        "retired",
        "made",
    ]


def test_who_had_a_token_of_a_stolen_key_renews_it(api, anna):
    tokens = tokens_of(log_in())
    rotate("--retire", kid_of(tokens["access"]))
    assert works(refresh(tokens["refresh"]).json()["access"])


def test_when_the_key_that_was_to_sign_is_retired_another_takes_its_place(api, anna, later):
    rotate()
    waiting = SigningKey.objects.latest("created_at").kid
    rotate("--retire", waiting)
    assert kid_of(sign_in()) != waiting
    later(days=8)
    assert kid_of(sign_in()) == SigningKey.objects.get(retires_at=None).kid


def test_made_up_names_of_keys_are_looked_up_once_in_a_while(anna, settings, monkeypatch, django_assert_num_queries):
    settings.JWT_KEY_REFRESH = timedelta(days=1)
    keys.signing_keys()
    monkeypatch.setattr(keys, "COOL_DOWN_SECONDS", 5)
    monkeypatch.setattr(keys._store, "_read_at", keys.time.monotonic() - 6)
    token = sign_in()
    header = jwt.get_unverified_header(token)
    made_up = jwt.encode({}, keys.of_settings()[0].private, "RS256", header | {"kid": "2026-01-01-00000000"})
    with django_assert_num_queries(1):
        for _ in range(10):
            assert not works(made_up)


def test_a_process_takes_a_key_that_another_has_made(anna, settings, later):
    settings.JWT_KEY_REFRESH = timedelta(days=1)
    mine = keys._store
    actions.rotate(SYSTEM)
    later(minutes=11)
    keys._store = keys.Store()
    token = sign_in()  # as the other process signs it
    keys._store = mine
    assert kid_of(token) not in mine.present().by_kid
    assert works(token)


def test_while_the_table_cannot_be_read_the_known_keys_go_on(anna, monkeypatch):
    token = sign_in()

    def broken(known):
        raise OperationalError

    monkeypatch.setattr(keys, "_all", broken)
    assert keys.signing_keys().accepts(kid_of(token))
    assert keys.Store().present().accepts(kid_of(token))


def test_the_clock_replaces_a_key_that_has_served_its_time(api, anna, later):
    tasks.renew_keys(from_another_version=1)
    tasks.renew_keys()
    assert len(published(api)) == 1
    later(days=91)
    tasks.renew_keys()
    tasks.renew_keys()
    assert len(published(api)) == 2
    assert SigningKey.objects.filter(sealed_key__isnull=False).count() == 1


def test_what_has_retired_is_thrown_away_and_stays_refused(api, anna, later):
    (given,) = published(api)
    rotate()
    later(minutes=15)
    made = kid_of(sign_in())
    rotate("--retire", made)
    later(days=9)
    tasks.purge()
    assert set(SigningKey.objects.values_list("kid", flat=True)) - {given} == set(published(api))
    assert given not in published(api)


def test_the_table_holds_no_usable_key(anna):
    rotate()
    row = SigningKey.objects.get(sealed_key__isnull=False)
    with pytest.raises(ValueError):
        keys.load(bytes(row.sealed_key))
    key = keys.signing_keys().by_kid[row.kid].private
    assert str(key.private_numbers().d) not in str(row.__dict__)
    assert repr(keys.signing_keys().by_kid[row.kid]).count("RSA") == 0


def test_a_key_that_does_not_open_is_left_out_and_said(api, anna, caplog):
    rotate()
    SigningKey.objects.filter(sealed_key__isnull=False).update(sealed_key=b"\x05localxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    keys._store = keys.Store()
    assert len(published(api)) == 1
    assert "a signing key does not open" in caplog.text
    assert bearer(sign_in()).get("/me/").status_code == 200
