"""Who reacts to which event, which mails there are, and how each kind of outbox message is delivered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kernel import mail
from kernel.events import Event

HANDLERS: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {}

MAILS: Mapping[str, Callable[..., Any]] = {}

DELIVERIES: Mapping[str, Callable[..., None]] = {"mail": mail.deliver}
