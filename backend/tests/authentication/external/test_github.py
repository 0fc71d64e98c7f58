"""Signing in by GitHub: whom it says, and what becomes of an account that it opens."""

import pytest

from authentication.models import Identity, Session, User
from tests.authentication.steps import deliver, works
from tests.counterparts.github import address, octocat


def test_the_first_sign_in_makes_the_account(browser, github):
    response = browser.sign_in()
    body = response.json()
    assert response.status_code == 200, body
    assert body["created"] is True
    assert works(body["tokens"]["access"])
    user = User.objects.get()
    assert (user.email, user.email_verified, user.has_usable_password()) == ("mona@example.com", True, False)
    assert (user.first_name, user.last_name) == ("Mona", "Lisa Octocat")
    (shown,) = body["user"]["identities"]
    assert (shown["provider"], shown["provider_name"], shown["email"]) == ("github", "GitHub", "mona@example.com")
    identity = Identity.objects.get()
    assert (identity.issuer, identity.subject) == (github.url, "583231")
    session = Session.objects.get()
    assert (session.method, session.identity) == ("github", identity)
    assert [letter.subject for letter in deliver()] == ["Welcome to KeyNest"]
