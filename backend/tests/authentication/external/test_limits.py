"""How often somebody may leave for a provider and come back."""

import pytest
from rest_framework.test import APIClient


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(("page", "limit"), [("login", "oauth_start_ip"), ("callback", "oauth_finish_ip")])
def test_addresses_are_limited_however_they_ask(db, settings, method, page, limit):
    """A HEAD runs all that a GET runs."""
    settings.RATES = settings.RATES | {limit: "2/m"}
    ask = getattr(APIClient(), method)
    path = f"/api/auth/oauth/nobody/{page}/"
    answers = [ask(path, HTTP_ACCEPT="application/json").status_code for _ in range(4)]
    assert 429 not in answers[:2]
    assert answers[2:] == [429, 429]
