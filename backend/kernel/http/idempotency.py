"""Idempotency-Key: a POST that creates, sent again, does nothing again and is answered as the first time."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from rest_framework.response import Response

from kernel import clock
from kernel.actor import Actor
from kernel.errors import Code, Problem, conflict
from kernel.models import RememberedAnswer

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=1)
KEY = re.compile(r"^[\x21-\x7e]{1,128}$")


class Repeated(Exception):
    """The request was answered before; `response` says what."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Remembering:
    """One request under a key: its answer is kept, or the key set free when it failed."""

    def __init__(self, row_id: int | None) -> None:
        self._row_id = row_id

    def keep(self, response: Response) -> None:
        """Store what was answered. A refusal changed nothing, so the key may be tried again."""
        if response.status_code >= 300:
            self.forget()
        elif self._row_id is not None:
            body = orjson.loads(orjson.dumps(response.data, default=str))
            self._write(lambda row: row.update(status=response.status_code, body=body))

    def forget(self) -> None:
        """Set the key free: the request failed."""
        if self._row_id is not None:
            self._write(lambda row: row.delete())

    def _write(self, change: Callable[[QuerySet[RememberedAnswer]], object]) -> None:
        """What was decided stays the answer, even if the database went away just now."""
        row_id, self._row_id = self._row_id or 0, None
        try:
            if connection.errors_occurred and not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            change(RememberedAnswer.objects.filter(pk=row_id))
        except (OperationalError, InterfaceError) as error:
            logger.warning("an answer was not remembered", extra={"error": type(error).__name__})


NOTHING = Remembering(None)


def begin(actor: Actor, key: str, what: str, body: Any) -> Remembering:
    """Claim a key for this request.

    Raises:
        Repeated: it was answered before.
        Problem: `conflict` when the key stands for another request or its first one still runs.
    """
    if not KEY.match(key):
        raise Problem(Code.INVALID, "Idempotency-Key holds 1 to 128 visible ASCII characters.")
    # Keyed, because a body may hold a secret that a thief of the table could guess at.
    said = what.encode() + b"\n" + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    print_ = salted_hmac("keynest.idempotency", said, algorithm="sha256").digest()
    try:
        row, fresh = RememberedAnswer.objects.get_or_create(
            actor=f"{actor.kind}:{actor.id}", key=key, defaults={"fingerprint": print_, "created_at": clock.now()}
        )
    except IntegrityError:  # it was there, and gone again at the second look: its request has failed just now
        raise _still_runs() from None
    if fresh:
        return Remembering(row.pk)
    if bytes(row.fingerprint) != print_:
        raise conflict("This Idempotency-Key was used for another request.")
    if row.status is None:
        raise _still_runs()
    raise Repeated(Response(row.body, status=row.status, headers={"Idempotency-Replayed": "true"}))


def _still_runs() -> Problem:
    return conflict("The first request with this Idempotency-Key still runs.")
