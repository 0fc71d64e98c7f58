"""Two environments side by side: which names both have, and whether their values are the same, without showing any."""

from dataclasses import dataclass

from django.db import connection

from core.vault import sealing
from core.vault.grants import EnvironmentGrant
from core.vault.models import Kind

_ROWS = """
SELECT name, version, length, kind, data_key_id, uuid_send(id) || int8send(version) || sealed
FROM core_variable WHERE environment_id = %s AND deleted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One variable on one side."""

    version: int
    length: int
    hidden: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One name. `same` is None where one side lacks it, or where it is write-only and guesses could be tried out."""

    name: str
    left: Side | None
    right: Side | None

    @property
    def same(self) -> bool | None:
        """Whether both sides hold the same value."""
        if self.left is None or self.right is None or self.left.hidden or self.right.hidden:
            return None
        return self.left.value == self.right.value


def compare(left: EnvironmentGrant, right: EnvironmentGrant) -> list[Row]:
    """Every name of either environment, in order."""
    ours, theirs = _side(left), _side(right)
    return [Row(name, ours.get(name), theirs.get(name)) for name in sorted(ours.keys() | theirs.keys())]


def _side(grant: EnvironmentGrant) -> dict[str, Side]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [grant.environment.pk])
        rows = cursor.fetchall()
    values = sealing.unseal_all(grant.place, [row[4:] for row in rows])
    return {
        name: Side(version, length, kind == Kind.WRITE_ONLY, value)
        for (name, version, length, kind, *_), value in zip(rows, values, strict=True)
    }
