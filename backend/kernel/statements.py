"""Statements of the hottest paths, which PostgreSQL parses and plans once for each connection instead of each time.

psycopg2 sends a statement's text whenever it runs, and for a short one planning costs more than running it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

# What was prepared on which connection of the driver; a connection that is lost takes its statements along.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


M = TypeVar("M", bound=Model)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns of a model's table, in the order in which `load` takes their values."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def load(model: type[M], values: Sequence[Any]) -> M:
    """A row of a model out of the values of its `columns`; for fields whose values need no further reading."""
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)


class Statement:
    """SQL with `%(name)s` for parameters, whose types PostgreSQL is told: `Statement("…", id="uuid")`."""

    def __init__(self, sql: str, **types: str) -> None:
        self._sql = sql
        self._name = "keynest_" + hashlib.sha256(sql.encode()).hexdigest()[:16]
        numbered = sql % {name: f"${number}" for number, name in enumerate(types, 1)}
        self._prepare = f"PREPARE {self._name} ({', '.join(types.values())}) AS {numbered}"
        self._execute = f"EXECUTE {self._name} ({', '.join(f'%({name})s' for name in types)})"

    def rows(self, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it, and fetch all that it answers."""
        with connection.cursor() as cursor:
            self._execute_on(cursor, parameters)
            return list(cursor.fetchall())

    def run(self, parameters: Mapping[str, Any]) -> None:
        """Run it."""
        with connection.cursor() as cursor:
            self._execute_on(cursor, parameters)

    def _execute_on(self, cursor: CursorWrapper, parameters: Mapping[str, Any]) -> None:
        if settings.PREPARED_STATEMENTS:
            self._make_known()
            cursor.execute(self._execute, parameters)
        else:
            cursor.execute(self._sql, parameters)

    def _make_known(self) -> None:
        known = _prepared.setdefault(connection.connection, set())
        if self._name not in known:
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(self._prepare)
            known.add(self._name)
