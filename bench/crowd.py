"""An organization full of people, and somebody who makes things happen in it: inside a process with our settings.

`python -m bench.crowd gather <count>` prints the organization's stream and an access token a person as JSON;
`python -m bench.crowd tickets` changes such tokens, a line each, into tickets, which it prints as JSON.
`python -m bench.crowd speak <how> <stream> <per second> <seconds>` publishes (`ours`: changes committed to
PostgreSQL; `bare`, `stock`: text by Redis) and prints the number and the moment of each as JSON.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterable

import django

PADDING = "x" * 420  # an event's frame has about 500 bytes


def gather(count: int) -> None:
    """Make them."""
    from authentication.actions.sessions import actor_of, issue_login
    from authentication.models import User
    from core.tenancy.actions import create_organization
    from core.tenancy.models import Membership
    from django.utils import timezone
    from kernel.actor import NOWHERE

    moment = timezone.now()
    names = [f"member{number}@example.com" for number in range(count)]
    users = User.objects.bulk_create(User(email=name, email_key=name, email_verified_at=moment) for name in names)
    organization = create_organization(actor_of(users[0], NOWHERE), name="Crowd")
    members = [Membership(organization=organization, user=user, role="viewer", created_at=moment) for user in users[1:]]
    Membership.objects.bulk_create(members)
    logins = [issue_login(actor_of(user, NOWHERE), user=user, method="password") for user in users]
    print(json.dumps({"stream": f"o:{organization.id}", "tokens": [login.access for login in logins]}))


def tickets(tokens: Iterable[str]) -> None:
    """Sell one for each, to whom no page belongs."""
    from authentication import socket

    print(json.dumps([socket.issue_ticket(token.strip(), page=False) for token in tokens]))


def speak(how: str, stream: str, per_second: float, seconds: float) -> None:
    """Keep the pace, whatever each one takes."""
    say = {"ours": _ours, "bare": _bare, "stock": _stock}[how](stream)
    said: list[tuple[int, int]] = []
    began = time.monotonic()
    first = int(began * 1000)  # no number twice, so that what comes late is not taken for what comes next
    for number in range(int(per_second * seconds)):
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        said.append(say(first + number))
    time.sleep(1)  # what is published by another thread leaves before this process ends
    print(json.dumps(said))


def _ours(stream: str) -> Callable[[int], tuple[int, int]]:
    from core.tenancy import grants
    from core.tenancy.actions import change_organization
    from core.tenancy.models import Membership
    from core.tenancy.roles import Permission
    from django.db import transaction
    from kernel.actor import Actor, ActorKind
    from kernel.models import Stream

    owner = Membership.objects.select_related("user").get(organization_id=stream[2:], role="owner").user
    actor = Actor(ActorKind.USER, owner.id, owner.email)
    heads = itertools.count(Stream.objects.get(key=stream).head + 1)

    def say(number: int) -> tuple[int, int]:
        moments: list[int] = []
        with transaction.atomic():
            transaction.on_commit(lambda: moments.append(time.monotonic_ns()))
            grant = grants.organization(actor, owner.memberships.get().organization_id, Permission.ORGANIZATION_UPDATE)
            change_organization(grant, name=f"Crowd {number}")
        return next(heads), moments[0]

    return say


def _bare(stream: str) -> Callable[[int], tuple[int, int]]:
    from redis import Redis

    from bench.peers import TOPIC

    client = Redis.from_url(os.environ["REDIS_URL"])

    def say(number: int) -> tuple[int, int]:
        moment = time.monotonic_ns()
        client.publish(TOPIC, json.dumps({"seq": number, "text": PADDING}))
        return number, moment

    return say


def _stock(stream: str) -> Callable[[int], tuple[int, int]]:
    from channels.layers import get_channel_layer

    from bench.peers import TOPIC

    loop, layer = asyncio.new_event_loop(), get_channel_layer()

    def say(number: int) -> tuple[int, int]:
        moment = time.monotonic_ns()
        message = {"type": "said", "text": json.dumps({"seq": number, "text": PADDING})}
        loop.run_until_complete(layer.group_send(TOPIC, message))
        return number, moment

    return say


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
    django.setup()
    if sys.argv[1] == "gather":
        gather(int(sys.argv[2]))
    elif sys.argv[1] == "tickets":
        tickets(sys.stdin)
    else:
        speak(sys.argv[2], sys.argv[3], float(sys.argv[4]), float(sys.argv[5]))
