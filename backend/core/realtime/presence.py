"""Who may know who is at an environment, and who is there: people who follow `e:<environment>`, which has no rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from authentication.models import User
from core.tenancy.grants import BARRED, guard_of
from core.tenancy.roles import ALLOWED, Permission, Role
from core.vault.models import Environment, Variable
from kernel.errors import not_found
from kernel.sockets import attendance, source
from kernel.sockets.source import Rights, Row
from kernel.statements import Statement

# Being online is following an organization, being at an environment is following that.
ATTENDED = frozenset({"o", "e"})

_ALLOWED_AT = Statement(
    "SELECT core_environment.id, user_id, role"  # noqa: S608  # our own words
    " FROM unnest(%(environments)s, %(users)s) AS asked(environment_id, user_id)"
    " JOIN core_environment ON core_environment.id = environment_id"
    " JOIN core_project ON core_project.id = core_environment.project_id"
    " JOIN core_membership USING (organization_id, user_id)"
    " JOIN core_organization ON core_organization.id = organization_id"
    f" JOIN auth_account ON auth_account.id = user_id WHERE is_active AND NOT ({BARRED})",
    environments="uuid[]",
    users="uuid[]",
)


class EnvironmentPresence:
    """`e:<environment>`: for those who may list its variables."""

    numbered: ClassVar[bool] = False

    def guard(self, key: UUID) -> str:
        """The organization's; none of an environment that is gone."""
        found = Environment.objects.filter(pk=key).values_list("project__organization_id", flat=True).first()
        return guard_of(found) if found else ""

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """What these people's roles allow at these environments."""
        asked = {"environments": [pair[0] for pair in pairs], "users": [pair[1] for pair in pairs]}
        allowed = {(at, user): ALLOWED[Role(role)] for at, user, role in _ALLOWED_AT.rows(asked)}
        return {pair: rights for pair, rights in allowed.items() if Permission.VARIABLE_LIST in rights}

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """There are none."""
        return []


def names_at(environment_id: UUID, names: Collection[str]) -> set[str]:
    """Of these names those of variables there. Whatever else was typed (a value, by mistake) goes no further."""
    found = Variable.objects.filter(environment_id=environment_id, name__in=names, deleted_at=None)
    return set(found.values_list("name", flat=True))


def company(stream: str, user_id: UUID) -> dict[str, Any]:
    """Who is on a stream, as somebody sees it who may follow it; of very many people only how many.

    Raises:
        Problem: `not_found`, for who may not, and for streams where nobody is counted.
        RedisError: nobody can tell.
    """
    origin, key = source.split(stream)
    if stream.partition(":")[0] not in ATTENDED or not origin.rights([(key, user_id)]):
        raise not_found()
    found = attendance.company(stream)
    marks = {UUID(user): words for user, words in (found.people or {}).items()}
    allowed = origin.rights([(key, user) for user in marks])
    people = [
        attendance.shape(str(user.pk), marks[user.pk]) | {"user": user}
        for user in User.objects.filter(pk__in=[user for _, user in allowed]).order_by("first_name", "last_name", "pk")
    ]
    return {"people": people, "count": found.count if found.people is None else len(people)}
