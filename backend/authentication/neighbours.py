"""What authentication asks of the apps above it, which it may not know: the project's table names who answers."""

from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from kernel import subscriptions
from kernel.actor import Actor
from kernel.errors import Fault


class Invitations(Protocol):
    """Links that prove an address."""

    def email_of(self, token: str) -> tuple[str, bool]:
        """The address that the link is for, and whether it proves it, not being copied by hand. `invalid_token`."""
        ...

    def accept(self, actor: Actor, token: str) -> Any:
        """Take the invitation, as the invited person, in the running action."""
        ...

    def waits_for(self, email: str) -> bool:
        """Whether somebody has asked this very address in, and waits for its answer."""
        ...


class _Answers(Protocol):
    """The part of the project's table that is meant for us."""

    INVITATION: Invitations

    def PERMISSIONS(self, user_id: UUID) -> dict[str, str]: ...  # noqa: N802  # the table's manner
    def LEAVING(self, actor: Actor, user_id: UUID) -> Sequence[Fault]: ...  # noqa: N802  # the table's manner


def invitations() -> Invitations:
    """Who knows about invitations."""
    return _answers().INVITATION


def roles_of(user_id: UUID) -> dict[str, str]:
    """Organization id to role, for a token's display claims."""
    return _answers().PERMISSIONS(user_id)


def let_go(actor: Actor, user_id: UUID) -> Sequence[Fault]:
    """Prepare the deletion of an account, in the running action; what still stands against it."""
    return _answers().LEAVING(actor, user_id)


def _answers() -> _Answers:
    return cast(_Answers, subscriptions.table())
