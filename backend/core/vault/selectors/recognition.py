"""Recognizing stored values in a text: one statement through the index of fingerprints, and none for everyday words."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.vault import fingerprints, sealing
from kernel.statements import Statement

PURPOSE = b"keynest.fingerprints.1"

# Whatever a variable was at any time counts, in the trash too: a value that was replaced may still open something.
# One look into the index for each candidate, written so that the planner sees no other way: of `&&` with hundreds it
# expects so much that it reads the whole table, and without the WITH it walks the versions backwards (ADR 36).
_FOUND = Statement(
    """
    WITH hit AS MATERIALIZED (
        SELECT DISTINCT version.id, version.variable_id, version.fingerprints
        FROM unnest(%(candidates)s::bigint[]) AS candidate (mark)
        JOIN core_variable_version version ON version.fingerprints @> ARRAY[candidate.mark]
    )
    SELECT hit.fingerprints, variable.id, variable.name, environment.id, environment.name, project.name
    FROM hit
    JOIN core_variable variable ON variable.id = hit.variable_id
    JOIN core_environment environment ON environment.id = variable.environment_id
    JOIN core_project project ON project.id = environment.project_id
    WHERE project.organization_id = %(organization_id)s
    ORDER BY hit.id DESC LIMIT 20
    """,
    candidates="bigint[]",
    organization_id="uuid",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A variable whose value, or a part of it, stands in a text; `field` names the text."""

    field: str
    variable_id: UUID
    name: str
    environment_id: UUID
    environment: str
    project: str


Marks = Mapping[str, list[str]]


def marks_of(texts: Mapping[str, str]) -> Marks:
    """What in each text could be a value; texts in which nothing could are left out."""
    found = ((field, fingerprints.marks_of_text(text)) for field, text in texts.items())
    return {field: marks for field, marks in found if marks}


def known(organization_id: UUID, marks: Marks) -> list[Found]:
    """The organization's variables that these are marks of, each once."""
    key = sealing.known_key(organization_id, PURPOSE) if marks else None
    if key is None:  # nothing of this organization can be recognized yet
        return []
    candidates = {field: set(fingerprints.digests(key, some)) for field, some in marks.items()}
    every = list(set().union(*candidates.values()))
    found: dict[UUID, Found] = {}
    for hit, variable_id, *names in _FOUND.rows({"candidates": every, "organization_id": organization_id}):
        if variable_id not in found:
            field = next(field for field, some in candidates.items() if not some.isdisjoint(hit))
            found[variable_id] = Found(field, variable_id, *names)
    return list(found.values())


def found_in(organization_id: UUID, text: str) -> list[Found]:
    """The organization's variables whose values stand in a text, whole or in parts."""
    return known(organization_id, marks_of({"text": text}))
