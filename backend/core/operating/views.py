"""The operator's page over HTTP. Whoever is no operator finds nothing here."""

from typing import ClassVar
from uuid import UUID

from rest_framework.response import Response

from authentication.actions import operators
from authentication.actions.confirmation import demand_recent
from authentication.actions.operators import Operating, Operator
from core.operating import actions, selectors
from core.operating.serializers.outbox import (
    CountOut,
    IdsIn,
    LanguageIn,
    MessageOut,
    MessagesQuery,
    ReasonIn,
    RenderedOut,
    SpecimenOut,
    SpecimenQuery,
    SuppressionIn,
    SuppressionOut,
    SuppressionsQuery,
    WholeMessageOut,
    message_out,
    messages_out,
    specimens_out,
    suppressions_out,
)
from core.operating.serializers.workers import WorkersOut, workers_out
from kernel.http.pagination import page
from kernel.http.schema import documented, listed, paged
from kernel.http.throttling import Limit, by_actor
from kernel.http.views import Request, View
from kernel.operating import actions as by_hand

TAG = "operating"


class Workers(View):
    """How everything stands."""

    @documented("Read how queues, outbox, workers and jobs stand", answer=WorkersOut, tag=TAG)
    def get(self, request: Request) -> Response:
        _operator(request)
        return Response(workers_out())


class Outbox(View):
    """What must leave the process, and what has left lately."""

    queries = {"get": MessagesQuery}

    @documented("Search the outbox, newest first", answer=paged(MessageOut), tag=TAG)
    def get(self, request: Request) -> Response:
        rows = selectors.messages(_operator(request), request.query)
        return page(request, rows, order=("-id",), shape=messages_out)


class Message(View):
    """One of them."""

    @documented("Read a message of the outbox", answer=WholeMessageOut, tag=TAG)
    def get(self, request: Request, message_id: UUID) -> Response:
        return Response(message_out(selectors.message(_operator(request), message_id)))


class Resend(View):
    """Sending again."""

    @documented("Send messages again that were given up or wait", body=IdsIn, answer=CountOut, tag=TAG)
    def post(self, request: Request) -> Response:
        operator = _operator(request)
        return Response({"count": by_hand.resend(operator.actor, **IdsIn.parse(request))})


class ResendDead(View):
    """Sending again whatever a mended fault has stopped."""

    @documented("Send again what was given up, up to 1,000 at once", body=ReasonIn, answer=CountOut, tag=TAG)
    def post(self, request: Request) -> Response:
        operator = _operator(request)
        return Response({"count": by_hand.resend_dead(operator.actor, **ReasonIn.parse(request))})


class Drop(View):
    """Giving up for good."""

    @documented("Never send messages that were given up or wait", body=IdsIn, answer=CountOut, tag=TAG)
    def post(self, request: Request) -> Response:
        operator = _present(request)
        return Response({"count": by_hand.drop(operator.actor, **IdsIn.parse(request))})


class Suppressions(View):
    """Mailboxes that get no mail that can wait."""

    queries = {"get": SuppressionsQuery}

    @documented("List suppressed mailboxes, newest first", answer=paged(SuppressionOut), tag=TAG)
    def get(self, request: Request) -> Response:
        rows = selectors.suppressions(_operator(request), request.query.get("q", ""))
        return page(request, rows, order=("-id",), shape=suppressions_out)

    @documented("Suppress mail to a mailbox", body=SuppressionIn, answer=SuppressionOut, status=201, tag=TAG)
    def post(self, request: Request) -> Response:
        operator = _present(request)
        found = by_hand.suppress(operator.actor, **SuppressionIn.parse(request))
        return Response(SuppressionOut(found).data, status=201)


class OneSuppression(View):
    """One of them."""

    @documented("Allow all mail to a mailbox again", status=204, tag=TAG)
    def delete(self, request: Request, suppression_id: int) -> Response:
        by_hand.lift(_operator(request).actor, suppression_id=suppression_id)
        return Response(status=204)


class Mails(View):
    """The letters that there are."""

    @documented("List the letters", answer=listed(SpecimenOut), tag=TAG)
    def get(self, request: Request) -> Response:
        return Response({"results": specimens_out(selectors.letters(_operator(request)))})


class OneMail(View):
    """One of them, with made-up contents."""

    queries = {"get": SpecimenQuery}

    @documented("Look at a letter", answer=RenderedOut, tag=TAG)
    def get(self, request: Request, name: str) -> Response:
        rendered = selectors.specimen(_operator(request), name, **request.query)
        return Response(RenderedOut(rendered).data)


class MailTest(View):
    """The same in one's own mailbox."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("mail_test_user"),)}

    @documented("Mail a letter to yourself", body=LanguageIn, status=202, tag=TAG)
    def post(self, request: Request, name: str) -> Response:
        operator = _operator(request)
        actions.mail_specimen(operator, name=name, language=LanguageIn.parse(request).get("language", ""))
        return Response(status=202)


def _operator(request: Request) -> Operator:
    return operators.demand(request.actor, Operating.WORKERS)


def _present(request: Request) -> Operator:
    """One who was there a moment ago, for what keeps mail from people: a warning about that very session, for instance.

    Sending asks for no more than to be an operator: while no mail leaves, no code could be mailed to confirm by.
    """
    operator = _operator(request)
    demand_recent(operator.actor)
    return operator
