"""Bodies and queries: strict JSON of bounded size and depth, known fields only, and every fault named."""

from collections.abc import Mapping
from typing import IO, Any, ClassVar
from uuid import UUID

import orjson
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from kernel.errors import Code, Fault, Problem
from kernel.http.exceptions import faults

DEFAULT_LIMIT = 256 * 1024
MAX_DEPTH = 32


class StrictJSON(BaseParser):
    """Reads application/json; `body_limit` of the view bounds it (bytes)."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = getattr((parser_context or {}).get("view"), "body_limit", DEFAULT_LIMIT)
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise Problem(Code.PAYLOAD_TOO_LARGE, f"The body may have at most {limit} bytes.")
        try:
            data = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Problem(Code.INVALID, "The body is not valid JSON.") from None
        _refuse_unfit(data)
        return data


def _refuse_unfit(data: Any) -> None:
    """Refuse what is too deep, and NUL, which PostgreSQL can't store."""
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Problem(Code.INVALID, f"The body may be nested at most {MAX_DEPTH} deep.")
        following: list[Any] = []
        for item in level:
            if isinstance(item, str) and "\x00" in item:
                raise Problem(Code.INVALID, "The body holds a NUL character.")
            if isinstance(item, dict):
                following += item.keys()
                following += item.values()
            elif isinstance(item, list):
                following += item
        level = following


class Text(serializers.CharField):
    """A string, never a number or a boolean taken for one; every use states its maximum length."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Id(serializers.UUIDField):
    """A UUID as it is usually written; never a number, for which DRF would take one, and false for zero."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value=str(data)[:64])
        return UUID(str(super().to_internal_value(data)))


class Whole(serializers.IntegerField):
    """An integer within PostgreSQL's bigint, never a string or a boolean taken for one. In JSON 5.0 is one, too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", 2**53)
        kwargs.setdefault("min_value", 0)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    """true or false, and nothing that merely looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Body(serializers.Serializer[Any]):
    """Base of what a POST, PUT or PATCH may hold. `extra = "ignore"` is for the few that must be lenient."""

    extra: ClassVar[str] = "refuse"

    @classmethod
    def parse(cls, request: Request) -> dict[str, Any]:
        """The validated body.

        Raises:
            Problem: `invalid`, naming each faulty field, unknown ones included.
        """
        data = request.data
        # The framework reads no body at all as {}, which a PATCH would take for "change nothing".
        missing = request.method == "PATCH" and not int(request.META.get("CONTENT_LENGTH") or 0)
        if missing or not isinstance(data, dict):
            raise Problem(Code.INVALID, "The body must be a JSON object.")
        return cls.checked(data)

    @classmethod
    def checked(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Validate a mapping."""
        serializer = cls(data=data)
        found: list[Fault] = []
        if cls.extra == "refuse":
            unknown = sorted(set(data) - set(serializer.fields))
            found += [Fault(name[:100], "unknown", "There is no such field.") for name in unknown[:20]]
        if not serializer.is_valid():
            found += faults(serializer.errors)
        if found:
            raise Problem(Code.INVALID, "Some fields need a look.", errors=found)
        return dict(serializer.validated_data)

    def to_internal_value(self, data: Any) -> Any:
        """A body that stands inside another one refuses unknown fields just so."""
        if self.parent is not None and self.extra == "refuse" and isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))[:20]
            if unknown:
                faulty = {name[:100]: ["There is no such field."] for name in unknown}
                raise serializers.ValidationError(faulty, code="unknown")
        return super().to_internal_value(data)


class Query(serializers.Serializer[Any]):
    """Base of what a query string may hold. Here numbers and booleans are written as text, so DRF's own fields fit.

    `extra = "ignore"` is for addresses that others add to as they like.
    """

    extra: ClassVar[str] = "refuse"

    @classmethod
    def parse(cls, request: Request) -> dict[str, Any]:
        """The validated query; a name that is unknown or stands twice is refused."""
        given = request.query_params
        names = [name for name in given if cls.extra == "refuse" or name in cls._declared_fields]
        if not names and not cls._declared_fields:
            return {}
        serializer = cls(data={name: given[name] for name in names})
        found = [
            Fault(name[:100], "unknown", "There is no such parameter.")
            for name in names
            if name not in serializer.fields
        ]
        found += [
            Fault(name[:100], "repeated", "It may stand only once.") for name in names if len(given.getlist(name)) > 1
        ]
        found += [Fault(name[:100], "invalid", "It holds a NUL character.") for name in names if "\x00" in given[name]]
        if not found and not serializer.is_valid():
            found += faults(serializer.errors)
        if found:
            raise Problem(Code.INVALID, "Some query parameters need a look.", errors=found[:20])
        return dict(serializer.validated_data)


class PageQuery(Query):
    """What every paged list takes."""

    limit = serializers.IntegerField(min_value=1, max_value=200, required=False)
    cursor = serializers.CharField(max_length=500, required=False)
