"""Unsubscribing over HTTP, by whoever holds a link: no account, no session, no cookie; only a POST changes anything."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any, ClassVar

from django.http import HttpResponse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser, FormParser, MultiPartParser
from rest_framework.request import Request as BaseRequest
from rest_framework.response import Response

from core.notifications.actions import unsubscribing
from core.notifications.selectors import mailings
from core.notifications.serializers.unsubscribing import (
    ClickQuery,
    MailingOut,
    OneClickIn,
    TokenQuery,
    UnsubscribedOut,
    UnsubscribeIn,
    mailing_out,
    token_of,
)
from kernel import mail
from kernel.errors import Code, Problem
from kernel.http.parsing import Query, StrictJSON
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_address
from kernel.http.views import Request, View
from kernel.unsubscribing import PAGE

LARGEST_FORM = 4096
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class _Small(BaseParser):
    """A form of one field."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(LARGEST_FORM + 1)
        if len(raw) > LARGEST_FORM:
            raise Problem(Code.PAYLOAD_TOO_LARGE, f"The form may have at most {LARGEST_FORM} bytes.")
        return super().parse(BytesIO(raw), media_type, parser_context)


class SmallForm(_Small, FormParser):
    """As most mail programs send it."""


class SmallMultiPart(_Small, MultiPartParser):
    """As others do."""


class _Whatever(DefaultContentNegotiation):
    """We answer as we always do: a mail program that names only HTML wants to be obeyed, not to read."""

    def select_renderer(self, request: BaseRequest, renderers: Any, format_suffix: Any = None) -> Any:
        """The only one."""
        return renderers[0], renderers[0].media_type


class _Open(View):
    """For anybody with a link."""

    authentication_classes = []
    permission_classes = []
    content_negotiation_class = _Whatever
    body_limit = LARGEST_FORM


class Unsubscribe(_Open):
    """The address in a letter's List-Unsubscribe header."""

    parser_classes = [StrictJSON, SmallForm, SmallMultiPart]
    queries: ClassVar[dict[str, type[Query]]] = {"get": TokenQuery, "post": ClickQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {
        "get": (by_address("unsubscribe_ip"),),
        "post": (by_address("unsubscribe_ip"),),
    }

    @documented("Go to the page that unsubscribes", status=303, tag="notifications")
    def get(self, request: Request) -> HttpResponse:
        """A scanner of links changes nothing."""
        return HttpResponse(status=303, headers={"Location": mail.link(PAGE, request.query["token"])})

    @documented(
        "Unsubscribe",
        body={"application/json": UnsubscribeIn, **dict.fromkeys(FORMS, OneClickIn)},
        answer=UnsubscribedOut,
        tag="notifications",
    )
    def post(self, request: Request) -> Response:
        mailing = unsubscribing.switch_off(request.origin, token=token_of(request))
        return Response({"label": mailing.label, "done": True})


class Preview(_Open):
    """What a link would switch off."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("unsubscribe_ip"),)}

    @documented("Look at what a link unsubscribes from", body=UnsubscribeIn, answer=MailingOut, tag="notifications")
    def post(self, request: Request) -> Response:
        return Response(mailing_out(mailings.of_token(UnsubscribeIn.parse(request)["token"])))


class Undo(_Open):
    """A change of mind."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("unsubscribe_ip"),)}

    @documented("Take an unsubscription back", body=UnsubscribeIn, answer=UnsubscribedOut, tag="notifications")
    def post(self, request: Request) -> Response:
        mailing = unsubscribing.switch_on(request.origin, **UnsubscribeIn.parse(request))
        return Response({"label": mailing.label, "done": False})
