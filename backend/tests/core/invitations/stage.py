"""How tests read the letter that an invited person gets: through the outbox, as the worker would."""

import re

from kernel import mail
from kernel.models import OutboxMessage
from KeyNest.subscriptions import MAILS

TOKEN = re.compile(r"/invitation#token=([\w-]+)")


def url_of(world, *tail):
    return "/".join([f"/api/core/organizations/{world.organization.id}/invitations", *map(str, tail), ""])


def invite(world, email="new@example.com", role="member", who="admin"):
    return world[who].client.post(url_of(world), {"email": email, "role": role}, format="json")


def letters(email):
    """The letters waiting for an address, oldest first, rendered now."""
    rows = OutboxMessage.objects.filter(kind="mail", payload__template="invitation", payload__to=email)
    return [MAILS["invitation"](row.payload) for row in rows.order_by("created_at")]


def mailed_token(email="new@example.com"):
    """The token in the newest letter to that address."""
    return TOKEN.search(mail.render(letters(email)[-1]).text)[1]


def answer(client, verb, token):
    return client.post(f"/api/core/invitations/{verb}/", {"token": token}, format="json")
