"""Where a sign-in leads to: pages of ours only. And what stands in the address on the way there."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from authentication.actions.profile import set_active
from authentication.models import Identity, Session, User
from authentication.oauth import pages
from kernel import memory
from kernel.actor import Actor
from tests.authentication.external.steps import AUTH, Browser, fragment_of, refusal
from tests.authentication.steps import works
from tests.sweeps import leaks

FOREIGN = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "https:evil.example",
    "https://evil.example",
    "https://site.evil",
    "HTTPS://localhost:8000/",
    "http:/evil.example",
    "%2f%2fevil.example",
    "/%2f%2fevil.example",
    "/%2fevil.example",
    "/%252f%252fevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e%2e//evil.example",
    "/a//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/ok\r\nLocation: https://evil.example",
    "/ok\nSet-Cookie: a=b",
    "/%0d%0aLocation:%20https://evil.example",
    "/\tevil",
    "/\x00evil",
    "/ /evil.example",
    "/\u202eevil",
    "\t//evil.example",
    " //evil.example",
    "evil.example",
    "?next=x",
    "#x",
    "/" + "x" * 600,
    "/api/auth/oauth/github/login/",
    "/auth/github/login",
    "/admin/",
    "",
]
OURS = ["/", "/projects", "/orgs/acme/projects/shop?tab=a%2Fb&x=1#top", "/account/connections", "/a-b_c.d/~e", "/a/"]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_next_that_is_no_page_of_ours_is_ignored(browser, text):
    if "\x00" not in text:  # which is refused before anybody looks where it leads
        assert browser.arrive(next=text)["next"] == "/"
    assert pages.own(text) == "/"


@pytest.mark.parametrize("text", OURS)
def test_a_next_of_ours_is_led_to(browser, text):
    assert browser.arrive(next=text)["next"] == text


def test_nothing_of_a_next_becomes_a_header(browser):
    response = browser.client.get(f"{AUTH}oauth/github/login/?next={quote('/a')}%0d%0aX-Evil:%201")
    assert "X-Evil" not in response.headers
    assert "evil" not in response.headers["Location"].lower()


class TestHandover:
    """The code that stands for tokens in the browser's address."""

    def test_the_address_carries_no_token(self, browser):
        response = browser.come_back(browser.visit(browser.leave()))
        location = response.headers["Location"]
        assert set(fragment_of(response)) == {"code", "next"}
        assert "eyJ" not in location
        assert "knr_" not in location
        assert "?" not in location
        assert not Session.objects.exists()
        assert response.headers["Referrer-Policy"] == "no-referrer"

    def test_it_works_once(self, browser):
        code = browser.arrive()["code"]
        first = browser.post("oauth/handover/", {"code": code})
        assert works(first.json()["tokens"]["access"])
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)
        assert Session.objects.count() == 1

    def test_it_lives_a_minute(self, browser):
        code = browser.arrive()["code"]
        (key,) = memory.client().keys("oauth-handover:*")
        assert 55 <= memory.client().ttl(key) <= 60
        memory.client().expire(key, 0)
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)

    def test_another_browser_gains_nothing_by_it(self, browser):
        code = browser.arrive()["code"]
        assert refusal(Browser().post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)
        assert not Session.objects.exists()

    def test_its_cookie_goes_nowhere_else(self, browser, settings):
        settings.COOKIES_SECURE = True
        back = browser.visit(browser.leave())
        cookie = browser.come_back(back).cookies["__Secure-keynest_handover"]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
        assert (cookie["path"], cookie["max-age"]) == ("/api/auth/oauth/handover/", 60)

    def test_redis_holds_nothing_of_it_that_works(self, browser):
        code = browser.arrive()["code"]
        cookie = browser.client.cookies["keynest_handover"].value
        assert leaks.find({"code": code, "cookie": cookie}) == []

    def test_a_state_is_no_handover_and_the_other_way_round(self, browser):
        code = browser.arrive()["code"]
        assert fragment_of(browser.come_back(f"{AUTH}oauth/github/callback/?state={code}"))["error"] == "invalid_state"
        assert browser.post("oauth/handover/", {"code": code}).status_code == 200

    def test_the_account_is_looked_at_again(self, browser):
        code = browser.arrive()["code"]
        set_active(Actor.system(), user=User.objects.get(), active=False)
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (401, "invalid_credentials", None)
        set_active(Actor.system(), user=User.objects.get(), active=True)
        code = browser.arrive()["code"]
        Identity.objects.all().delete()
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)

    def test_what_ends_all_sessions_ends_it_too(self, browser):
        code = browser.arrive()["code"]
        User.objects.update(token_version=7)
        assert refusal(browser.post("oauth/handover/", {"code": code})) == (400, "invalid_state", None)

    def test_the_refresh_token_goes_into_the_cookie_where_asked(self, browser):
        code = browser.arrive()["code"]
        response = browser.post("oauth/handover/?cookie=1", {"code": code}, HTTP_X_KEYNEST_CLIENT="web")
        assert "refresh" not in response.json()["tokens"]
        assert response.cookies["keynest_refresh"]["samesite"] == "Strict"

    def test_a_second_factor_is_asked_for(self, browser, github):
        from kernel import clock

        browser.sign_in()
        User.objects.update(second_factor_at=clock.now() - timedelta(days=1))
        answer = browser.sign_in().json()
        assert answer["mfa_required"] is True
        assert "tokens" not in answer
        assert Session.objects.count() == 1
        assert browser.exchange().json()["mfa_required"] is True
