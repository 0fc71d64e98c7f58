"""Who acts, and from where: carried by every grant and written into every event."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of actor did something."""

    USER = "user"
    TOKEN = "token"
    APPLICATION = "application"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. `address` is the trusted one, never a header as sent; `device` is the digest of what
    a browser keeps to be known again by, and is written into no event."""

    address: str | None = None
    agent: str = ""
    request_id: str = ""
    device: str = ""


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts. `label` is what people read in the audit log, frozen at the time."""

    kind: ActorKind
    id: UUID | None
    label: str
    origin: Origin = NOWHERE
    session_id: UUID | None = None

    @classmethod
    def system(cls, label: str = "KeyNest") -> "Actor":
        """The program itself: jobs and commands."""
        return cls(ActorKind.SYSTEM, None, label)
