"""Reading accounts and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from authentication import issuers, liveness, refresh, tokens
from authentication.events import EmailChanged, EmailChangeRequested
from authentication.models import Authenticator, Device, Identity, Passkey, RecoveryCode, Registration, Session, User
from authentication.oauth import registry
from kernel import clock
from kernel.errors import Problem, not_found
from kernel.http.origin import bucket
from kernel.models import EventRecord
from kernel.text import fold_email

KNOWN_FOR = timedelta(days=90)
WISHED_FOR = timedelta(days=4)  # a mail may wait for three
BROWSER_KNOWN_FOR = timedelta(days=400)  # as long as browsers keep a cookie at most


@dataclass(frozen=True, slots=True)
class Factors:
    """An account's second factors, for its owner."""

    enabled: bool
    totp_since: datetime | None
    codes_left: int
    codes_since: datetime | None
    passkeys: Sequence[Passkey]


def by_email(email: str) -> User | None:
    """The account of an address, however it is spelt."""
    try:
        return User.objects.filter(email_key=fold_email(email)).first()
    except ValueError:
        return None


def by_id(user_id: UUID) -> User:
    """An account that is known to be there. Raises `not_found` when it went meanwhile."""
    user = User.objects.filter(pk=user_id).defer("avatar").first()
    if user is None:
        raise not_found()
    return user


def username_taken(username: str, *, besides: str) -> bool:
    """Whether somebody has this user name, in any case, other than a registration that waits for `besides` (folded).

    For a proven account it is taken whoever asks: else a known name and a guessed address could be tried together.
    """
    waiting = Q(email_key=besides, email_verified_at=None)
    return User.objects.filter(username__iexact=username).exclude(waiting).exists()


def registration(user: User, registration_id: str | None) -> Registration | None:
    """What was asked for: at that time, or last."""
    rows = Registration.objects.filter(user=user).order_by("-created_at")
    return (rows.filter(pk=registration_id) if registration_id else rows).first()


def second_factors(user: User) -> tuple[str, ...]:
    """Which proofs complete this account's sign-in: `totp`, `passkey`, `recovery_code`."""
    found = []
    if Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists():
        found.append("totp")
    if Passkey.objects.filter(user=user).exists():
        found.append("passkey")
    if RecoveryCode.objects.filter(user=user, used_at=None).exists():
        found.append("recovery_code")
    return tuple(found)


def factors(user: User) -> Factors:
    """Which second factors there are, and how many recovery codes are left."""
    app = Authenticator.objects.filter(user=user, confirmed_at__isnull=False).first()
    codes = RecoveryCode.objects.filter(user=user)
    newest = codes.order_by("-created_at").first()
    return Factors(
        enabled=user.mfa_enabled,
        totp_since=app.confirmed_at if app else None,
        codes_left=codes.filter(used_at=None).count(),
        codes_since=newest.created_at if newest else None,
        passkeys=passkeys(user),
    )


def live_sessions(user_id: UUID) -> list[Session]:
    """The sessions that could be used now, the last used first."""
    moment = clock.now()
    rows = Session.objects.filter(
        user_id=user_id, revoked_at=None, idle_expires_at__gt=moment, expires_at__gt=moment
    ).order_by("-last_used_at")
    return list(rows[:200])


def by_live_session(user_id: UUID, session_id: UUID | str) -> User | None:
    """The account, while it is active and this session of it lives."""
    moment = clock.now()
    rows = User.objects.filter(
        pk=user_id,
        is_active=True,
        sessions__pk=session_id,
        sessions__revoked_at=None,
        sessions__idle_expires_at__gt=moment,
        sessions__expires_at__gt=moment,
    )
    return rows.defer("avatar").first()


def wished_address(user_id: UUID) -> str | None:
    """The address that the account's owner asked for last and that still waits; None when there is none by now."""
    moves = EventRecord.objects.filter(
        stream__key=f"a:{user_id}", verb__in=[EmailChangeRequested.verb, EmailChanged.verb]
    )
    last = moves.filter(at__gt=clock.now() - WISHED_FOR).order_by("-seq").first()
    return str(last.data["new"]) if last is not None and last.verb == EmailChangeRequested.verb else None


def identities(user_id: UUID) -> list[Identity]:
    """Who somebody is at other providers, the first connected first."""
    return list(Identity.objects.filter(user_id=user_id).order_by("created_at"))


def provider_names() -> dict[str, str]:
    """What the enabled providers are called, by slug."""
    return {config.slug: config.name for config in registry.enabled()}


def could_sign_in_without(user: User, identity: Identity) -> bool:
    """Whether there is another way into the account: a password, a passkey, or another provider that is enabled."""
    if user.has_usable_password() or Passkey.objects.filter(user=user).exists():
        return True
    others = Identity.objects.filter(user=user).exclude(pk=identity.pk)
    return others.filter(provider__in=provider_names()).exists()


def could_sign_in_without_passkey(user: User, passkey: Passkey) -> bool:
    """Whether there is another way in than this passkey: a password, another passkey, or a provider that is enabled."""
    others = Passkey.objects.filter(user=user).exclude(pk=passkey.pk)
    providers = Identity.objects.filter(user=user, provider__in=provider_names())
    return user.has_usable_password() or others.exists() or providers.exists()


def passkeys(user: User) -> list[Passkey]:
    """An account's passkeys, the oldest first."""
    return list(Passkey.objects.filter(user=user).order_by("created_at"))


def passkey(credential_id: bytes, *, of: User | None = None) -> Passkey | None:
    """The passkey that its authenticator calls so; of this account, if one is asked for."""
    rows = Passkey.objects.filter(credential_id=credential_id).select_related("user").defer("user__avatar")
    return (rows.filter(user=of) if of else rows).first()


def was_used_from(user: User | None, address: str, digest: str = "") -> bool:
    """Whether the account was signed in from this address, or its IPv6 household, or by this browser, some time ago."""
    moment = clock.now()
    here = Q(household=bucket(address), last_used_at__gt=moment - KNOWN_FOR)
    browser = Q(digest=digest, last_used_at__gt=moment - BROWSER_KNOWN_FOR) & ~Q(digest="")
    return Device.objects.filter(here | browser, user=user).exists()


def avatar(user_id: UUID, digest: str) -> bytes | None:
    """The picture of that digest, if it is the account's present one."""
    picture = User.objects.filter(pk=user_id, avatar_digest=digest).values_list("avatar", flat=True).first()
    return bytes(picture) if picture else None


def is_active(token: str) -> bool:
    """Whether an access or refresh token works at this moment."""
    try:
        if (issuer := issuers.trusted(token)) is not None:
            return issuers.find(issuers.read(issuer, token)) is not None
        if not token.startswith(refresh.PREFIX):
            return bool(liveness.confirm(tokens.read_access(token)))
        presented = refresh.read(token)
    except Problem:
        return False
    moment = clock.now()
    live = Session.objects.filter(pk=presented.session_id, secret_digest=presented.digest, revoked_at=None)
    return live.filter(idle_expires_at__gt=moment, expires_at__gt=moment, user__is_active=True).exists()
