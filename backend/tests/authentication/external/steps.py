"""What the tests of external sign-in do again and again: leave for a provider, meet it by HTTP, and come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from rest_framework.test import APIClient

AUTH = "/api/auth/"


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, follows redirects to providers by real HTTP, and reads fragments."""

    slug: str = "github"
    client: APIClient = field(default_factory=APIClient)
    address: str = "203.0.113.7"

    def get(self, path: str, query: Mapping[str, str] | None = None, **headers: Any) -> Any:
        return self.client.get(path, query or {}, REMOTE_ADDR=self.address, **headers)

    def post(self, path: str, body: Mapping[str, Any] | None = None, **headers: Any) -> Any:
        return self.client.post(AUTH + path, body or {}, format="json", REMOTE_ADDR=self.address, **headers)

    def leave(self, **query: str) -> str:
        """Begin by the redirect flow; the address at the provider."""
        response = self.get(f"{AUTH}oauth/{self.slug}/login/", query)
        assert response.status_code == 302, response.content
        return str(response.headers["Location"])

    def visit(self, url: str) -> str:
        """Sign in at the provider, which agrees at once; the address that it sends the browser to."""
        answer = requests.get(url, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def come_back(self, url: str, **headers: Any) -> Any:
        """Follow the provider to our callback."""
        parts = urlsplit(url)
        return self.client.get(f"{parts.path}?{parts.query}", REMOTE_ADDR=self.address, **headers)

    def arrive(self, **query: str) -> dict[str, str]:
        """The whole way there and back; what our callback tells the page behind the #."""
        return fragment_of(self.come_back(self.visit(self.leave(**query))))

    def sign_in(self, **query: str) -> Any:
        """The whole way, to the tokens."""
        told = self.arrive(**query)
        assert "code" in told, told
        return self.post("oauth/handover/", {"code": told["code"]})

    def start(self, **body: str) -> dict[str, Any]:
        """Begin by the code exchange."""
        response = self.post(f"oauth/{self.slug}/start/", body)
        assert response.status_code == 200, response.content
        return dict(response.json())

    def exchange(self, **changed: str) -> Any:
        """The whole way by the code exchange."""
        begun = self.start()
        back = dict(parse_qsl(urlsplit(self.visit(begun["authorize_url"])).query))
        return self.post(f"oauth/{self.slug}/", back | changed)


def fragment_of(response: Any) -> dict[str, str]:
    """What the page of the web app is told."""
    assert response.status_code == 302, response.content
    page, _, fragment = response.headers["Location"].partition("#")
    assert page == "/oauth/callback"
    return dict(parse_qsl(fragment, strict_parsing=True))


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def refusal(response: Any) -> tuple[int, str, str | None]:
    """Status, code and reason of a problem."""
    body = response.json()
    return response.status_code, body["code"], body["errors"][0]["code"] if body["errors"] else None
