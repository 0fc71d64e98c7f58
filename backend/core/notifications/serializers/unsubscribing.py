"""The shapes of unsubscribing: by a mail program with one click (RFC 8058), or by the page that the link opens."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.notifications.selectors import mailings
from core.notifications.selectors.mailings import Mailing
from kernel.errors import invalid
from kernel.http.parsing import Body, Query, Text
from kernel.http.views import Request
from kernel.text import hint_of

LONGEST_TOKEN = 1000
# What our tokens are written in; anything else is sent nowhere.
TOKEN = r"^[A-Za-z0-9_:.-]+\Z"
CLICK = "List-Unsubscribe"


class TokenQuery(Query):
    """What stands in the link; whatever else passes for it on the way is not looked at."""

    extra = "ignore"

    token = serializers.RegexField(TOKEN, max_length=LONGEST_TOKEN)


class ClickQuery(TokenQuery):
    """The same where the token may stand in the body."""

    token = serializers.RegexField(TOKEN, max_length=LONGEST_TOKEN, required=False)


class UnsubscribeIn(Body):
    """What the page found behind its #."""

    token = Text(max_length=LONGEST_TOKEN)


class OneClickIn(serializers.Serializer[Any]):
    """What a mail program sends, the token being in the address."""

    def get_fields(self) -> dict[str, Any]:
        """The one field, whose name is none of Python's."""
        return {CLICK: serializers.ChoiceField(["One-Click"])}


class UnsubscribedOut(serializers.Serializer[Any]):
    """Of which mail, and whether it comes no more."""

    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    done = serializers.BooleanField()


class MailingOut(serializers.Serializer[Any]):
    """What a link stands for; `address_hint` is enough for its reader to know the mailbox."""

    label = serializers.CharField()  # type: ignore[assignment]  # as above
    address_hint = serializers.CharField()
    active = serializers.BooleanField()


def token_of(request: Request) -> str:
    """The token of a POST: from the address, with one click, or else from the body.

    Raises:
        Problem: `invalid`.
    """
    token = request.query.get("token")
    if token is None:
        return str(UnsubscribeIn.parse(request)["token"])
    said = request.data.get(CLICK) if isinstance(request.data, Mapping) else None
    if str(said).strip().lower() != "one-click":
        raise invalid(CLICK, "required", "Say List-Unsubscribe=One-Click.")
    return str(token)


def mailing_out(mailing: Mailing) -> dict[str, Any]:
    """What the page shows before the click."""
    active = mailings.is_active(mailing)
    return {"label": mailing.label, "address_hint": hint_of(mailing.address), "active": active}
