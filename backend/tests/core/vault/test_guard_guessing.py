"""Whoever may write messages can't guess what is stored: weak values are not known, and tries are counted."""

import pytest
from django.core.cache import caches
from redis import Redis
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from core.vault import fingerprints, sealing
from core.vault.actions.guard import hold_back
from core.vault.models import OrganizationKey, VariableVersion
from core.vault.selectors.recognition import found_in
from kernel import memory
from kernel.errors import Code, Problem
from kernel.models import EventRecord

TOKEN = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
ANOTHER = "Zx8Kp2Wn5Qr7Tb4Lm9Vc"
COMMON = [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= 5 and password.isalnum()]


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    yield
    sealing._derived.clear()


def answer(vault, text, who="member"):
    try:
        hold_back(vault.world[who].actor, vault.world.organization.id, text, place="message")
    except Problem as problem:
        return problem.code
    return None


def test_no_guess_finds_a_weak_value(vault):
    weak = [
        "4821",
        "482193",
        "hunter22",
        "Winter2024!",
        "admin1234",
        "letmein99",
        "monkey-dragon",
        "s3cret",
        "+4930123456",
    ]
    for number, value in enumerate(weak):
        vault.set(f"WEAK_{number}", value)
    assert not any(VariableVersion.objects.values_list("fingerprints", flat=True))
    assert not OrganizationKey.objects.exists()
    pins = [" ".join(f"{pin:04}" for pin in range(first, first + 800)) for first in range(0, 10_000, 800)]
    guesses = [*pins, " ".join(weak), *weak]
    assert not any(found_in(vault.world.organization.id, text) for text in guesses)


def test_nothing_of_the_lists_that_guessers_use_is_ever_asked():
    def variants(guess):
        return (guess, guess.capitalize(), f"{guess}1", f"{guess}!", f"{guess}2024", f"#{guess}")

    asked = [some for guess in COMMON[::7] for some in variants(guess) if fingerprints.marks_of_text(some)]
    assert asked == []


@pytest.mark.usefixtures("steady_windows")
def test_after_ten_held_texts_nothing_is_told_any_more_but_everyday_words_pass(vault):
    vault.set("API_TOKEN", TOKEN)
    assert [answer(vault, f"{n} {TOKEN}") for n in range(11)] == [Code.HOLDS_VALUE] * 10 + [Code.RATE_LIMITED]
    assert answer(vault, f"what about {ANOTHER}?") is Code.RATE_LIMITED
    mention = f"<@{vault.world.admin.user.id}>, look at <environment:{vault.environment}>"
    assert answer(vault, f"ordinary words, {mention} and https://example.com/path") is None
    assert answer(vault, f"another person's try {ANOTHER}", "admin") is None
    assert EventRecord.objects.filter(verb="vault.value.held").count() == 10
    memory.client().flushdb()
    assert answer(vault, f"what about {ANOTHER}?") is None


@pytest.mark.usefixtures("steady_windows")
def test_texts_that_hold_nothing_do_not_use_the_limit_up(vault):
    vault.set("API_TOKEN", TOKEN)
    assert [answer(vault, f"{n}{ANOTHER}") for n in range(30)] == [None] * 30
    assert answer(vault, TOKEN) is Code.HOLDS_VALUE


def test_while_redis_is_away_each_process_counts_for_itself(vault, monkeypatch):
    vault.set("API_TOKEN", TOKEN)
    nowhere = Redis.from_url("redis://127.0.0.1:9/0", socket_timeout=0.2, socket_connect_timeout=0.2)
    monkeypatch.setattr(caches["default"]._cache, "get_client", lambda *args, **kwargs: nowhere)
    assert answer(vault, ANOTHER) is None
    assert [answer(vault, TOKEN) for _ in range(10)] == [Code.HOLDS_VALUE] * 10
    assert answer(vault, ANOTHER) is Code.RATE_LIMITED
    assert answer(vault, "ordinary words") is None
