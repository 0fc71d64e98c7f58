"""Registration and activation. Asking for an account never shows whether the address has one already."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from authentication import devices, lockout, neighbours, passwords, selectors
from authentication.actions.sessions import Login, actor_of, end_sessions, issue_login, somebody
from authentication.events import AccountActivated, AccountRegistered, RegistrationRepeated
from authentication.models import Authenticator, Device, Identity, Passkey, RecoveryCode, Registration, User
from kernel import clock, onetime, outbox, ratelimit
from kernel.actions import action, emit
from kernel.actor import Origin
from kernel.errors import conflict, denied, invalid
from kernel.text import fold_email

ACTIVATION = "activation"

# One statement for a new address, one that waits for its activation, and one that is taken: they cost the same.
# The last is left as it is, and answers no row.
CLAIM_ADDRESS = """
INSERT INTO auth_account (id, email, email_key, email_verified_at, username, first_name, last_name, language, time_zone,
    password, is_active, is_staff, is_superuser, token_version, date_joined, avatar_digest)
VALUES (%(id)s, %(email)s, %(email_key)s, %(verified_at)s, %(username)s, %(first_name)s, %(last_name)s, %(language)s,
    %(time_zone)s, %(password)s, true, false, false, 1, %(now)s, '')
ON CONFLICT (email_key) DO UPDATE SET password = excluded.password, first_name = excluded.first_name,
    last_name = excluded.last_name, username = excluded.username, email_verified_at = excluded.email_verified_at,
    language = excluded.language, time_zone = excluded.time_zone,
    token_version = auth_account.token_version + 1
WHERE auth_account.email_verified_at IS NULL AND auth_account.is_active AND %(replace)s
RETURNING id
"""


def register(origin: Origin, *, email: str, password: str, invitation: str | None = None, **who: Any) -> Login | None:
    """Register by e-mail. A link goes to the address, which activates this very registration; the answer is None.

    The owner of an address that has an account is told so by mail; the caller sees no difference. Where an invitation's
    link has proven the address, or activation is switched off, the account is signed in at once.

    Raises:
        Problem: `invalid` for a field; `invalid_token` for the invitation; `conflict`, only at once, if there is one.
    """
    proven = _proves(invitation, email)
    _check(email, password, **who)
    encoded = passwords.hashed(password)
    if proven or not settings.ACTIVATION_REQUIRED:
        return _register(origin, email=email, encoded=encoded, proven=proven, invitation=invitation, **who)
    mail = ratelimit.hit("activation_mail_address", lockout.account_key(email))
    _ask(origin, email=email, encoded=encoded, mail=mail is None or not mail.exceeded, **who)
    return None


def resend(email: str) -> None:
    """Send the activation link again, to the address as it is stored; nothing where there is nothing to activate."""
    mail = ratelimit.hit("activation_mail_address", lockout.account_key(email))
    if mail is not None and mail.exceeded:
        return
    user = selectors.by_email(email)
    outbox.put("mail", {"template": "activation", "user_id": str(user.id) if user else None}, priority=outbox.URGENT)


@action()
def _ask(origin: Origin, *, email: str, encoded: str, mail: bool, **who: Any) -> None:
    user_id = _claim_address(email, encoded, verified=False, replace=True, **who)
    user = selectors.by_email(email) if user_id is None else selectors.by_id(user_id)
    if user is None:
        raise conflict("Somebody else registers with this address at this moment. Please try again.")
    if user_id is None:
        emit(RegistrationRepeated.about(somebody(origin), user))
        letter = {"template": "already_registered", "user_id": str(user.id)}
    else:
        registration = Registration.objects.create(
            user=user,
            password=encoded,
            first_name=user.first_name,
            last_name=user.last_name,
            device=devices.name_of(origin.agent),
            created_at=clock.now(),
        )
        emit(AccountRegistered.about(actor_of(user, origin), user))
        letter = {"template": "activation", "user_id": str(user.id), "registration": str(registration.id)}
    if mail:
        outbox.put("mail", letter, priority=outbox.URGENT)


@action()
def _register(origin: Origin, *, email: str, encoded: str, proven: bool, invitation: str | None, **who: Any) -> Login:
    user_id = _claim_address(email, encoded, verified=proven, replace=proven, **who)
    if user_id is None:
        raise conflict("There is an account with this address already. Please sign in.")
    user = selectors.by_id(user_id)
    settle(user)
    actor = actor_of(user, origin)
    emit(AccountRegistered.about(actor, user))
    if proven:
        emit(AccountActivated.about(actor, user))
    if invitation is not None:
        neighbours.invitations().accept(actor, invitation)
    return issue_login(actor, user=user, method="password")


@action()
def activate(origin: Origin, *, token: str, language: str = "", time_zone: str = "") -> Login:
    """Prove the address by the mailed link, and sign in. Where the link is followed counts for language and zone.

    Raises:
        Problem: `invalid_token`, whatever stands against it.
    """
    ticket = onetime.consume(ACTIVATION, token)
    user = User.objects.select_for_update().defer("avatar").filter(pk=ticket.subject).first()
    registration = Registration.objects.filter(pk=ticket.data["registration"], user=user).first()
    if user is None or registration is None or user.email_verified or not user.is_active:
        raise onetime.refused()
    user.password = registration.password
    user.first_name, user.last_name = registration.first_name, registration.last_name
    user.language, user.time_zone = language or user.language, time_zone or user.time_zone
    user.email_verified_at = clock.now()
    user.save(update_fields=["password", "first_name", "last_name", "language", "time_zone", "email_verified_at"])
    settle(user)
    actor = actor_of(user, origin)
    emit(AccountActivated.about(actor, user))
    return issue_login(actor, user=user, method="activation")


def claim_proven(email: str, *, first_name: str, last_name: str) -> User | None:
    """In a running action: the account of an address that its owner has just proven in another way than by our mail.

    It is new, or taken over from whoever registered the address without ever proving it; None where it is somebody's.
    """
    names = {"first_name": first_name, "last_name": last_name}
    user_id = _claim_address(email, make_password(None), verified=True, replace=True, **names)
    if user_id is None:
        return None
    User.objects.filter(pk=user_id).update(avatar=None, avatar_digest="")
    user = selectors.by_id(user_id)
    settle(user)
    return user


def settle(user: User) -> None:
    """In a running action: the owner of the address has shown up, so nothing that anybody did before works any more.

    Whoever registered an address that is not theirs may have left a session open, a link in a mailbox, an identity of
    their own connected, or a second factor set up, to come back by once the owner uses the account.
    """
    end_sessions(user, reason="activated")
    onetime.revoke_all(str(user.id))
    for ways_in in (Registration, Identity, Passkey, Authenticator, RecoveryCode, Device):
        ways_in.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(second_factor_at=None)
    user.second_factor_at = None


def _claim_address(
    email: str,
    encoded: str,
    *,
    verified: bool,
    replace: bool,
    username: str | None = None,
    first_name: str = "",
    last_name: str = "",
    language: str = "",
    time_zone: str = "",
) -> UUID | None:
    moment = clock.now()
    values: dict[str, Any] = {
        "id": uuid4(),
        "email": email,
        "email_key": fold_email(email),
        "verified_at": moment if verified else None,
        "username": username or None,
        "first_name": first_name,
        "last_name": last_name,
        "language": language,
        "time_zone": time_zone,
        "password": encoded,
        "now": moment,
        "replace": replace,
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM_ADDRESS, values)
            row = cursor.fetchone()
    except IntegrityError:
        raise _username_taken() from None
    return row[0] if row else None


def _check(email: str, password: str, **who: Any) -> None:
    words = [word for word in (who.get(part) for part in ("username", "first_name", "last_name")) if word]
    passwords.refuse_weak(password, email=email, words=words)
    username = who.get("username")
    if username and selectors.username_taken(username, besides=fold_email(email)):
        raise _username_taken()


def _username_taken() -> Exception:
    return invalid("username", "taken", "Somebody else has this user name.")


def _proves(invitation: str | None, email: str) -> bool:
    """Whether the invitation came by mail to this very address. A link that was copied by hand proves no mailbox."""
    if invitation is None:
        if not settings.REGISTRATION_OPEN:
            raise denied("Registration is closed. Please ask for an invitation.")
        return False
    invited, proven = neighbours.invitations().email_of(invitation)
    if fold_email(invited) != fold_email(email):
        raise invalid("email", "other_address", "The invitation is for another address.")
    return proven
