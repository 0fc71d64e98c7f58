"""People as they stand beside what they changed: compact, and fetched once for a whole list."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from authentication.models import User
from kernel.statements import Statement

Person = dict[str, Any]

_COLUMNS = ("id", "email", "first_name", "last_name", "avatar_digest")
_PEOPLE = Statement(
    "SELECT id, email, first_name, last_name, avatar_digest FROM auth_account WHERE id = ANY(%(ids)s)", ids="uuid[]"
)


def people(ids: Iterable[UUID | None]) -> dict[UUID | None, Person]:
    """The people of these ids; whoever has deleted his account is missing, so ask with `.get()`."""
    wanted = {id_ for id_ in ids if id_}
    if not wanted:
        return {}
    users = [User(**dict(zip(_COLUMNS, row, strict=True))) for row in _PEOPLE.rows({"ids": list(wanted)})]
    return {
        user.pk: {"id": user.pk, "email": user.email, "full_name": user.full_name, "avatar_url": user.avatar_url}
        for user in users
    }
