"""The letters about accounts. Tokens are minted here, while a letter is written, and lie nowhere else."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings

from authentication import challenges, codes, devices, selectors
from authentication.actions.not_me import NOT_ME
from authentication.actions.password import EMAIL_CHANGE, RESET
from authentication.actions.proof import CONFIRMATION, SIGN_IN
from authentication.actions.registration import ACTIVATION
from authentication.models import User
from authentication.oauth.pages import CONNECTIONS
from kernel import clock, onetime
from kernel.mail import Letter, link, reader_of

Payload = Mapping[str, Any]
FEW_CODES = 4  # recovery codes left: time to make new ones


def activation(payload: Payload) -> Letter | None:
    """The link that activates one registration: the one that the mail is about, or the latest."""
    user = _active(payload)
    if user is None or user.email_verified:
        return None
    registration = selectors.registration(user, payload.get("registration"))
    if registration is None:
        return None
    data = {"registration": str(registration.id)}
    token = onetime.issue(ACTIVATION, str(user.id), ttl=settings.ACTIVATION_TTL, data=data)
    return _letter(
        user,
        "activation",
        url=link("/activate", token),
        hours=int(settings.ACTIVATION_TTL.total_seconds() // 3600),
        device=registration.device,
        at=registration.created_at,
    )


def already_registered(payload: Payload) -> Letter | None:
    """Somebody tried to register with an address that has an account."""
    user = _active(payload)
    if user is None or not user.email_verified:
        return None
    return _letter(user, "already_registered", url=link("/login"), reset=link("/forgot-password"))


def welcome(payload: Payload) -> Letter | None:
    """The account is ready."""
    user = _active(payload)
    return _letter(user, "welcome", url=link("/")) if user else None


def password_reset(payload: Payload) -> Letter | None:
    """The link that sets a new password; nothing for an address without an account, or a disabled one."""
    user = _active(payload)
    if user is None:
        return None
    token = onetime.issue(RESET, str(user.id), ttl=settings.PASSWORD_RESET_TTL)
    minutes = int(settings.PASSWORD_RESET_TTL.total_seconds() // 60)
    url = link("/reset-password", token)
    return _letter(user, "password_reset", url=url, minutes=minutes, login=link("/login"), providers=_instead(user))


def password_changed(payload: Payload) -> Letter | None:
    """The password is another one now."""
    user = _active(payload)
    return _letter(user, "password_changed", url=link("/forgot-password"), **_circumstances(payload)) if user else None


def email_change(payload: Payload) -> Letter | None:
    """The link that confirms a new address, sent there; to an address with an account of its own, only that."""
    user = _active(payload)
    # Whoever asked may have lost the account since: this letter must not bring him back.
    if user is None or (payload["session"] and not selectors.by_live_session(user.id, payload["session"])):
        return None
    owner = selectors.by_email(payload["to"])
    if owner is not None and owner.pk != user.pk:
        return already_registered({"user_id": str(owner.pk)})
    # Nor open it to an address that was mistyped: its mail may have waited until another was asked for, or be sent
    # again by hand much later.
    if selectors.wished_address(user.id) != payload["to"]:
        return None
    data = {"email": payload["to"], "session": payload["session"]}
    token = onetime.issue(EMAIL_CHANGE, str(user.id), ttl=settings.EMAIL_CHANGE_TTL, data=data)
    minutes = int(settings.EMAIL_CHANGE_TTL.total_seconds() // 60)
    context = {"name": user.full_name, "old": user.email, "url": link("/confirm-email", token), "minutes": minutes}
    return Letter(payload["to"], "email_change", context, **reader_of(user))


def email_changed(payload: Payload) -> Letter | None:
    """Told to the old address, whoever has the account now; of the move from there, and of none that came later."""
    user = _active(payload)
    if user is None:
        return None
    context = {"name": user.full_name, "new": payload.get("new", user.email), **_circumstances(payload)}
    return Letter(payload["to"], "email_changed", context, **reader_of(user))


def locked_out(payload: Payload) -> Letter | None:
    """Too many wrong passwords; how to get in nevertheless."""
    user = _active(payload)
    if user is None:
        return None
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    facts = {"address": payload["address"] or "", "device": payload["device"], "minutes": minutes}
    return _letter(user, "locked_out", url=link("/forgot-password"), **facts)


def new_sign_in(payload: Payload) -> Letter | None:
    """The account is used from somewhere new; the link says that it was not the owner, and works for a week.

    For a week from the sign-in: sent again by hand much later, it would give the account to an old mailbox.
    """
    user = _active(payload)
    left = datetime.fromisoformat(payload["at"]) + settings.NOT_ME_TTL - clock.now()
    if user is None or left <= timedelta():
        return None
    facts = {name: payload[name] for name in ("to", "method", "identity", "at")}
    token = onetime.issue(NOT_ME, str(user.id), ttl=left, data=facts)
    context = {"name": user.full_name, "url": link("/not-me", token), "days": ceil(left / timedelta(days=1))}
    return Letter(payload["to"], "new_sign_in", context | _circumstances(payload), **reader_of(user))


def identity_linked(payload: Payload) -> Letter | None:
    """Another provider opens the account now."""
    user = _active(payload)
    if user is None:
        return None
    facts = {"provider": payload["provider"], "by_address": payload["how"] == "address"}
    return _letter(user, "identity_linked", url=link(CONNECTIONS), **facts, **_circumstances(payload))


def identity_unlinked(payload: Payload) -> Letter | None:
    """A provider opens the account no more."""
    user = _active(payload)
    if user is None:
        return None
    facts = {"provider": payload["provider"], **_circumstances(payload)}
    return _letter(user, "identity_unlinked", url=link(CONNECTIONS), **facts)


def _instead(user: User) -> list[str]:
    """By what somebody without a password signs in; nothing where there is a password, or no other way."""
    if user.has_usable_password():
        return []
    names = selectors.provider_names()
    return [names[one.provider] for one in selectors.identities(user.id) if one.provider in names]


def second_factor_changed(payload: Payload) -> Letter | None:
    """What is different about the second factors, and whether sign-ins ask for one at all."""
    user = _active(payload)
    if user is None:
        return None
    passkey, change = payload["kind"] == "passkey", payload["change"]
    facts = {"passkey": passkey, "added": change == "added", "removed": change == "removed", "off": payload["off"]}
    return _letter(user, "second_factor_changed", url=link("/forgot-password"), **facts, **_circumstances(payload))


def second_factor_failed(payload: Payload) -> Letter | None:
    """Somebody knows the password, and types wrong codes."""
    user = _active(payload)
    facts = _circumstances(payload)
    return _letter(user, "second_factor_failed", url=link("/forgot-password"), **facts) if user else None


def recovery_code_used(payload: Payload) -> Letter | None:
    """A recovery code was used; how many are left."""
    user = _active(payload)
    if user is None:
        return None
    facts = {"left": payload["left"], "few": payload["left"] < FEW_CODES}
    return _letter(user, "recovery_code_used", url=link("/forgot-password"), **facts, **_circumstances(payload))


def sign_in_code(payload: Payload) -> Letter | None:
    """A code that completes the sign-in at `place`, if that still waits."""
    user = _active(payload)
    if user is None or not challenges.waits(payload["place"]):
        return None
    code = codes.make(SIGN_IN, payload["place"])
    facts = {"code": code, "minutes": codes.SECONDS // 60}
    return _letter(user, "sign_in_code", url=link("/forgot-password"), **facts, **_circumstances(payload))


def confirmation_code(payload: Payload) -> Letter | None:
    """A code that proves to a `session` that its owner is there."""
    user = _active(payload)
    if user is None:
        return None
    code = codes.make(CONFIRMATION, payload["session"])
    return _letter(user, "confirmation_code", code=code, minutes=codes.SECONDS // 60, **_circumstances(payload))


def _active(payload: Payload) -> User | None:
    if payload["user_id"] is None:
        return None
    return User.objects.defer("avatar").filter(pk=payload["user_id"], is_active=True).first()


def _letter(user: User, template: str, **context: Any) -> Letter:
    return Letter(user.email, template, {"name": user.full_name, **context}, **reader_of(user))


def _circumstances(payload: Payload) -> dict[str, Any]:
    return {
        "at": datetime.fromisoformat(payload["at"]),
        "address": payload["address"] or "",
        "device": devices.name_of(payload["agent"]),
    }
