"""What mail programs and the page do with the link to unsubscribe that is in a letter."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rest_framework.test import APIClient

from core.notifications.models import Preference
from kernel import unsubscribing
from tests.world import World

PATH = "/api/core/unsubscribe/"
KIND = "project.created"
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def token_in(letter: Any) -> str:
    """As a mail program finds it: in the header."""
    (address,) = re.findall(r"^<(.*)>$", letter.extra_headers["List-Unsubscribe"])
    return parse_qs(urlsplit(address).query)["token"][0]


def click(api: APIClient, token: str, body: str = ONE_CLICK, media_type: str = FORM) -> Any:
    """What a mail program does."""
    return api.post(f"{PATH}?token={token}", body, content_type=media_type)


def wanted(world: World, kind: str = KIND) -> str:
    row = Preference.objects.filter(user=world.owner.user, kind=kind).first()
    return row.mail if row else "default"


def mark(world: World) -> str:
    return unsubscribing.mark(world.owner.user.email_key)
