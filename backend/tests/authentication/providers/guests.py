"""Guests: what a good token of a trusted issuer says, and what is answered to one."""

from tests.authentication.steps import bearer

AUDIENCE = "keynest-api-of-keycloak"
GOOD = {"aud": AUDIENCE}


def me(token):
    return bearer(token).get("/me/")


def refusal(response):
    assert response.status_code == 401, response.content
    problem = response.json()
    return problem["code"], *(one["code"] for one in problem["errors"])
