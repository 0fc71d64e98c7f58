"""A provider that is slow, huge, gone, or talks nonsense: an answer in time, its reason, and nothing left behind."""

import time

import pytest

from authentication.models import Identity, Session, User
from kernel import memory
from kernel.models import OutboxMessage
from tests.authentication.external.conftest import provider
from tests.authentication.external.steps import AUTH, fragment_of, refusal
from tests.counterparts.github import octocat

TOKEN, USER, EMAILS = "/login/oauth/access_token", "/user", "/user/emails"
ANSWERS = {
    "huge": "too_large",
    "redirect": "redirected",
    "broken": "broken_answer",
    "list": "broken_answer",
    "500": "unreachable",
    "503": "unreachable",
}


def assert_nothing_is_left():
    assert not User.objects.exists()
    assert not Identity.objects.exists()
    assert not Session.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert memory.client().keys("oauth-*") == []


@pytest.mark.parametrize("path", [TOKEN, USER, EMAILS])
@pytest.mark.parametrize(("fault", "reason"), ANSWERS.items())
def test_what_it_answers_has_its_reason(browser, github, path, fault, reason):
    if (path, fault) == (EMAILS, "list"):
        return  # where a list is what was asked for
    github.faults = {path: fault}
    back = browser.visit(browser.leave())
    told = fragment_of(browser.come_back(back))
    assert (told["error"], told["reason"], told["provider"]) == ("provider_error", reason, "github")
    assert github.requests.count(path) == 1  # nobody knocks again
    github.faults = {}
    assert fragment_of(browser.come_back(back))["error"] == "invalid_state"
    assert_nothing_is_left()


@pytest.mark.parametrize("fault", ["silent", "slow"])
@pytest.mark.parametrize("path", [TOKEN, USER])
def test_it_is_not_waited_for_longer_than_ten_seconds(browser, github, fault, path):
    """`slow` sends a byte each second, so that no single wait is too long."""
    github.faults = {path: fault}
    back = browser.visit(browser.leave())
    began = time.monotonic()
    response = browser.come_back(back, HTTP_ACCEPT="application/json")
    assert time.monotonic() - began < 10
    assert refusal(response) == (502, "provider_error", "too_slow")
    assert github.requests.count(path) == 1
    assert_nothing_is_left()


def test_several_slow_answers_share_the_ten_seconds(browser, github, monkeypatch):
    """Each is in time by itself: four seconds for the token, four for the person, four for the addresses."""
    import tests.counterparts.github as counterpart

    def slowly(self, path):
        self.github.requests.append(path)
        if path in {TOKEN, USER, EMAILS}:
            time.sleep(4)
        return False

    monkeypatch.setattr(counterpart.Handler, "_noted", slowly)
    back = browser.visit(browser.leave())
    began = time.monotonic()
    assert fragment_of(browser.come_back(back))["reason"] == "too_slow"
    assert time.monotonic() - began < 10
    assert_nothing_is_left()


def test_a_provider_that_is_not_there(browser, github, settings):
    github.names_itself = False
    back = browser.visit(browser.leave())
    settings.OAUTH_PROVIDERS = [provider(github, base_url="http://127.0.0.1:1")]
    response = browser.come_back(back, HTTP_ACCEPT="application/json")
    assert refusal(response) == (502, "provider_error", "unreachable")
    assert "GitHub can't be reached" in response.json()["detail"]
    assert_nothing_is_left()


def test_no_server_inside_is_asked(browser, github, settings):
    """By default only public addresses, by HTTPS; the fake is asked only because tests allow it."""
    back = browser.visit(browser.leave())
    settings.OUTBOUND_ALLOW_INSECURE = False
    assert fragment_of(browser.come_back(back))["reason"] == "unreachable"
    assert TOKEN not in github.requests
    assert_nothing_is_left()


def test_github_says_no_with_a_status_of_200(browser, github):
    back = browser.visit(browser.leave())
    github.codes.clear()
    response = browser.come_back(back, HTTP_ACCEPT="application/json")
    assert refusal(response) == (400, "provider_error", "code_refused")
    assert_nothing_is_left()


def test_a_wrong_client_secret_is_told_to_the_operator_only(browser, github, settings, caplog):
    settings.OAUTH_PROVIDERS = [provider(github, client_secret="an outdated secret of ours")]
    assert browser.arrive()["reason"] == "code_refused"
    (record,) = [record for record in caplog.records if record.name == "authentication.oauth.flow"]
    assert (record.provider, record.error) == ("github", "incorrect_client_credentials")
    assert "an outdated secret" not in caplog.text + str(vars(record))


def test_a_code_works_once_at_the_provider_too(browser, github):
    begun = browser.start()
    browser.visit(begun["authorize_url"])
    (code,) = github.codes
    assert browser.post("oauth/github/", {"code": code, "state": begun["state"]}).status_code == 200
    begun = browser.start()
    response = browser.post("oauth/github/", {"code": code, "state": begun["state"]})
    assert refusal(response) == (400, "provider_error", "code_refused")


@pytest.mark.parametrize("code", ["x", "x" * 4096, "ünïcode", "' OR 1=1", "a&client_id=b"])
def test_made_up_codes_are_refused(browser, code):
    begun = browser.start()
    response = browser.post("oauth/github/", {"code": code, "state": begun["state"]})
    assert refusal(response) == (400, "provider_error", "code_refused")


def test_redis_away_is_an_answer_too(browser, monkeypatch):
    def gone(*args, **kwargs):
        raise memory.RedisError("away")

    back = browser.visit(browser.leave())
    monkeypatch.setattr(memory, "client", gone)
    assert fragment_of(browser.come_back(back)) == {"error": "unavailable", "provider": "github"}
    assert browser.get(f"{AUTH}oauth/github/login/", HTTP_ACCEPT="application/json").status_code == 503


def test_a_provider_that_was_switched_off_meanwhile(browser, settings):
    back = browser.visit(browser.leave())
    settings.OAUTH_PROVIDERS = []
    assert fragment_of(browser.come_back(back))["error"] == "not_found"
    assert_nothing_is_left()


@pytest.mark.parametrize("login", ["", "x" * 5000, None, 5, ["a"], {"a": 1}])
def test_odd_names_are_no_fault(browser, github, login):
    github.account = octocat(name=login, login=login)
    assert browser.sign_in().status_code == 200
