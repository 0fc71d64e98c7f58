"""Cursor pages: {"next", "previous", "results"}, `?limit=` up to 200."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import Problem, invalid

M = TypeVar("M", bound=Model)


class _Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except Exception:  # noqa: BLE001  # whatever a forged cursor makes the library raise
            raise _not_ours() from None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """A cursor holds the place where a page begins; a forged one, what is no date or number."""
        if "cursor" not in request.query_params:
            return super().paginate_queryset(queryset, request, view)
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, ValidationError):
            raise _not_ours() from None


def _not_ours() -> Problem:
    return invalid("cursor", "invalid", "This cursor is not one of ours.")


def page(
    request: Request,
    rows: QuerySet[M],
    *,
    order: tuple[str, ...],
    shape: Callable[[list[M]], list[dict[str, Any]]],
    **extra: Any,
) -> Response:
    """Answer one page of `rows` in a stable `order`, each row formed by `shape`; `extra` stands beside the results."""
    pages = _Pages()
    pages.ordering = order
    found = pages.paginate_queryset(rows, request) or []
    return Response(
        {
            "next": pages.get_next_link(),
            "previous": pages.get_previous_link(),
            "results": shape(list(found)),
            **extra,
        }
    )
