"""Filling an organization's log through its API, and reading it."""

from kernel.models import EventRecord


def url_of(world, tail=""):
    return f"/api/core/organizations/{world.organization.id}/audit/{tail}"


def rename(world, name, who="owner"):
    response = world[who].client.patch(
        f"/api/core/organizations/{world.organization.id}/", {"name": name}, format="json"
    )
    assert response.status_code == 200


def fill(world, count):
    for n in range(count):
        rename(world, f"Acme {n}")


def rows(world):
    return EventRecord.objects.filter(stream__key=f"o:{world.organization.id}").order_by("seq")


def read(world, **query):
    response = world.admin.client.get(url_of(world), query)
    assert response.status_code == 200, response.content
    return response.json()["results"]
