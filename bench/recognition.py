"""Run by bench.guard in a process of its own, on a database of its own: looking up fingerprints among many versions."""

import os
import secrets
import time
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
django.setup()

from core.tenancy.models import Organization  # noqa: E402  # after the set-up
from core.vault import sealing  # noqa: E402
from core.vault.models import Environment, Project  # noqa: E402
from core.vault.selectors import recognition  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from kernel import clock  # noqa: E402

from bench.load import cpu_ms  # noqa: E402

VERSIONS, TRIES = 50_000, 100
CANDIDATES = (1, 20, 200, 900)
ROWS = """
WITH made AS (
    INSERT INTO core_variable (id, environment_id, name, kind, note, version, sealed, data_key_id, length, created_at,
        updated_at)
    SELECT gen_random_uuid(), %(environment)s, 'V_' || n, 'secret', '', 1, 'x', %(key)s, 1, now(), now()
    FROM generate_series(%(first)s::int, %(last)s::int) n RETURNING id, name
)
INSERT INTO core_variable_version (variable_id, number, revision, name, kind, note, sealed, data_key_id, length,
    fingerprints, deleted, source, author_label, created_at)
SELECT id, 1, 1, name, 'secret', '', 'x', %(key)s, 1, ARRAY(
    SELECT (random() * 9e18)::bigint FROM generate_series(1, 2 + (random() * 3)::int) WHERE made.id IS NOT NULL
), false, 'api', 'bench', now() FROM made
"""


def main() -> None:
    """Fill, and measure by how much a message might hold."""
    moment = clock.now()
    organization = Organization.objects.create(name="Bench", slug="bench", created_at=moment)
    project = Project.objects.create(
        organization=organization, name="P", slug="p", created_at=moment, updated_at=moment
    )
    key = sealing.new_data_key(project, 1)
    key.save()
    environment = Environment.objects.create(project=project, name="E", slug="e", created_at=moment, updated_at=moment)
    sealing.key_for(organization.pk, recognition.PURPOSE)
    with connection.cursor() as cursor:
        place = {"environment": environment.pk, "key": key.pk}
        cursor.execute(ROWS, place | {"first": 1, "last": VERSIONS})
        cursor.execute("ANALYZE")
        for count in CANDIDATES:
            print(
                count,
                *(f"{ms:.2f}" for ms in _measured(organization.pk, count)),
                _plan(cursor, organization.pk),
                sep="|",
            )


def _measured(organization_id: UUID, count: int) -> tuple[float, float]:
    """CPU of PostgreSQL for this one connection, and the median of the time that it takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    took, before = [], cpu_ms([pid])
    for _ in range(TRIES):
        marks = {"text": [secrets.token_urlsafe(16) for _ in range(count)]}
        began = time.perf_counter()
        recognition.known(organization_id, marks)
        took.append((time.perf_counter() - began) * 1000)
    return (cpu_ms([pid]) - before) / TRIES, sorted(took)[TRIES // 2]


def _plan(cursor: CursorWrapper, organization_id: UUID) -> str:
    """How the versions are read."""
    wanted = {"candidates": [secrets.randbits(62) for _ in range(900)], "organization_id": organization_id}
    cursor.execute("EXPLAIN " + recognition._FOUND._sql, wanted)
    lines = [line.strip() for (line,) in cursor.fetchall()]
    return next(
        line.split("  (")[0].strip("-> ") for line in lines if "version_fingerprints" in line or "version  (" in line
    )


if __name__ == "__main__":
    main()
