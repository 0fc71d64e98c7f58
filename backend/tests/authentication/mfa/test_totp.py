"""An app that shows codes: set up, asked for, taken away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pyotp import TOTP
from rest_framework.test import APIClient

from authentication import factors, sealing
from authentication.models import Authenticator, RecoveryCode, Session
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.mfa.steps import challenged, refused_as, second_step
from tests.authentication.steps import bearer, deliver, log_in, post, refresh, tokens_of, works
from tests.factories import PASSWORD, client_of, make_session, make_user

WRONG = (400, "invalid", "wrong_code")
MFA = "/api/auth/mfa/"


@pytest.fixture
def me(anna) -> APIClient:
    return client_of(anna)


def start(client) -> TOTP:
    answer = post("mfa/totp/", client=client)
    assert answer.status_code == 200, answer.content
    return TOTP(answer.json()["secret"])


def confirm(client, code):
    return post("mfa/totp/confirm/", {"code": code}, client=client)


def test_it_is_set_up_by_a_seed_and_a_code_of_it(me, anna, time):
    answer = post("mfa/totp/", client=me).json()
    assert set(answer) == {"secret", "otpauth_url"}
    assert len(answer["secret"]) == 32  # 160 bits in base32
    assert answer["otpauth_url"].startswith("otpauth://totp/KeyNest:Anna%40example.com?")
    assert "issuer=KeyNest" in answer["otpauth_url"]
    assert me.get("/me/").json()["mfa_enabled"] is False
    added = confirm(me, TOTP(answer["secret"]).at(time.moment)).json()
    assert set(added) == {"recovery_codes", "tokens"}
    assert len(set(added["recovery_codes"])) == 10
    client = bearer(added["tokens"]["access"])
    assert client.get("/me/").json()["mfa_enabled"] is True
    shown = client.get(MFA).json()
    assert shown["enabled"] is True
    assert shown["totp"]["enabled"] is True
    assert shown["recovery_codes"]["left"] == 10
    assert shown["passkeys"] == []


def test_nothing_is_asked_for_before_a_code_was_shown(me, time):
    start(me)
    assert "tokens" in log_in().json()
    shown = me.get(MFA).json()
    assert shown["enabled"] is False
    assert shown["totp"] == {"enabled": False, "created_at": None}
    assert shown["recovery_codes"] == {"left": 0, "created_at": None}


def test_a_wrong_code_does_not_confirm_it(me, time):
    totp = start(me)
    assert refused_as(confirm(me, "000000")) == WRONG
    assert refused_as(confirm(me, totp.at(time.moment - timedelta(seconds=90)))) == WRONG
    assert "tokens" in log_in().json()
    assert confirm(me, totp.at(time.moment)).status_code == 200


def test_without_a_beginning_there_is_nothing_to_confirm(me, guarded):
    assert refused_as(confirm(guarded.client, guarded.code())) == (409, "conflict", "not_begun")


def test_a_beginning_is_good_for_an_hour(me, time):
    totp = start(me)
    Authenticator.objects.update(created_at=time.moment - timedelta(minutes=61))
    assert refused_as(confirm(me, totp.at(time.moment))) == (409, "conflict", "not_begun")


def test_another_beginning_replaces_the_seed(me, time):
    first, second = start(me), start(me)
    assert first.secret != second.secret
    assert refused_as(confirm(me, first.at(time.moment))) == WRONG
    assert confirm(me, second.at(time.moment)).status_code == 200


def test_there_is_one_app_at_a_time(guarded):
    assert refused_as(post("mfa/totp/", client=guarded.client)) == (409, "conflict", "already_there")


def test_an_unproven_address_can_have_none(db, settings):
    """106: whoever registers a stranger's address must not lock its owner out."""
    settings.ACTIVATION_REQUIRED = False
    user = make_user("victim@example.com", verified=False, password=PASSWORD)
    answer = post("mfa/totp/", client=client_of(user))
    assert (answer.status_code, answer.json()["code"]) == (403, "email_unconfirmed")
    user.second_factor_at = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()


def test_beginning_and_removing_need_a_recent_proof(guarded, anna):
    """102, and an unlocked screen that somebody finds."""
    anna.refresh_from_db()
    old = client_of(anna)
    Session.objects.filter(user=anna).update(confirmed_at=clock.now() - timedelta(minutes=5, seconds=1))
    for answer in (post("mfa/totp/", client=old), old.delete(MFA + "totp/"), post("mfa/recovery-codes/", client=old)):
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
        assert answer.json()["methods"] == ["totp", "recovery_code"]
    assert Authenticator.objects.filter(user=anna, confirmed_at__isnull=False).exists()


def test_the_seed_is_sealed_and_bound_to_its_account(guarded, anna):
    """102: neither in clear in the database, nor good in another row."""
    row = Authenticator.objects.get(user=anna)
    seed = guarded.totp.byte_secret()
    assert len(seed) == 20
    assert seed not in bytes(row.sealed_secret)
    assert guarded.totp.secret.encode() not in bytes(row.sealed_secret)
    assert sealing.unseal(row.sealed_secret, factors.place_of_seed(anna.id)) == seed
    with pytest.raises(ValueError):
        sealing.unseal(row.sealed_secret, factors.place_of_seed(make_user().id))


def respelt(code: str) -> list[str]:
    full = "".join(chr(0xFF10 + int(digit)) for digit in code)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in code)
    return [code, f"{code[:3]} {code[3:]}", f" {code} ", f"{code[:3]}-{code[3:]}", full, arabic, f"\u2003{code}\u00a0"]


def test_a_code_works_once_however_it_is_spelt(guarded):
    """102."""
    code = guarded.code()
    assert second_step(challenged(), f"{code[:3]} {code[3:]}").status_code == 200
    for text in respelt(code)[:4]:
        assert refused_as(second_step(challenged(), text)) == WRONG


@pytest.mark.parametrize("number", range(7))
def test_every_spelling_is_understood(guarded, number):
    assert second_step(challenged(), respelt(guarded.code())[number]).status_code == 200


@pytest.mark.parametrize("form", range(4, 7))
def test_other_digits_are_no_second_use(guarded, form):
    """102."""
    code = guarded.code()
    assert second_step(challenged(), code).status_code == 200
    assert refused_as(second_step(challenged(), respelt(code)[form])) == WRONG


def test_the_code_that_confirmed_it_signs_nobody_in(guarded):
    assert refused_as(second_step(challenged(), guarded.shown())) == WRONG


@pytest.mark.parametrize(("seconds", "status"), [(-60, 400), (-30, 200), (0, 200), (30, 200), (60, 400)])
def test_one_step_of_skew_is_forgiven_either_way(guarded, seconds, status):
    guarded.time.move(minutes=10)
    assert second_step(challenged(), guarded.shown(seconds=seconds)).status_code == status


def test_no_code_before_a_used_one_is_good(guarded):
    guarded.time.move(minutes=10)
    assert second_step(challenged(), guarded.shown(seconds=30)).status_code == 200
    assert refused_as(second_step(challenged(), guarded.shown())) == WRONG


def test_sent_at_the_same_moment_a_code_works_once(guarded, transactional_db):
    """By sign-ins of their own: it is the step that is used up, not the sign-in."""
    pending, code = [challenged() for _ in range(5)], guarded.code()

    def send(token: str) -> int:
        try:
            return int(second_step(token, code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(send, pending)) == [200, 400, 400, 400, 400]


def test_other_sessions_end_and_this_one_gets_new_tokens(transactional_db, anna, time):
    """40."""
    here, elsewhere = tokens_of(log_in()), tokens_of(log_in())
    client = bearer(here["access"])
    added = confirm(client, start(client).at(time.moment)).json()
    assert not works(here["access"])
    assert not works(elsewhere["access"])
    assert refresh(elsewhere["refresh"]).status_code == 401
    assert works(added["tokens"]["access"])
    removed = bearer(added["tokens"]["access"]).delete(MFA + "totp/")
    assert not works(added["tokens"]["access"])
    assert works(removed.json()["tokens"]["access"])


def test_removing_the_last_factor_takes_the_recovery_codes_along(guarded, anna):
    answer = guarded.client.delete(MFA + "totp/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"tokens"}
    assert not RecoveryCode.objects.filter(user=anna).exists()
    assert bearer(tokens_of(answer)["access"]).get(MFA).json()["enabled"] is False
    assert "tokens" in log_in().json()
    again = bearer(tokens_of(answer)["access"]).delete(MFA + "totp/")
    assert refused_as(again) == (409, "conflict", "second_factor_missing")


def test_the_mailbox_hears_of_every_change(guarded, anna):
    (added,) = [letter for letter in deliver() if "second factor" in letter.subject]
    assert "An app that shows codes was connected" in added.body
    guarded.client.delete(MFA + "totp/")
    (removed,) = [letter for letter in deliver() if "second factor" in letter.subject]
    assert "Sign-ins do not ask for a second factor any more" in removed.body
    verbs = EventRecord.objects.filter(stream__key=f"a:{anna.id}").values_list("verb", flat=True)
    assert {"authentication.second_factor.added", "authentication.second_factor.removed"} <= set(verbs)


def test_no_seed_and_no_code_is_written_down(guarded):
    written = "".join(str(row) for row in EventRecord.objects.values_list("data", "target_label"))
    assert guarded.totp.secret not in written
    assert not any(code in written for code in guarded.recovery_codes)


def test_setting_up_is_limited(me, settings):
    settings.RATES = settings.RATES | {"mfa_setup_user": "2/h"}
    assert [post("mfa/totp/", client=me).status_code for _ in range(3)] == [200, 200, 429]


def test_an_ended_session_gets_no_new_one(me, anna, time):
    """Between the check of the token and the change the session may have ended."""
    session = make_session(anna)
    from authentication.actions import mfa
    from kernel.actor import Actor, ActorKind
    from kernel.errors import Problem

    totp = start(me)
    session.revoked_at = clock.now()
    session.save(update_fields=["revoked_at"])
    actor = Actor(ActorKind.USER, anna.id, anna.email, session_id=session.id)
    with pytest.raises(Problem, match="This session has ended"):
        mfa.confirm_totp(actor, code=totp.at(time.moment))
    anna.refresh_from_db()
    assert anna.second_factor_at is None
