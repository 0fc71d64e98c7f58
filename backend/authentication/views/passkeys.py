"""Passkeys: adding and removing them, and the questions that browsers put to them."""

from typing import ClassVar
from uuid import UUID

from rest_framework.response import Response

from authentication import serializers
from authentication.actions import passkeys
from authentication.serializers import (
    CookieQuery,
    LoginOut,
    NothingIn,
    PasskeyAddedOut,
    PasskeyAddIn,
    PasskeyCeremonyOut,
    PasskeyOptionsOut,
    PasskeyOut,
    PasskeyRenameIn,
    PasskeySignInIn,
    PasswordChangedOut,
    PendingIn,
)
from authentication.views.base import AuthView, OpenView, demand_client_for_cookies, new_tokens, signed_in
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor, by_address
from kernel.http.views import Request

Limits = dict[str, tuple[Limit, ...]]


class SignInOptions(OpenView):
    """The question to whoever it is. No address is asked for, so none can be tried out."""

    limits: ClassVar[Limits] = {"post": (by_address("passkey_ip"),)}

    @documented("Begin to sign in by a passkey", body=NothingIn, answer=PasskeyCeremonyOut, tag="accounts")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        ceremony, options = passkeys.begin_sign_in()
        return Response({"options": options, "ceremony": ceremony})


class SignIn(OpenView):
    """A session by a passkey alone."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[Limits] = {"post": (by_address("passkey_ip"),)}

    @documented("Sign in by a passkey", body=PasskeySignInIn, answer=LoginOut, tag="accounts")
    def post(self, request: Request) -> Response:
        body = PasskeySignInIn.parse(request)
        demand_client_for_cookies(request)
        return signed_in(request, passkeys.sign_in(request.origin, **body))


class SecondStepOptions(OpenView):
    """The question to the passkeys of whoever is half signed in."""

    limits: ClassVar[Limits] = {"post": (by_address("passkey_ip"),)}

    @documented("Ask for a passkey as second factor", body=PendingIn, answer=PasskeyOptionsOut, tag="accounts")
    def post(self, request: Request) -> Response:
        return Response({"options": passkeys.begin_second_step(PendingIn.parse(request)["mfa_token"])})


class PresenceOptions(AuthView):
    """The question to one's own passkeys, before something grave."""

    limits: ClassVar[Limits] = {"post": (by_address("passkey_ip"),)}

    @documented("Ask for a passkey to confirm with", body=NothingIn, answer=PasskeyOptionsOut, tag="accounts")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        return Response({"options": passkeys.begin_confirmation(request.actor)})


class Options(AuthView):
    """The question for a new passkey."""

    limits: ClassVar[Limits] = {"post": (by_actor("mfa_setup_user"),)}

    @documented("Begin to add a passkey", body=NothingIn, answer=PasskeyOptionsOut, tag="second factor")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        return Response({"options": passkeys.begin_adding(request.actor)})


class Passkeys(AuthView):
    """One's own passkeys; `GET mfa/` lists them."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[Limits] = {"post": (by_actor("mfa_setup_user"),)}

    @documented("Add a passkey", body=PasskeyAddIn, answer=PasskeyAddedOut, status=201, tag="second factor")
    def post(self, request: Request) -> Response:
        body = PasskeyAddIn.parse(request)
        demand_client_for_cookies(request)
        made = passkeys.add(request.actor, **body)
        more = {"passkey": PasskeyOut(made.passkey).data, **serializers.recovery_codes(made.added)}
        return new_tokens(request, made.added.login, status=201, **more)


class OnePasskey(AuthView):
    """One of them."""

    queries: ClassVar = {"delete": CookieQuery}
    limits: ClassVar[Limits] = dict.fromkeys(("patch", "delete"), (by_actor("mfa_setup_user"),))

    @documented("Rename a passkey", body=PasskeyRenameIn, answer=PasskeyOut, tag="second factor")
    def patch(self, request: Request, passkey_id: UUID) -> Response:
        body = PasskeyRenameIn.parse(request)
        return Response(PasskeyOut(passkeys.rename(request.actor, passkey_id=passkey_id, **body)).data)

    @documented("Remove a passkey", answer=PasswordChangedOut, tag="second factor")
    def delete(self, request: Request, passkey_id: UUID) -> Response:
        demand_client_for_cookies(request)
        return new_tokens(request, passkeys.remove(request.actor, passkey_id=passkey_id))
