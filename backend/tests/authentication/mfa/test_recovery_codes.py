"""Recovery codes: ten, once each, and the mailbox hears of it."""

import math
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from authentication import factors
from authentication.models import RecoveryCode
from kernel.models import EventRecord, OutboxMessage
from tests.authentication.mfa.steps import challenged, refused_as, second_step
from tests.authentication.steps import deliver, post
from tests.factories import client_of

WRONG = (400, "invalid", "wrong_code")


def test_they_are_ten_long_and_easy_to_read(guarded):
    """103."""
    assert len(set(guarded.recovery_codes)) == 10
    signs = "".join(guarded.recovery_codes).replace("-", "")
    assert not set(signs) & set("0o1lIi")
    assert len(factors.ALPHABET) == len(set(factors.ALPHABET))
    assert factors.RECOVERY_SIGNS * math.log2(len(factors.ALPHABET)) >= 50


def test_they_are_stored_like_passwords(guarded):
    """103."""
    digests = list(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(digests) == 10
    assert all(digest.startswith("argon2$argon2id$") for digest in digests)
    stored = "".join(digests) + "".join(str(row) for row in OutboxMessage.objects.values_list("payload"))
    assert not any(factors.one_form(code) in stored or code in stored for code in guarded.recovery_codes)


def test_one_completes_a_sign_in_once_and_the_mailbox_hears_of_it(guarded):
    """103."""
    deliver()
    code = guarded.recovery_codes[3]
    assert second_step(challenged(), code).status_code == 200
    (letter,) = deliver()
    assert "A recovery code was used" in letter.subject
    assert "9 are left" in letter.body
    assert code not in letter.body
    event = EventRecord.objects.get(verb="authentication.recovery_code.used")
    assert event.data == {"left": 9}
    assert refused_as(second_step(challenged(), code)) == WRONG


def test_capitals_spaces_and_dashes_do_not_matter(guarded):
    first, second, *_ = guarded.recovery_codes
    assert second_step(challenged(), first.upper().replace("-", " ")).status_code == 200
    assert second_step(challenged(), second.replace("-", "")).status_code == 200


def test_sent_at_the_same_moment_one_works_once(guarded, transactional_db):
    pending, code = [challenged() for _ in range(5)], guarded.recovery_codes[0]

    def send(token: str) -> int:
        try:
            return int(second_step(token, code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(send, pending)) == [200, 400, 400, 400, 400]
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_new_ones_make_the_old_ones_worthless(guarded):
    deliver()
    answer = post("mfa/recovery-codes/", client=guarded.client)
    assert answer.status_code == 200
    fresh = answer.json()["recovery_codes"]
    assert len(fresh) == 10
    assert not set(fresh) & set(guarded.recovery_codes)
    assert refused_as(second_step(challenged(), guarded.recovery_codes[0])) == WRONG
    assert second_step(challenged(), fresh[0]).status_code == 200
    assert any("New recovery codes were made" in letter.body for letter in deliver())


def test_they_come_with_a_second_factor_only(anna):
    assert refused_as(post("mfa/recovery-codes/", client=client_of(anna))) == (409, "conflict", "second_factor_missing")


def test_when_all_are_used_the_app_still_works(guarded, settings):
    settings.RATES = settings.RATES | {"mfa_user": "100/m", "login_account": "100/m"}
    for code in guarded.recovery_codes:
        assert second_step(challenged(), code).status_code == 200
    from tests.authentication.steps import log_in

    answer = log_in().json()
    assert answer["methods"] == ["totp"]
    assert second_step(answer["mfa_token"], guarded.code()).status_code == 200


def test_anothers_code_is_wrong_here(guarded):
    from tests.authentication.mfa.steps import guard
    from tests.factories import PASSWORD, make_user

    other = guard(make_user("bob@example.com", password=PASSWORD), guarded.time)
    assert refused_as(second_step(challenged(), other.recovery_codes[0])) == WRONG
    assert refused_as(second_step(challenged(), other.code())) == WRONG
