"""A project with its environments, made through the API, as each test of the vault needs one."""

from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.world import World


@dataclass
class Vault:
    """A project of the world's organization, and short ways to do what the tests do often."""

    world: World
    project: dict[str, Any]

    @property
    def environment(self) -> str:
        """The id of development."""
        return str(self.project["environments"][0]["id"])

    @property
    def production(self) -> str:
        """The id of production."""
        return str(self.project["environments"][2]["id"])

    @property
    def client(self) -> APIClient:
        """A member's client."""
        return self.world.member.client

    def set(self, name: str, value: str, environment: str | None = None, **fields: Any) -> dict[str, Any]:
        """Create a variable; the answer."""
        body = {"environment": environment or self.environment, "name": name, "value": value, **fields}
        response = self.client.post("/api/core/variables/", body, format="json")
        assert response.status_code == 201, response.json()
        return response.json()

    def values(self, environment: str | None = None) -> dict[str, str]:
        """What a reader gets."""
        response = self.client.get(f"/api/core/environments/{environment or self.environment}/values/")
        assert response.status_code == 200, response.json()
        return response.json()["variables"]

    def revision(self, environment: str | None = None) -> int:
        """Where the environment stands."""
        return int(self.client.get(f"/api/core/environments/{environment or self.environment}/").json()["revision"])


@pytest.fixture
def vault(world: World) -> Vault:
    """A project with development, staging and production."""
    body = {"organization": str(world.organization.id), "name": "Website"}
    response = world.admin.client.post("/api/core/projects/", body, format="json")
    assert response.status_code == 201, response.json()
    return Vault(world, response.json())
