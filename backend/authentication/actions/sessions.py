"""Sessions: the one door through which they begin, the rotation of their refresh tokens, and every way to end them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from authentication import challenges, devices, liveness, neighbours, refresh, selectors, tokens
from authentication.actions.devices import note_device
from authentication.actions.operators import appoint
from authentication.challenges import Pending
from authentication.events import SessionEnded, SessionReused, SessionStarted
from authentication.models import Identity, Session, User
from authentication.refresh import RefreshToken
from kernel import clock, memory, outbox, ratelimit, realtime
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import Code, Problem, not_found, unavailable

UNAUTHORIZED = 4001  # the close code of sockets


@dataclass(frozen=True, slots=True)
class Login:
    """What a sign-in or a refresh gives to its caller."""

    user: User
    session_id: UUID
    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a sign-in gives that needs one more proof: the token that continues it, and which proofs would do."""

    token: str
    methods: tuple[str, ...]


def actor_of(user: User, origin: Origin, session_id: UUID | None = None) -> Actor:
    """Somebody who has just proven to be this user."""
    return Actor(ActorKind.USER, user.id, user.email, origin, session_id)


def somebody(origin: Origin) -> Actor:
    """Whoever asks without having proven to be anybody."""
    return Actor(ActorKind.SYSTEM, None, "somebody", origin)


def sign_in(
    origin: Origin, *, user: User, method: str, identity: Identity | None = None, needs_code: bool = False
) -> Login | Challenge:
    """Let somebody in who has shown a first factor: a session, or the question for the second one.

    Where there is none, `needs_code` asks for a code that is mailed now.
    """
    if not (user.mfa_enabled or needs_code):
        return issue_login(actor_of(user, origin), user=user, method=method, identity=identity)
    methods = selectors.second_factors(user) if user.mfa_enabled else ("email",)
    pending = Pending(user.id, user.token_version, method, methods, identity.id if identity else None)
    token = challenges.begin(pending)
    if methods == ("email",):
        _mail_code(origin, user, token)
    return Challenge(token, methods)


def _mail_code(origin: Origin, user: User, token: str) -> None:
    """Have a code mailed that completes this sign-in; it is made while the letter is written."""
    usage = ratelimit.hit("mail_code_user", str(user.id))
    if usage is not None and usage.exceeded:
        raise Problem(Code.RATE_LIMITED, "Too many codes were mailed. Please wait.", retry_after=usage.reset)
    about = {"at": clock.now().isoformat(), "address": origin.address, "agent": origin.agent}
    letter = {"template": "sign_in_code", "user_id": str(user.id), "place": challenges.place_of(token), **about}
    outbox.put("mail", letter, priority=outbox.URGENT)


@action()
def issue_login(
    actor: Actor, *, user: User, method: str, identity: Identity | None = None, proven: bool = False
) -> Login:
    """Begin a session. Every way to sign in ends here, whatever it asked for before.

    `proven`: the owner of the mailbox is here, by a code or link that was mailed for this very sign-in.
    """
    moment = clock.now()
    token = refresh.mint(uuid4(), 1)
    session = Session.objects.create(
        id=token.session_id,
        user=user,
        secret_digest=token.digest,
        method=method,
        identity=identity,
        confirmed_at=moment,
        address=actor.origin.address,
        agent=actor.origin.agent,
        device=devices.name_of(actor.origin.agent),
        device_digest=actor.origin.device,
        created_at=moment,
        last_used_at=moment,
        idle_expires_at=min(moment + settings.JWT_REFRESH_TTL, moment + settings.JWT_SESSION_TTL),
        expires_at=moment + settings.JWT_SESSION_TTL,
    )
    emit(SessionStarted.about(actor, user, session=str(session.id), method=method, device=session.device))
    appoint(actor, user=user)
    known = proven or method == "activation"
    note_device(actor, user=user, device=session.device, method=method, session=session, proven=known)
    return _login(user, token)


@action()
def note_admin_sign_in(actor: Actor, *, user: User) -> None:
    """Record and tell a sign-in to the admin site, which keeps sessions of its own, like any other."""
    device = devices.name_of(actor.origin.agent)
    emit(SessionStarted.about(actor, user, session=None, method="password", device=device))
    note_device(actor, user=user, device=device, method="password")


def rotate(origin: Origin, text: str) -> Login:
    """Exchange a refresh token for its successor.

    Whoever comes a moment late with the same token (two tabs) gets the very same successor. Whoever comes later still,
    or with an older one, holds a copy: the session ends, and its owner is told.

    Raises:
        Problem: `invalid_token`, `token_expired` or `token_revoked`.
    """
    token = refresh.read(text)
    with transaction.atomic():
        successor = _swap(token)
        session = Session.objects.select_related("user").defer("user__avatar").filter(pk=token.session_id).first()
        if session is None:
            raise refresh.refused()
        if not session.user.is_active:
            raise _ended()
    return _login(session.user, successor or _late(session, token, origin))


def _swap(token: RefreshToken) -> RefreshToken | None:
    """One compare-and-swap: of many callers with the same token exactly one moves the session on."""
    moment = clock.now()
    successor = refresh.mint(token.session_id, token.generation + 1)
    moved = Session.objects.filter(
        pk=token.session_id,
        generation=token.generation,
        secret_digest=token.digest,
        revoked_at=None,
        idle_expires_at__gt=moment,
        expires_at__gt=moment,
    ).update(
        secret_digest=successor.digest,
        generation=F("generation") + 1,
        rotated_at=moment,
        last_used_at=moment,
        idle_expires_at=Least(Value(moment + settings.JWT_REFRESH_TTL), F("expires_at")),
    )
    if not moved:
        return None
    # Before the commit: the others wait for the row, and must find the successor when they get it.
    refresh.remember(token, successor)
    return successor


def _late(session: Session, token: RefreshToken, origin: Origin) -> RefreshToken:
    moment = clock.now()
    if session.revoked_at is not None:
        raise _ended()
    if min(session.idle_expires_at, session.expires_at) <= moment:
        raise Problem(Code.TOKEN_EXPIRED, "This session has expired. Please sign in again.")
    if _in_grace(session, token, moment):
        successor = refresh.recall(token)
        if successor is None:
            raise unavailable()
        return successor
    end_reused(actor_of(session.user, origin), session=session)
    raise _ended()


def _ended() -> Problem:
    return Problem(Code.TOKEN_REVOKED, "This session has ended. Please sign in again.")


def _in_grace(session: Session, token: RefreshToken, moment: datetime) -> bool:
    rotated = session.rotated_at
    previous = session.generation - 1 == token.generation
    return previous and rotated is not None and moment - rotated <= settings.JWT_REFRESH_GRACE


@action()
def end_reused(actor: Actor, *, session: Session) -> None:
    """End a session of which a copy is about, and tell its owner."""
    if _end(session.user_id, reason="reused", only=session.id):
        emit(SessionReused.about(actor, session.user, session=str(session.id), device=session.device))
    else:
        unchanged()


@action()
def logout(actor: Actor, *, token: RefreshToken) -> None:
    """End the session of a refresh token, of whatever generation: whoever signs out wants it gone."""
    session = Session.objects.select_related("user").defer("user__avatar").filter(pk=token.session_id).first()
    if session is None or not _end(session.user_id, reason="logout", only=session.id):
        return unchanged()
    known = actor_of(session.user, actor.origin, session.id)
    emit(SessionEnded.about(known, session.user, sessions=1, reason="logout", device=session.device))
    return None


@action()
def end_session(actor: Actor, *, session_id: UUID) -> None:
    """End one of one's own sessions. Raises `not_found` for anybody else's."""
    user = selectors.by_id(_own(actor))
    session = Session.objects.filter(pk=session_id, user=user).first()
    if session is None or not _end(user.id, reason="revoked", only=session_id):
        raise not_found()
    emit(SessionEnded.about(actor, user, sessions=1, reason="revoked", device=session.device))


@action()
def end_all(actor: Actor, *, keep_current: bool = False) -> None:
    """End all of one's own sessions, this one too, if it is not to be kept."""
    user = selectors.by_id(_own(actor))
    if keep_current:  # its access token stays good, so the version must stay what it is
        ended = len(_end(user.id, reason="logout_all", keep=actor.session_id))
    else:
        ended = end_sessions(user, reason="logout_all")
    emit(SessionEnded.about(actor, user, sessions=ended, reason="logout_all"))


def end_sessions(user: User, *, reason: str, keep: UUID | None = None) -> int:
    """In a running action: end a user's sessions (but one, if asked), and make every access token worthless."""
    ended = _end(user.id, reason=reason, keep=keep)
    User.objects.filter(pk=user.pk).update(token_version=F("token_version") + 1)
    user.refresh_from_db(fields=["token_version"])
    return len(ended)


def end_sessions_by(identity: Identity, *, reason: str, keep: UUID | None = None) -> int:
    """In a running action: end the sessions that began by an identity (but one, if asked)."""
    begun = Session.objects.filter(identity=identity, revoked_at=None).values_list("pk", flat=True)
    return sum(len(_end(identity.user_id, reason=reason, only=one)) for one in begun if one != keep)


def shut_out(user: User) -> None:
    """In a running action that ends an account, for now or for good: nobody's socket stays open, guests' neither."""
    _after_commit(user.id, ["all"])


def enforce(user_id: UUID, session_ids: list[str]) -> None:
    """Let nobody answer for these sessions from memory any more, and close their sockets; twice is harmless."""
    liveness.mark(user_id)
    for session_id in session_ids:
        realtime.publish(f"u:{user_id}", {"type": "user.kick", "sid": session_id, "code": UNAUTHORIZED})


def _end(user_id: UUID, *, reason: str, only: UUID | None = None, keep: UUID | None = None) -> list[UUID]:
    live = Session.objects.filter(user_id=user_id, revoked_at=None)
    live = live.filter(pk=only) if only else live.exclude(pk=keep) if keep else live
    ended = list(live.select_for_update().values_list("pk", flat=True))
    Session.objects.filter(pk__in=ended).update(revoked_at=clock.now(), revoked_reason=reason)
    if ended:
        _after_commit(user_id, [str(one) for one in ended])
    return ended


def _after_commit(user_id: UUID, session_ids: list[str]) -> None:
    """At once after the commit, and once more by a worker, in case Redis could not be reached at that moment."""

    def now() -> None:
        try:
            enforce(user_id, session_ids)
        except memory.RedisError:
            return

    transaction.on_commit(now, robust=True)
    payload = {"user_id": str(user_id), "sessions": session_ids}
    outbox.put("sessions.ended", payload, priority=outbox.URGENT)


def _login(user: User, token: RefreshToken) -> Login:
    access = tokens.issue_access(token.session_id, user, neighbours.roles_of(user.id))
    return Login(user, token.session_id, access, token.text)


def _own(actor: Actor) -> UUID:
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise not_found()
    return actor.id
