"""Making things happen on streams, as actions do."""

from uuid import UUID

from django.db import transaction

from core.invitations.events import InvitationRevoked
from core.notifications.models import Notification
from core.tenancy.models import Organization
from core.vault.events import EnvironmentUpdated
from kernel import clock, realtime, streams
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.events import Event, Target

ADDRESS = "203.0.113.7"


@action()
def _emit(actor: Actor, *happened: Event) -> None:
    for event in happened:
        emit(event)


def _event(kind: type[Event], organization: Organization, actor: Actor, number: int) -> Event:
    target = Target("thing", None, f"thing {number}")
    return kind(actor=actor, stream=f"o:{organization.id}", target=target, data={"n": number})


def happen(organization: Organization, actor: Actor, *numbers: int) -> None:
    """Events that every member may see, in one transaction."""
    _emit(actor, *[_event(EnvironmentUpdated, organization, actor, number) for number in numbers])


def happen_among_admins(organization: Organization, actor: Actor, *numbers: int) -> None:
    """Events that only who may read invitations sees."""
    _emit(actor, *[_event(InvitationRevoked, organization, actor, number) for number in numbers])


def from_address(actor: Actor) -> Actor:
    """The same actor, coming from an address that is nobody's business."""
    return Actor(actor.kind, actor.id, actor.label, Origin(ADDRESS, "curl/8", "r1"))


def notify(user_id: UUID, *titles: str) -> None:
    """Notifications, as the worker writes them."""
    with transaction.atomic():
        last = streams.advance(f"u:{user_id}", len(titles))
        for number, title in enumerate(titles, last - len(titles) + 1):
            Notification.objects.create(
                user_id=user_id,
                seq=number,
                event_id=clock_id(number),
                kind="member.joined",
                title=title,
                created_at=clock.now(),
            )
    realtime.moved(f"u:{user_id}", last)


def clock_id(number: int) -> UUID:
    """Some event's id."""
    return UUID(int=number)
