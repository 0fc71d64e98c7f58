"""POST /api/auth/login/: who gets in, and what others learn."""

import pytest
from rest_framework.test import APIClient

from tests.factories import PASSWORD, make_user

URL = "/api/auth/login/"


@pytest.fixture
def anna(db):
    return make_user("Anna@example.com", password=PASSWORD, first_name="Anna", last_name="Lee")


def log_in(api, email="anna@example.com", password=PASSWORD, **extra):
    return api.post(URL, {"email": email, "password": password}, format="json", **extra)


def test_it_answers_user_and_tokens(api, anna):
    response = log_in(api)
    assert response.status_code == 200, response.content
    body = response.json()
    assert body["user"]["email"] == "Anna@example.com"
    assert body["tokens"]["token_type"] == "Bearer"
    assert response.headers["Cache-Control"] == "no-store"
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {body['tokens']['access']}")
    assert client.get("/me/").json()["full_name"] == "Anna Lee"
