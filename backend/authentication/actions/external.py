"""Sign-in by another provider: whose account it is, by rules that nobody can turn against the owner of an address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings

from authentication import neighbours, selectors
from authentication.actions import identities
from authentication.actions.confirmation import demand_recent
from authentication.actions.identities import ACCOUNTS_HELD, Crossed, clash
from authentication.actions.login import refused
from authentication.actions.registration import claim_proven
from authentication.actions.sessions import Challenge, Login, actor_of, sign_in, somebody
from authentication.events import AccountActivated, AccountRegistered
from authentication.models import Identity, User
from authentication.oauth import faults, flow, handover, registry, state
from authentication.oauth.faults import Refused
from authentication.oauth.handover import Handover
from authentication.oauth.person import Person
from authentication.oauth.registry import ProviderConfig
from authentication.oauth.state import Begun, Channel, Owner, Transaction
from kernel import outbound
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, Origin
from kernel.errors import Code, Fault, Problem, conflict, not_found
from kernel.text import fold_email

TRIES = 3


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brings back from a provider, and the cookie that it left with."""

    state: str = field(repr=False)
    cookie: str | None = field(repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody whose account is known now; `created` at their first sign-in."""

    user: User
    identity: Identity
    created: bool = False


def begin(slug: str, *, channel: Channel, next_page: str, short: bool = False) -> tuple[Begun, str]:
    """Begin to sign in by a provider: the transaction, and where the browser goes.

    Raises:
        Problem: `not_found`; `provider_error`, when its own description can't be had.
    """
    return _begun(registry.find(slug), channel, next_page, short=short)


def begin_link(actor: Actor, slug: str, *, next_page: str) -> tuple[Begun, str]:
    """Begin to connect a provider to one's own account.

    Raises:
        Problem: as `begin`; `reauthentication_required`; `conflict`, when it is connected already.
    """
    demand_recent(actor)
    config = registry.find(slug)
    if actor.id is None or actor.session_id is None:
        raise not_found()
    if Identity.objects.filter(user_id=actor.id, provider=slug).exists():
        raise clash("already_linked", f"Your account is connected to {config.name} already.")
    owner = Owner(actor.id, actor.session_id)
    return _begun(config, Channel.REDIRECT, next_page, owner=owner)


def take(slug: str, channel: Channel, back: Return) -> Transaction:
    """What was begun; it is used up, whatever follows. Raises `invalid_state`."""
    return state.take(back.state, cookie=back.cookie, provider=slug, channel=channel)


def arrive(origin: Origin, transaction: Transaction, back: Return) -> Arrival:
    """Find out who came back, and whose account that is.

    Raises:
        Problem: `provider_error`, `email_unconfirmed`, `conflict`, `permission_denied`, or `invalid_credentials` for a
            disabled account.
    """
    config = registry.find(transaction.provider)
    person = _person(config, transaction, back)
    if transaction.owner is not None:
        return _tried(partial(_linked, origin, transaction.owner, config, person))
    return _tried(partial(_resolve, somebody(origin), config=config, person=person))


def sign_in_as(origin: Origin, arrival: Arrival) -> Login | Challenge:
    """Let somebody in who has arrived; whoever has a second factor is asked for it."""
    identity = arrival.identity
    return sign_in(origin, user=arrival.user, method=identity.provider, identity=identity)


def hand_over(arrival: Arrival) -> tuple[str, str]:
    """A code for the web app in the place of tokens, and the secret for its browser's cookie."""
    user, identity = arrival.user, arrival.identity
    return handover.issue(Handover(user.id, identity.id, user.token_version, arrival.created))


def receive(code: str, cookie: str | None) -> Arrival:
    """Who arrived a moment ago, looked at again.

    Raises:
        Problem: `invalid_state`; `invalid_credentials`, if the account was disabled meanwhile.
    """
    found = handover.take(code, cookie)
    identity = Identity.objects.filter(pk=found.identity_id, user_id=found.user_id).first()
    if identity is None:
        raise state.refused()
    user = selectors.by_id(found.user_id)
    if not user.is_active:
        raise refused()
    if user.token_version != found.version:
        raise state.refused()
    return Arrival(user, identity, found.created)


def _begun(
    config: ProviderConfig, channel: Channel, next_page: str, *, short: bool = False, owner: Owner | None = None
) -> tuple[Begun, str]:
    try:
        return flow.begin(config, channel=channel, next_page=next_page, short=short, owner=owner)
    except (Refused, outbound.Failed) as error:
        raise faults.problem(error, config) from None


def _person(config: ProviderConfig, transaction: Transaction, back: Return) -> Person:
    try:
        if back.error or not back.code:
            raise flow.refusal(back.error)
        return flow.person(config, transaction, back.code, back.issuer)
    except (Refused, outbound.Failed) as error:
        raise faults.problem(error, config) from None


def _linked(origin: Origin, owner: Owner, config: ProviderConfig, person: Person) -> Arrival:
    user = selectors.by_live_session(owner.user_id, owner.session_id)
    if user is None:
        raise state.refused()
    actor = actor_of(user, origin, owner.session_id)
    return Arrival(user, identities.link(actor, config=config, person=person))


@action()
def _resolve(actor: Actor, *, config: ProviderConfig, person: Person) -> Arrival:
    known = Identity.objects.filter(issuer=person.issuer, subject=person.subject).first()
    if known is not None:
        return _known(actor.origin, config, person, known)
    if not person.verified:
        raise _unproven(config, person)
    owner = ACCOUNTS_HELD.filter(email_key=fold_email(person.email)).first()
    if owner is not None and Identity.objects.filter(issuer=person.issuer, subject=person.subject).exists():
        raise Crossed  # the same person came twice at once, and the account is the one that was made a moment ago
    if owner is not None and not owner.is_active:
        raise refused()
    if owner is None or not owner.email_verified:
        return _welcome(actor.origin, config, person, new=owner is None)
    if config.linking != "link" or owner.mfa_enabled:  # which nobody has shown yet: an address is no stand-in for it
        detail = f"There is an account with this address. Sign in as usual; {config.name} can be connected in settings."
        raise clash("account_exists", detail)
    me = actor_of(owner, actor.origin)
    return Arrival(owner, identities.attach(me, user=owner, config=config, person=person, how="address"))


def _known(origin: Origin, config: ProviderConfig, person: Person, identity: Identity) -> Arrival:
    """Whoever has signed in so before is let in, whatever became of the names and addresses on either side."""
    user = ACCOUNTS_HELD.filter(pk=identity.user_id, identities=identity).first()
    if user is None:
        raise Crossed
    if not user.is_active:
        raise refused()
    if not user.email_verified and person.verified and fold_email(person.email) == user.email_key:
        return _welcome(origin, config, person, new=False)
    if not user.email_verified and settings.ACTIVATION_REQUIRED:
        raise _unconfirmed("email_unverified", "Please confirm your e-mail address first: follow the link in our mail.")
    unchanged()
    identities.follow(actor_of(user, origin), identity=identity, user=user, config=config, person=person)
    return Arrival(user, identity)


def _welcome(origin: Origin, config: ProviderConfig, person: Person, *, new: bool) -> Arrival:
    """The first sign-in makes the account; of an address that somebody only claimed, its owner takes it over."""
    if new and not (settings.REGISTRATION_OPEN and config.registration) and not _is_invited(person):
        detail = "Registration is closed. Please ask for an invitation."
        raise Problem(Code.PERMISSION_DENIED, detail, errors=[Fault(None, "registration_closed", detail)])
    user = claim_proven(person.email, first_name=person.first_name, last_name=person.last_name)
    if user is None:
        raise Crossed
    actor = actor_of(user, origin)
    if new:
        emit(AccountRegistered.about(actor, user))
    emit(AccountActivated.about(actor, user, provider=config.slug, provider_name=config.name))
    identity = identities.attach(actor, user=user, config=config, person=person, how="registration")
    return Arrival(user, identity, created=True)


def _is_invited(person: Person) -> bool:
    return neighbours.invitations().waits_for(person.email)


def _unproven(config: ProviderConfig, person: Person) -> Problem:
    if not person.email:
        return _unconfirmed(
            "email_missing", f"{config.name} did not tell us an e-mail address. Allow it there, or register here."
        )
    return _unconfirmed("email_unverified", f"Please confirm your e-mail address at {config.name} first.")


def _unconfirmed(reason: str, detail: str) -> Problem:
    return Problem(Code.EMAIL_UNCONFIRMED, detail, errors=[Fault(None, reason, detail)])


def _tried(attempt: Callable[[], Arrival]) -> Arrival:
    """Of two first sign-ins at the same moment the second one finds what the first one made."""
    for _ in range(TRIES):
        try:
            return attempt()
        except Crossed:
            continue
    raise conflict("Somebody does the same at this moment. Please try again.")
