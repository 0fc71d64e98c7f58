"""The providers of this installation, for operators. Nobody else finds anything here."""

from typing import ClassVar

from rest_framework.response import Response

from authentication.actions import operators, providers
from authentication.actions.operators import Operating
from authentication.oauth import registry
from authentication.serializers import NothingIn
from authentication.serializers.providers import (
    ProviderChangesIn,
    ProviderIn,
    ProviderOut,
    TrialOut,
    provider,
    trial,
)
from authentication.views.base import AuthView
from kernel.http.schema import documented, listed
from kernel.http.throttling import Limit, by_actor
from kernel.http.views import Request

TAG = "providers"


class Providers(AuthView):
    """All of them, those that are switched off too."""

    @documented("List the providers", answer=listed(ProviderOut), tag=TAG)
    def get(self, request: Request) -> Response:
        operators.demand(request.actor, Operating.PROVIDERS)
        return Response({"results": [provider(config) for config in registry.every()]})

    @documented("Add a provider", body=ProviderIn, answer=ProviderOut, status=201, tag=TAG)
    def post(self, request: Request) -> Response:
        operator = operators.demand(request.actor, Operating.PROVIDERS)
        return Response(provider(providers.add_provider(operator, **ProviderIn.parse(request))), status=201)


class OneProvider(AuthView):
    """One of them."""

    @documented("Read a provider", answer=ProviderOut, tag=TAG)
    def get(self, request: Request, slug: str) -> Response:
        operator = operators.demand(request.actor, Operating.PROVIDERS)
        return Response(provider(providers.one(operator, slug=slug)))

    @documented("Change a provider", body=ProviderChangesIn, answer=ProviderOut, tag=TAG)
    def patch(self, request: Request, slug: str) -> Response:
        operator = operators.demand(request.actor, Operating.PROVIDERS)
        body = ProviderChangesIn.parse(request)
        return Response(provider(providers.change_provider(operator, slug=slug, **body)))

    @documented("Remove a provider", status=204, tag=TAG)
    def delete(self, request: Request, slug: str) -> Response:
        operator = operators.demand(request.actor, Operating.PROVIDERS)
        providers.remove_provider(operator, slug=slug)
        return Response(status=204)


class Test(AuthView):
    """Asking it what a sign-in would ask."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("provider_test_user"),)}

    @documented("Try a provider out", body=NothingIn, answer=TrialOut, tag=TAG)
    def post(self, request: Request, slug: str) -> Response:
        operator = operators.demand(request.actor, Operating.PROVIDERS)
        NothingIn.parse(request)
        return Response(trial(providers.try_out(operator, slug=slug)))
