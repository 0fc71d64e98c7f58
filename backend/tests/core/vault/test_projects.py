"""Projects and environments."""

import pytest

from core.vault.models import DataKey, Environment, Project, VariableVersion
from kernel.models import EventRecord

URL = "/api/core/projects/"


def test_a_project_begins_with_three_environments_and_a_key(vault):
    shown = [(row["name"], row["color"], row["protected"]) for row in vault.project["environments"]]
    assert shown == [("development", "green", False), ("staging", "amber", False), ("production", "red", True)]
    assert vault.project["slug"] == "website"
    assert DataKey.objects.filter(project=vault.project["id"]).count() == 1
    assert EventRecord.objects.get(verb="vault.project.created").target_label == "Website"


def test_slugs_are_found_or_refused(vault):
    def create(**body):
        full = {"organization": str(vault.world.organization.id), "name": "Website", **body}
        return vault.client.post(URL, full, format="json")

    assert create().json()["slug"] == "website-2"
    assert create(name="日本").json()["slug"] == "project"
    assert create(slug="website").status_code == 409
    assert create(slug="Not A Slug").status_code == 400
    assert create(environments=["one", "one"]).json()["environments"][1]["slug"] == "one-2"
    assert create(environments=[]).json()["environments"] == []


def test_the_list_holds_the_organization_s_own_in_few_queries(vault, django_assert_max_num_queries):
    organization = vault.world.organization.id
    vault.set("SIGNED_IN", "so that the session is there")
    with django_assert_max_num_queries(4):
        rows = vault.client.get(f"{URL}?organization={organization}").json()["results"]
    assert [row["name"] for row in rows] == ["Website"]
    assert vault.world.outsider.client.get(f"{URL}?organization={organization}").status_code == 404
    assert vault.client.get(URL).status_code == 400


def test_a_project_is_renamed(vault):
    url = f"{URL}{vault.project['id']}/"
    answer = vault.client.patch(url, {"name": "Shop", "slug": "shop"}, format="json")
    assert (answer.json()["name"], answer.json()["slug"]) == ("Shop", "shop")
    assert EventRecord.objects.latest("at").data["fields"] == ["name", "slug"]
    vault.client.post(URL, {"organization": str(vault.world.organization.id), "name": "B"}, format="json")
    assert vault.client.patch(url, {"slug": "b"}, format="json").status_code == 409
    assert vault.world.viewer.client.patch(url, {"name": "X"}, format="json").status_code == 403


def test_a_project_is_deleted_with_all_that_is_in_it(vault):
    row = vault.set("A", "1")
    vault.client.patch(f"/api/core/variables/{row['id']}/", {"value": "2"}, format="json")
    url = f"{URL}{vault.project['id']}/"
    admin = vault.world.admin.client
    assert vault.client.delete(url, {"confirm": "website"}, format="json").status_code == 403
    assert admin.delete(url, {"confirm": "nonsense"}, format="json").status_code == 400
    assert admin.delete(url, {"confirm": "website"}, format="json").status_code == 204
    assert not Project.objects.filter(pk=vault.project["id"]).exists()
    assert not VariableVersion.objects.exists()
    assert admin.get(url).status_code == 404
    assert EventRecord.objects.latest("at").verb == "vault.project.deleted"


def names(vault):
    rows = vault.client.get(f"/api/core/environments/?project={vault.project['id']}").json()["results"]
    assert [row["position"] for row in rows] == list(range(len(rows)))
    return [row["name"] for row in rows]


def test_environments_are_added_and_moved(vault):
    body = {"project": vault.project["id"], "name": "Preview", "position": 1, "color": "violet"}
    answer = vault.client.post("/api/core/environments/", body, format="json")
    assert answer.status_code == 201
    assert names(vault) == ["development", "Preview", "staging", "production"]
    url = f"/api/core/environments/{answer.json()['id']}/"
    assert vault.client.patch(url, {"position": 9}, format="json").json()["position"] == 3
    assert names(vault) == ["development", "staging", "production", "Preview"]
    assert vault.client.patch(url, {"slug": "staging"}, format="json").status_code == 409
    assert vault.client.patch(url, {"color": "pink"}, format="json").status_code == 400


def test_a_protected_environment_is_not_deleted(vault):
    admin = vault.world.admin.client
    vault.set("A", "1", vault.production)
    url = f"/api/core/environments/{vault.production}/"
    assert admin.delete(url, {"confirm": "production"}, format="json").status_code == 409
    admin.patch(url, {"protected": False}, format="json")
    assert vault.client.delete(url, {"confirm": "production"}, format="json").status_code == 403
    assert admin.delete(url, {"confirm": "prod"}, format="json").status_code == 400
    assert admin.delete(url, {"confirm": "production"}, format="json").status_code == 204
    assert names(vault) == ["development", "staging"]
    assert Environment.objects.count() == 2


@pytest.mark.parametrize(
    "body", [{"name": "a\nb"}, {"name": ""}, {"name": None}, {"name": "\u202e"}, {"x": 1}, [], "x"]
)
def test_nonsense_is_refused(vault, body):
    url = f"/api/core/environments/{vault.environment}/"
    assert vault.client.patch(url, body, format="json").status_code == 400
