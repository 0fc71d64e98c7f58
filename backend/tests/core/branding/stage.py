"""How tests word an organization's mail, and read what comes of it."""

from core.branding.models import MailTemplate
from kernel import mail
from kernel.models import OutboxMessage
from KeyNest.subscriptions import MAILS


def path_of(world, *tail):
    return "/".join([f"/api/core/organizations/{world.organization.id}", *map(str, tail), ""])


def change(world, texts, *, version=0, name="invitation", who="admin"):
    body = {"texts": texts, "version": version}
    return world[who].client.put(path_of(world, "mail-templates", name), body, format="json")


def preview(world, texts, *, name="invitation", **body):
    path = path_of(world, "mail-templates", name, "preview")
    return world.admin.client.post(path, {"texts": texts, **body}, format="json")


def store(world, texts, *, name="invitation", version=1):
    """Words as they lie in the database, however they came there."""
    return MailTemplate.objects.create(
        organization=world.organization,
        name=name,
        version=version,
        texts=texts,
        created_at=world.organization.created_at,
    )


def letters():
    """The mails that wait, composed now."""
    rows = OutboxMessage.objects.filter(kind="mail").order_by("created_at")
    composed = [MAILS[row.payload["template"]](row.payload) for row in rows]
    return [letter for letter in composed if letter is not None]


def sent():
    """The same, rendered."""
    return [mail.render(letter) for letter in letters()]


def faults(response):
    assert response.status_code == 400, response.content
    return {(fault["field"], fault["code"]) for fault in response.json()["errors"]}
