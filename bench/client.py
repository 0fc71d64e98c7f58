"""A small client of the API, for filling the stage as a user would."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import requests

PASSWORD = "correct horse battery staple"


@dataclass
class Client:
    """Somebody who is signed in."""

    url: str
    email: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def register(self) -> "Client":
        """Open the account (activation is switched off on this stage) and keep its token."""
        body = {"email": self.email, "password": PASSWORD}
        answer = self.call("POST", "auth/register/", body)
        self.token = answer["tokens"]["access"]
        self.session.headers["Authorization"] = f"Bearer {self.token}"
        return self

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Make a request and return its JSON; anything but success ends the run."""
        response = self.session.request(method, f"{self.url}/api/{path}", json=body, timeout=60)
        if not response.ok:
            raise SystemExit(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response.json() if response.content else None

    def environment_of(self, variables: int) -> str:
        """A new project with an environment of that many variables: its id."""
        if not hasattr(self, "organization"):
            self.organization = self.call("POST", "core/organizations/", {"name": f"Bench {self.email}"})["id"]
        project = self.call(
            "POST", "core/projects/", {"organization": self.organization, "name": f"With {variables}", "slug": _slug()}
        )
        environment = project["environments"][0]["id"]
        if variables:
            self.fill(environment, variables)
        return str(environment)

    def fill(self, environment: str, variables: int, mode: str = "merge") -> None:
        """Import that many values of 40 characters, as random as secrets are."""
        content = "\n".join(f"NAME_{n}={secrets.token_urlsafe(30)}" for n in range(variables))
        body = {"format": "dotenv", "content": content, "mode": mode, "dry_run": False}
        self.call("POST", f"core/environments/{environment}/import/", body)


_count = 0


def _slug() -> str:
    global _count  # noqa: PLW0603  # a counter of one process
    _count += 1
    return f"project-{_count}"
