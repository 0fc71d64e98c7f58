"""Writing many rows in one statement, as one JSON text: several times cheaper than the ORM's bulk_create."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import BinaryField, Model


@dataclass(frozen=True, slots=True)
class _Statement:
    """The SQL, and how rows become its JSON: attribute and column of plain fields, and of bytes, which go as hex."""

    sql: str
    plain: list[tuple[str, str]]
    binary: list[tuple[str, str]]

    def record(self, row: Model) -> dict[str, Any]:
        """One row."""
        found = {column: getattr(row, attribute) for attribute, column in self.plain}
        for attribute, column in self.binary:
            value = getattr(row, attribute)
            found[column] = None if value is None else value.hex()
        return found


def write(rows: Iterable[Model], *, changed: Sequence[str] = ()) -> None:
    """Insert rows of one model; of those that are there already by id, overwrite the `changed` columns.

    Numbers that the database gives to new rows are not read back.
    """
    found = list(rows)
    if found:
        statement = _statement(type(found[0]), tuple(changed))
        records = orjson.dumps([statement.record(row) for row in found]).decode()
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [records])


@cache
def _statement(model: type[Model], changed: tuple[str, ...]) -> _Statement:
    fields: list[Any] = [field for field in model._meta.concrete_fields if changed or not field.db_returning]
    names = ", ".join(field.column for field in fields)
    types = ", ".join(
        f"{field.column} {'text' if isinstance(field, BinaryField) else field.rel_db_type(connection)}"
        for field in fields
    )
    values = ", ".join(
        f"decode({field.column}, 'hex')" if isinstance(field, BinaryField) else field.column for field in fields
    )
    sql = (
        f"INSERT INTO {model._meta.db_table} ({names})"  # noqa: S608  # names of our own tables and columns
        f" SELECT {values} FROM json_to_recordset(%s) AS rows ({types})"
    )
    if changed:
        sql += " ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in changed)
    pairs = [(isinstance(field, BinaryField), (field.attname, field.column)) for field in fields]
    return _Statement(sql, [pair for is_bytes, pair in pairs if not is_bytes], [pair for b, pair in pairs if b])
