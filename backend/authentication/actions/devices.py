"""Where an account is signed in from: remembered at each sign-in, and told to its owner when it is new."""

from django.db.models import Count, Q

from authentication import selectors
from authentication.events import DeviceSeen
from authentication.models import Device, Session, User
from kernel import clock
from kernel.actions import emit
from kernel.actor import Actor
from kernel.http.origin import bucket


def note_device(
    actor: Actor, *, user: User, device: str, method: str, session: Session | None = None, proven: bool = False
) -> None:
    """In a running action: remember where a session began; say so if nobody came from there before.

    The admin site's sessions are none of ours: then there is no `session`.

    Nothing is said of an account's very first session, nor where the mailbox that would be told was just `proven`, nor
    where somebody who is signed in gets a new session for the old one.
    """
    origin = actor.origin
    household = bucket(origin.address) if origin.address else ""
    if not (_seen_before(user, origin.device, device, household) or proven or actor.session_id):
        identity = str(session.identity_id) if session and session.identity_id else None
        facts = {"session": str(session.id) if session else None, "method": method, "identity": identity}
        emit(DeviceSeen.about(actor, user, **facts, device=device))
    # Later than the event, whose moment tells what came with a stranger and what was there before.
    row = Device(user=user, digest=origin.device, name=device, household=household, last_used_at=clock.now())
    Device.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "digest", "name", "household"],
        update_fields=["last_used_at"],
    )


def _seen_before(user: User, digest: str, name: str, household: str) -> bool:
    """Whether this browser, or such a program in this household, was here; or nobody yet, in a new account."""
    moment = clock.now()
    browser = Q(digest=digest, last_used_at__gt=moment - selectors.BROWSER_KNOWN_FOR) & ~Q(digest="")
    program = Q(name=name, household=household, last_used_at__gt=moment - selectors.KNOWN_FOR)
    found = Device.objects.filter(user=user).aggregate(all=Count("pk"), known=Count("pk", filter=browser | program))
    first = found["all"] == 0 and user.date_joined > moment - selectors.BROWSER_KNOWN_FOR
    return bool(found["known"]) or first
