"""Bringing what is sealed under an old master key under the new one, while everybody works; it may be stopped."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, F, Func, Model, QuerySet, Value

from authentication import factors, keys, sealing
from authentication.events import SecretsResealed
from authentication.models import Authenticator, Provider, SigningKey
from authentication.oauth import registry
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.events import Target


@dataclass(frozen=True, slots=True)
class Kind:
    """Something sealed: its table and column, and what each row is sealed for."""

    name: str
    model: type[Model]
    column: str
    place: Callable[[Any], str]


KINDS = (
    Kind("secrets of providers", Provider, "sealed_secret", registry.place_of),
    Kind("seeds of authenticators", Authenticator, "sealed_secret", lambda row: factors.place_of_seed(row.pk)),
    Kind("signing keys", SigningKey, "sealed_key", lambda row: keys.place_of(row.kid)),
)


@action()
def reseal(actor: Actor, *, kind: Kind, batch: int) -> int:
    """Seal some rows under the master key in use; how many, 0 when none is left that opens."""
    current, *old = sealing.master_keys()
    done = 0
    for key_id in old:
        for row in _under(kind, key_id).select_for_update().order_by("pk")[: batch - done]:
            done += _reseal(kind, row)
    if not done:
        unchanged()
        return 0
    target = Target("table", None, kind.model._meta.db_table)
    data = {"count": done, "master_key": current}
    emit(SecretsResealed(actor=actor, stream="s:keys", target=target, data=data))
    return done


def left(kind: Kind) -> dict[str, int]:
    """How many rows are under which other master key."""
    sealed = kind.model._default_manager.exclude(**{kind.column: None}).values_list(kind.column, flat=True)
    counts = Counter(sealing.key_of(one) for one in sealed.iterator())
    return {key_id: number for key_id, number in counts.items() if key_id != sealing.master_keys()[0]}


def _under(kind: Kind, key_id: str) -> QuerySet[Any]:
    mark = sealing.mark_of(key_id)
    head = Func(F(kind.column), Value(1), Value(len(mark)), function="substring", output_field=BinaryField())
    return kind.model._default_manager.alias(head=head).filter(head=mark)


def _reseal(kind: Kind, row: Any) -> bool:
    place = kind.place(row)
    try:
        plain = sealing.unseal(getattr(row, kind.column), place)
    except ValueError:  # it was changed: `left` names it
        return False
    setattr(row, kind.column, sealing.seal(plain, place))
    row.save(update_fields=[kind.column])
    return True
