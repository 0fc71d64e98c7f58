"""Guests: people whom a trusted issuer's token brings, and the accounts that they are here (PRODUCT B5)."""

from authentication import issuers
from authentication.actions.identities import ACCOUNTS_HELD, Crossed, attach
from authentication.actions.registration import claim_proven
from authentication.actions.sessions import actor_of, somebody
from authentication.events import AccountActivated, AccountRegistered
from authentication.issuers import Guest, Trusted
from authentication.models import Identity, User
from authentication.oauth.person import Person
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, Origin
from kernel.errors import conflict
from kernel.text import fold_email

TRIES = 3


def arrive(origin: Origin, issuer: Trusted, text: str) -> Guest:
    """Who brings this token. At the first time an account is found by a proven address, or made, where that is allowed.

    Raises:
        Problem: as `issuers.read`; `token_revoked` for a disabled account; `not_authenticated` where nobody is known.
    """
    vouched = issuers.read(issuer, text)
    for _ in range(TRIES):
        guest = issuers.find(vouched)
        if guest is not None:
            return guest
        if not vouched.person.verified or not (issuer.link_by_email or issuer.create):
            raise issuers.stranger()
        try:
            _receive(somebody(origin), issuer=issuer, person=vouched.person)
        except Crossed:
            continue
    raise conflict("Somebody else is received here at this moment. Please try again.")


@action()
def _receive(actor: Actor, *, issuer: Trusted, person: Person) -> None:
    owner = ACCOUNTS_HELD.filter(email_key=fold_email(person.email)).first()
    # Asked after the account: whoever was received a moment ago is seen by now, and not taken for a stranger.
    if Identity.objects.filter(issuer=person.issuer, subject=person.subject).exists():
        return unchanged()
    config = issuers.provider_of(issuer)
    if owner is not None and (owner.email_verified or not owner.is_active):
        if not issuer.link_by_email or not _may_be_joined(owner):
            raise issuers.stranger()
        attach(actor_of(owner, actor.origin), user=owner, config=config, person=person, how="address")
        return None
    if not issuer.create:
        raise issuers.stranger()
    user = claim_proven(person.email, first_name=person.first_name, last_name=person.last_name)
    if user is None:
        raise Crossed
    me = actor_of(user, actor.origin)
    if owner is None:
        emit(AccountRegistered.about(me, user))
    emit(AccountActivated.about(me, user))
    attach(me, user=user, config=config, person=person, how="registration")
    return None


def _may_be_joined(owner: User) -> bool:
    """A token asks for no second factor: whoever has one connects the issuer by signing in, which does ask."""
    return owner.is_active and not owner.mfa_enabled
