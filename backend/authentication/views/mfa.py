"""Second factors: completing a sign-in by one, setting them up, taking them away."""

from typing import Any, ClassVar

from rest_framework.response import Response

from authentication import challenges, selectors, serializers
from authentication.actions import mfa, proof
from authentication.serializers import (
    CodeOfAppIn,
    CookieQuery,
    FactorAddedOut,
    FactorsOut,
    NothingIn,
    PasswordChangedOut,
    RecoveryCodesOut,
    SecondStepIn,
    SeedOut,
    SignInOut,
)
from authentication.views.base import (
    AuthView,
    OpenView,
    besides_passkeys,
    by_passkey,
    demand_client_for_cookies,
    new_tokens,
    signed_in,
)
from kernel.errors import Problem
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor, by_address
from kernel.http.views import Request


def _account_of(request: Any) -> str | None:
    """What codes are counted by: the account that the token half signed in. A passkey, which nobody guesses, is not."""
    body = request.data if isinstance(request.data, dict) else {}
    try:
        return str(challenges.peek(str(body.get("mfa_token"))).user_id) if "code" in body else None
    except Problem:
        return None


class SecondStep(OpenView):
    """The rest of a sign-in."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {
        "post": (besides_passkeys(by_address("mfa_ip")), Limit("mfa_user", _account_of), by_passkey("passkey_ip"))
    }

    @documented("Complete a sign-in by a second factor", body=SecondStepIn, answer=SignInOut, tag="accounts")
    def post(self, request: Request) -> Response:
        body = SecondStepIn.parse(request)
        demand_client_for_cookies(request)
        return signed_in(request, proof.complete(request.origin, token=body.pop("mfa_token"), **body))


class Factors(AuthView):
    """One's own second factors."""

    @documented("Show one's second factors", answer=FactorsOut, tag="second factor")
    def get(self, request: Request) -> Response:
        return Response(serializers.factors(selectors.factors(mfa.owner(request.actor))))


class Totp(AuthView):
    """An app that shows codes."""

    queries: ClassVar = {"delete": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = dict.fromkeys(("post", "delete"), (by_actor("mfa_setup_user"),))

    @documented("Begin to set up an app that shows codes", body=NothingIn, answer=SeedOut, tag="second factor")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        secret, url = mfa.start_totp(request.actor)
        return Response({"secret": secret, "otpauth_url": url})

    @documented("Do without the app that shows codes", answer=PasswordChangedOut, tag="second factor")
    def delete(self, request: Request) -> Response:
        demand_client_for_cookies(request)
        return new_tokens(request, mfa.remove_totp(request.actor))


class TotpConfirm(AuthView):
    """The first code of the app."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("mfa_setup_user"),)}

    @documented("Let the app count, by a code of it", body=CodeOfAppIn, answer=FactorAddedOut, tag="second factor")
    def post(self, request: Request) -> Response:
        body = CodeOfAppIn.parse(request)
        demand_client_for_cookies(request)
        added = mfa.confirm_totp(request.actor, **body)
        return new_tokens(request, added.login, **serializers.recovery_codes(added))


class RecoveryCodes(AuthView):
    """Codes for when the other factor is not at hand."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("mfa_setup_user"),)}

    @documented("Make new recovery codes", body=NothingIn, answer=RecoveryCodesOut, tag="second factor")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        return Response({"recovery_codes": list(mfa.renew_recovery_codes(request.actor))})
