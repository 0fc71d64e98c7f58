"""Two people at the same moment: one wins, the other is told; nothing is lost, nothing breaks."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from core.vault.models import ChangeSet, Environment, Variable, VariableVersion

URL = "/api/core/variables/"
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work: Callable[[], int]) -> Counter[int]:
    barrier, statuses = threading.Barrier(len(work)), []

    def run(one: Callable[[], int]) -> None:
        barrier.wait()
        try:
            statuses.append(one())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def clients(vault):
    return [vault.world[who].client for who in ("owner", "admin", "member")] * 2


def test_of_several_who_saw_the_same_version_one_wins(vault):
    row = vault.set("A", "0")
    body = {"expected_version": 1}
    work = [
        lambda n=n, client=client: (
            client.patch(f"{URL}{row['id']}/", {**body, "value": str(n)}, format="json").status_code
        )
        for n, client in enumerate(clients(vault), 1)
    ]
    assert at_once(*work) == {200: 1, 409: 5}
    assert VariableVersion.objects.filter(variable_id=row["id"]).count() == 2


def test_without_a_version_all_are_written_one_after_the_other(vault):
    row = vault.set("A", "0")
    work = [
        lambda n=n, client=client: client.patch(f"{URL}{row['id']}/", {"value": str(n)}, format="json").status_code
        for n, client in enumerate(clients(vault), 1)
    ]
    assert at_once(*work) == {200: 6}
    numbers = VariableVersion.objects.filter(variable_id=row["id"]).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6, 7]


def test_a_name_is_created_once(vault):
    body = {"environment": vault.environment, "name": "A", "value": "x"}
    work = [lambda client=client: client.post(URL, body, format="json").status_code for client in clients(vault)]
    assert at_once(*work) == {201: 1, 409: 5}


def test_imports_and_changes_leave_no_hole_in_the_revisions(vault):
    url = f"/api/core/environments/{vault.environment}/"
    work = []
    for n, client in enumerate(clients(vault)):
        text = "\n".join(f"V{k}={n}" for k in range(30))
        body = {"format": "dotenv", "content": text}
        work.append(lambda client=client, body=body: client.post(f"{url}import/", body, format="json").status_code)
        changes = {"changes": [{"op": "set", "name": f"V{n}", "value": f"apply {n}"}]}
        work.append(lambda client=client, c=changes: client.post(f"{url}apply/", c, format="json").status_code)
    assert at_once(*work) == {200: 12}
    revisions = list(ChangeSet.objects.order_by("revision").values_list("revision", flat=True))
    environment = Environment.objects.get(pk=vault.environment)
    assert revisions == list(range(1, environment.revision + 1))
    assert environment.variable_count == Variable.objects.filter(environment=environment, deleted_at=None).count() == 30


def test_a_project_deleted_under_the_writers_hands_is_not_a_crash(vault):
    rows = [vault.set(f"V{n}", "x") for n in range(5)]
    work = [
        lambda row=row: vault.client.patch(f"{URL}{row['id']}/", {"value": "y"}, format="json").status_code
        for row in rows
    ]
    url = f"/api/core/projects/{vault.project['id']}/"
    admin = vault.world.admin.client
    statuses = at_once(*work, lambda: admin.delete(url, {"confirm": "website"}, format="json").status_code)
    assert statuses[204] == 1
    assert set(statuses) <= {200, 204, 404}


def test_the_same_slug_at_once_is_one_project_each(vault):
    body = {"organization": str(vault.world.organization.id), "name": "Twin"}
    work = [
        lambda client=client: client.post("/api/core/projects/", body, format="json").status_code
        for client in clients(vault)
    ]
    assert at_once(*work) == {201: 6}
