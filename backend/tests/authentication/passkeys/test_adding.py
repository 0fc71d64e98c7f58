"""Adding, renaming and removing passkeys."""

import os
from datetime import timedelta

import pytest

from authentication.models import Identity, Passkey, RecoveryCode, Session
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.passkeys.authenticator import Authenticator
from tests.authentication.passkeys.steps import NOT_ACCEPTED, add, enter, equip, options_of, refused_as
from tests.authentication.steps import deliver, log_in, post, tokens_of, works
from tests.factories import client_of, make_user

MFA = "/api/auth/mfa/"


def long_ago(user):
    Session.objects.filter(user=user).update(confirmed_at=clock.now() - timedelta(minutes=6))


def test_the_question_names_us_and_the_account(anna):
    options = options_of(post("mfa/passkeys/options/", client=client_of(anna)))
    assert options["rp"] == {"id": "localhost", "name": "KeyNest"}
    assert options["user"]["name"] == anna.email
    assert anna.email not in options["user"]["id"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -8, -257]
    assert options["timeout"] == 300_000


def test_the_first_one_brings_recovery_codes_and_a_new_session(anna):
    before = tokens_of(log_in())["access"]
    answer = add(client_of(anna), Authenticator(backed_up=True), "Phone")
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert set(body) == {"passkey", "recovery_codes", "tokens"}
    assert (body["passkey"]["name"], body["passkey"]["backed_up"]) == ("Phone", True)
    assert body["passkey"]["last_used_at"] is None
    assert len(set(body["recovery_codes"])) == 10
    anna.refresh_from_db()
    assert anna.mfa_enabled
    assert not works(before)
    assert works(body["tokens"]["access"])
    assert [letter.subject for letter in deliver() if "passkey" in str(letter.body)]


def test_what_the_authenticator_says_of_itself_is_kept(holder):
    row = holder.row
    assert row.aaguid is not None
    assert row.transports == ["internal"]
    assert row.sign_count == 1
    assert holder.client.get(MFA).json()["passkeys"][0]["id"] == str(row.id)


def test_the_next_one_leaves_recovery_codes_as_they_are(holder):
    before = set(RecoveryCode.objects.values_list("digest", flat=True))
    answer = add(holder.client, Authenticator(), "Key")
    assert answer.json()["recovery_codes"] is None
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == before


def test_authenticators_that_have_one_are_left_out(holder):
    options = options_of(post("mfa/passkeys/options/", client=holder.client))
    assert [one["id"] for one in options["excludeCredentials"]] == [holder.key.id]


@pytest.mark.parametrize(
    "traits",
    [
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://localhost"},
        {"origin": "http://evil.localhost:8000"},
        {"origin": "http://localhost:8000.evil.example"},
        {"rp_id": "example.com"},
        {"cross_origin": True},
        {"algorithm": -65535},
    ],
    ids=str,
)
def test_what_was_made_elsewhere_is_refused(anna, traits):
    """105: origin and rpId exact."""
    assert refused_as(add(client_of(anna), Authenticator(**traits))) == NOT_ACCEPTED
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("text", ["", "a", "AAAA", "gYGBgYGBgYGB", "gQ" * 4000, "ogQ", "*", "é", "o2NmbXRkbm9uZQ"])
@pytest.mark.parametrize("member", ["clientDataJSON", "attestationObject"])
def test_nonsense_is_refused(anna, member, text):
    answer = add(client_of(anna), Authenticator(), **{member: text})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_question_is_answered_once_and_in_the_session_that_asked(anna):
    mine, other, key = client_of(anna), client_of(anna), Authenticator()
    options = options_of(post("mfa/passkeys/options/", client=mine))
    body = {"name": "Laptop", "credential": key.make(options)}
    assert refused_as(post("mfa/passkeys/", body, client=other)) == (400, "invalid", "expired")
    assert post("mfa/passkeys/", body, client=mine).status_code == 201


def test_a_failed_answer_uses_up_the_question(anna):
    client = client_of(anna)
    options = options_of(post("mfa/passkeys/options/", client=client))
    bad = {"name": "Laptop", "credential": Authenticator(rp_id="example.com").make(options)}
    good = {"name": "Laptop", "credential": Authenticator().make(options)}
    assert refused_as(post("mfa/passkeys/", bad, client=client)) == NOT_ACCEPTED
    assert refused_as(post("mfa/passkeys/", good, client=client)) == (400, "invalid", "expired")


def test_somebody_elses_is_a_conflict(holder):
    other = client_of(make_user("bob@example.com"))
    answer = add(other, holder.key)
    assert refused_as(answer) == (409, "conflict", "passkey_taken")
    assert holder.row.user_id == holder.user.id


def test_a_recent_proof_is_asked_for(anna, holder):
    long_ago(anna)
    key = Authenticator()
    stale = post("mfa/passkeys/options/", client=holder.client)
    assert (stale.status_code, stale.json()["code"]) == (403, "reauthentication_required")
    assert stale.json()["methods"] == ["passkey", "recovery_code"]
    body = {"name": "x", "credential": key.make({"user": {"id": ""}, "challenge": "AAAA"})}
    assert post("mfa/passkeys/", body, client=holder.client).json()["code"] == "reauthentication_required"
    gone = holder.client.delete(f"{MFA}passkeys/{holder.row.id}/")
    assert gone.json()["code"] == "reauthentication_required"
    assert Passkey.objects.count() == 1


def test_an_address_must_be_proven_first(db):
    client = client_of(make_user(verified=False))
    assert post("mfa/passkeys/options/", client=client).json()["code"] == "email_unconfirmed"


def test_there_is_an_end_to_them(anna, monkeypatch):
    monkeypatch.setattr("authentication.actions.passkeys.MOST", 1)
    holder = equip(anna)
    answer = post("mfa/passkeys/options/", client=holder.client)
    assert refused_as(answer) == (409, "conflict", "too_many")


def test_it_can_be_renamed_by_its_owner(holder):
    path = f"{MFA}passkeys/{holder.row.id}/"
    answer = holder.client.patch(path, {"name": "Desk"}, format="json")
    assert (answer.status_code, answer.json()["name"]) == (200, "Desk")
    assert holder.client.patch(path, {"name": "Desk"}, format="json").status_code == 200
    assert EventRecord.objects.filter(verb="authentication.passkey.renamed").count() == 1
    stranger = client_of(make_user())
    assert stranger.patch(path, {"name": "Mine"}, format="json").status_code == 404
    assert stranger.delete(path).status_code == 404
    assert holder.client.patch(path, {"name": ""}, format="json").status_code == 400
    assert holder.client.patch(path, {"name": "x" * 81}, format="json").status_code == 400


def test_removed_it_opens_nothing_and_the_codes_go_with_the_last(holder):
    answer = holder.client.delete(f"{MFA}passkeys/{holder.row.id}/")
    assert answer.status_code == 200, answer.content
    assert works(answer.json()["tokens"]["access"])
    holder.user.refresh_from_db()
    assert not holder.user.mfa_enabled
    assert not RecoveryCode.objects.exists()
    assert enter(holder.key).status_code == 401
    assert "tokens" in log_in().json()


def test_with_an_app_beside_it_the_codes_stay(guarded):
    holder = equip(guarded.user)
    assert holder.recovery_codes is None
    answer = holder.client.delete(f"{MFA}passkeys/{holder.row.id}/")
    assert answer.status_code == 200
    assert RecoveryCode.objects.count() == 10
    assert log_in().json()["methods"] == ["totp", "recovery_code"]


def test_the_last_way_in_stays(db):
    nobody = make_user()  # without a password
    holder = equip(nobody)
    path = f"{MFA}passkeys/{holder.row.id}/"
    assert refused_as(holder.client.delete(path)) == (409, "conflict", "last_way_in")
    Identity.objects.create(
        user=nobody, provider="gone", issuer="https://gone.example", subject="1", created_at=clock.now()
    )
    assert refused_as(holder.client.delete(path)) == (409, "conflict", "last_way_in")
    client = equip(nobody).client
    assert client.delete(path).status_code == 200


def test_an_identifier_too_long_to_be_looked_up_is_refused(anna):
    """WebAuthn bounds it; the database's index does, too, and less kindly."""
    long = os.urandom(4000)
    answer = add(client_of(anna), Liar(credential_id=long))
    assert refused_as(answer) == NOT_ACCEPTED
    assert not Passkey.objects.exists()


class Liar(Authenticator):
    """Calls the passkey something else outside than it is called inside, where the length is not seen at once."""

    @property
    def id(self) -> str:
        return super().id[:40]
