"""A passkey as second factor, and to confirm before something grave."""

from dataclasses import replace
from datetime import timedelta

import pytest

from authentication.models import Session
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.mfa.steps import challenged
from tests.authentication.mfa.steps import second_step as by_code
from tests.authentication.passkeys.authenticator import Authenticator
from tests.authentication.passkeys.steps import (
    REFUSED,
    RESTART,
    WRONG,
    enter,
    equip,
    options_of,
    refused_as,
    second_step,
)
from tests.authentication.steps import log_in, post, tokens_of, works
from tests.factories import make_user

CONFIRM = "reauthenticate/"


def confirm(holder, key=None):
    options = options_of(post("reauthenticate/passkey-options/", client=holder.client))
    return post(CONFIRM, {"passkey": (key or holder.key).show(options)}, client=holder.client)


def test_it_completes_a_sign_in_by_password(holder):
    assert log_in().json()["methods"] == ["passkey", "recovery_code"]
    answer = second_step(challenged(), holder.key)
    assert works(tokens_of(answer)["access"])
    assert Session.objects.filter(user=holder.user).latest("created_at").method == "password"
    assert holder.row.last_used_at is not None


def test_the_question_names_the_accounts_passkeys(holder):
    options = options_of(post("login/mfa/passkey-options/", {"mfa_token": challenged()}))
    assert options["allowCredentials"] == [{"type": "public-key", "id": holder.key.id, "transports": ["internal"]}]
    assert options["userVerification"] == "preferred"


def test_user_verification_is_not_asked_for_here(holder):
    """The password was the other factor."""
    assert second_step(challenged(), replace(holder.key, verifies=False)).status_code == 200


@pytest.mark.parametrize("traits", [{"origin": "http://localhost:3000"}, {"rp_id": "example.com"}], ids=str)
def test_what_does_not_hold_is_refused(holder, traits):
    assert refused_as(second_step(challenged(), replace(holder.key, **traits))) == WRONG


def test_somebody_elses_passkey_is_refused(holder):
    stranger = equip(make_user("bob@example.com"))
    assert refused_as(second_step(challenged(), stranger.key)) == WRONG
    assert refused_as(second_step(challenged(), Authenticator())) == WRONG


def test_failed_passkeys_leave_the_tries_of_codes_alone(guarded, settings):
    """104: neither the five tries of the sign-in, nor the limits of the account and the address, nor the alarm."""
    settings.RATES = settings.RATES | {"mfa_user": "3/5m", "mfa_ip": "3/m"}
    holder = equip(guarded.user)
    token = challenged()
    for _ in range(8):
        assert refused_as(second_step(token, replace(holder.key, rp_id="example.com"))) == WRONG
    assert not EventRecord.objects.filter(verb="authentication.second_factor.failed").exists()
    assert by_code(token, guarded.code()).status_code == 200


def test_failed_passkeys_have_a_limit_of_their_own(holder, settings):
    settings.RATES = settings.RATES | {"passkey_ip": "4/m"}
    token = challenged()
    for _ in range(2):
        assert second_step(token, replace(holder.key, rp_id="example.com")).status_code == 400
    assert post("login/mfa/passkey-options/", {"mfa_token": token}).status_code == 429
    assert post("login/mfa/", {"mfa_token": token, "passkey": holder.key.show({"challenge": "AA"})}).status_code == 429


def test_wrong_codes_are_not_hidden_behind_a_passkey(holder, settings):
    """Whoever sends both is counted as one who guesses codes, and refused."""
    settings.RATES = settings.RATES | {"mfa_ip": "2/m"}
    body = {"mfa_token": challenged(), "code": "000000", "passkey": holder.key.show({"challenge": "AA"})}
    assert [post("login/mfa/", body).status_code for _ in range(3)] == [400, 400, 429]


def test_a_question_is_answered_once_and_for_the_sign_in_that_asked(holder):
    first, second = challenged(), challenged()
    options = options_of(post("login/mfa/passkey-options/", {"mfa_token": first}))
    shown = holder.key.show(options)
    assert refused_as(post("login/mfa/", {"mfa_token": second, "passkey": shown})) == WRONG
    assert post("login/mfa/", {"mfa_token": first, "passkey": shown}).status_code == 200
    assert refused_as(post("login/mfa/", {"mfa_token": first, "passkey": shown})) == RESTART


def test_an_answer_to_one_question_is_none_to_another(holder):
    """What was signed to confirm, or as second factor, does not sign in; and the other way round."""
    token = challenged()
    options = options_of(post("login/mfa/passkey-options/", {"mfa_token": token}))
    assert refused_as(post(CONFIRM, {"passkey": holder.key.show(options)}, client=holder.client)) == WRONG
    begun = post("login/passkey/options/").json()
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(options)}
    assert refused_as(post("login/passkey/", body)) == REFUSED
    begun = post("login/passkey/options/").json()
    assert refused_as(post("login/mfa/", {"mfa_token": token, "passkey": holder.key.show(begun["options"])})) == WRONG


def test_the_question_of_a_second_step_opens_nothing_by_itself(holder):
    """105: there the user need not be verified; by its token as the name of a ceremony it would sign in so."""
    token = challenged()
    options = options_of(post("login/mfa/passkey-options/", {"mfa_token": token}))
    shown = replace(holder.key, verifies=False).show(options)
    assert refused_as(post("login/passkey/", {"ceremony": token, "credential": shown})) == RESTART


def test_without_a_passkey_there_is_nothing_to_ask(guarded):
    answer = post("login/mfa/passkey-options/", {"mfa_token": challenged()})
    assert refused_as(answer) == (409, "conflict", "second_factor_missing")
    answer = post("reauthenticate/passkey-options/", client=guarded.client)
    assert refused_as(answer) == (409, "conflict", "second_factor_missing")
    assert refused_as(post("login/mfa/passkey-options/", {"mfa_token": "nonsense"})) == RESTART


def test_a_sign_in_that_changes_have_ended_can_not_be_completed(holder):
    token = challenged()
    assert post("logout/all/", client=holder.client).status_code == 204
    assert refused_as(post("login/mfa/passkey-options/", {"mfa_token": token})) == RESTART


def test_a_counter_that_goes_back_is_refused_here_too(holder):
    holder.key.counter = 7
    assert enter(holder.key).status_code == 200
    assert refused_as(second_step(challenged(), replace(holder.key, counter=2))) == WRONG
    assert EventRecord.objects.filter(verb="authentication.passkey.copied").exists()


def test_a_passkey_confirms_that_its_owner_is_here(holder):
    Session.objects.filter(user=holder.user).update(confirmed_at=clock.now() - timedelta(minutes=6))
    assert post("mfa/recovery-codes/", client=holder.client).json()["code"] == "reauthentication_required"
    assert confirm(holder).status_code == 200
    assert post("mfa/recovery-codes/", client=holder.client).status_code == 200
    record = EventRecord.objects.get(verb="authentication.presence.confirmed")
    assert record.data["method"] == "passkey"


def test_failed_passkeys_leave_the_tries_of_a_confirmation_alone(guarded, settings):
    """104."""
    settings.RATES = settings.RATES | {"reauthenticate_user": "2/5m"}
    holder = equip(guarded.user)
    for _ in range(4):
        assert refused_as(confirm(holder, replace(holder.key, rp_id="example.com"))) == WRONG
    assert post(CONFIRM, {"code": guarded.code()}, client=holder.client).status_code == 200
    assert refused_as(confirm(holder, Authenticator())) == WRONG
