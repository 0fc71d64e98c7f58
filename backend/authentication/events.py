"""What happens to accounts. Numbered in the account's own stream, `a:<user id>`, which only its owner reads."""

from typing import Any, ClassVar, Self

from authentication.models import Provider, User
from kernel.actor import Actor
from kernel.events import Event, Target


class AccountEvent(Event):
    """Base: about one account, in that account's stream."""

    @classmethod
    def about(cls, actor: Actor, user: User, **data: Any) -> Self:
        """The event, with names and numbers only."""
        return cls(actor=actor, stream=f"a:{user.id}", target=Target("account", user.id, user.email), data=data)


class AccountRegistered(AccountEvent):
    """`registration` is the id of what was asked for; it waits for its activation."""

    verb: ClassVar[str] = "authentication.account.registered"
    title: ClassVar[str] = "{actor} registered"


class RegistrationRepeated(AccountEvent):
    """Somebody tried to register with an address that has an account."""

    verb: ClassVar[str] = "authentication.account.registered_again"
    title: ClassVar[str] = "Somebody tried to register with this address"


class AccountActivated(AccountEvent):
    """The address is proven, by our mail or by a `provider`; the account works from now on."""

    verb: ClassVar[str] = "authentication.account.activated"
    title: ClassVar[str] = "{actor} confirmed the e-mail address"


class AccountDisabled(AccountEvent):
    """An operator switched the account off."""

    verb: ClassVar[str] = "authentication.account.disabled"
    title: ClassVar[str] = "{actor} disabled {target}"


class AccountEnabled(AccountEvent):
    """An operator switched the account on again."""

    verb: ClassVar[str] = "authentication.account.enabled"
    title: ClassVar[str] = "{actor} enabled {target}"


class AccountDeleted(AccountEvent):
    """The owner deleted the account. Emitted in the transaction in which the row goes."""

    verb: ClassVar[str] = "authentication.account.deleted"
    title: ClassVar[str] = "{actor} deleted the account"


class AccountLocked(AccountEvent):
    """Too many wrong passwords from one address; `address` and `device` say whose guesses they were."""

    verb: ClassVar[str] = "authentication.account.locked"
    title: ClassVar[str] = "Sign-in from {address} was locked after too many wrong passwords"


class ProfileChanged(AccountEvent):
    """`fields` names what was changed."""

    verb: ClassVar[str] = "authentication.profile.changed"
    title: ClassVar[str] = "{actor} changed the profile"


class SessionStarted(AccountEvent):
    """A sign-in: `session` (null in the admin site), `method`, `device`."""

    verb: ClassVar[str] = "authentication.session.started"
    title: ClassVar[str] = "{actor} signed in"


class SessionEnded(AccountEvent):
    """`sessions` that ended, and the `reason`: logout, logout_all, revoked, expired."""

    verb: ClassVar[str] = "authentication.session.ended"
    title: ClassVar[str] = "{actor} signed out"


class SessionReused(AccountEvent):
    """An old refresh token was presented again: somebody has a copy. The whole `session` was ended."""

    verb: ClassVar[str] = "authentication.session.reused"
    title: ClassVar[str] = "A copied session of {target} was ended"


class DeviceSeen(AccountEvent):
    """A sign-in from where the account was not used before: `session`, `method`, `identity`, `device`."""

    verb: ClassVar[str] = "authentication.device.seen"
    title: ClassVar[str] = "{actor} signed in on a new device: {device}"


class SignInDenied(AccountEvent):
    """The owner says that a sign-in by this `method` was not theirs. All `sessions` ended; `undone` names the rest."""

    verb: ClassVar[str] = "authentication.sign_in.denied"
    title: ClassVar[str] = "{actor} said that a sign-in was somebody else's"


class PasswordChanged(AccountEvent):
    """A new password, by knowing the old one (`how` is change) or by a mailed link (reset)."""

    verb: ClassVar[str] = "authentication.password.changed"
    title: ClassVar[str] = "{actor} changed the password"


class EmailChangeRequested(AccountEvent):
    """A new address waits for its confirmation."""

    verb: ClassVar[str] = "authentication.email.change_requested"
    title: ClassVar[str] = "{actor} asked to change the e-mail address"


class EmailChanged(AccountEvent):
    """`old` and `new` address."""

    verb: ClassVar[str] = "authentication.email.changed"
    title: ClassVar[str] = "{actor} changed the e-mail address"


class IdentityLinked(AccountEvent):
    """A `provider` can be signed in by from now on; `how` is address (it was proven on both sides) or settings."""

    verb: ClassVar[str] = "authentication.identity.linked"
    title: ClassVar[str] = "{actor} connected {provider_name}"


class IdentityUnlinked(AccountEvent):
    """A `provider` can't be signed in by any more."""

    verb: ClassVar[str] = "authentication.identity.unlinked"
    title: ClassVar[str] = "{actor} disconnected {provider_name}"


class OperatorAppointed(AccountEvent):
    """The account may set up KeyNest itself from now on, because the settings (OPERATORS) name it."""

    verb: ClassVar[str] = "authentication.operator.appointed"
    title: ClassVar[str] = "{actor} became an operator"


class ProviderEvent(Event):
    """Base: about a way to sign in, in a stream of the installation's own, `s:providers`."""

    @classmethod
    def about(cls, actor: Actor, row: Provider, **data: Any) -> Self:
        """The event, with names only."""
        target = Target("provider", row.id, row.name)
        return cls(actor=actor, stream="s:providers", target=target, data={"slug": row.slug, **data})


class ProviderAdded(ProviderEvent):
    """An operator set up a provider: `slug`, `kind`, and whether it is `enabled`."""

    verb: ClassVar[str] = "authentication.provider.added"
    title: ClassVar[str] = "{actor} added the provider {target}"


class ProviderChanged(ProviderEvent):
    """`fields` names what was changed of the provider `slug`; of its secret no more than that."""

    verb: ClassVar[str] = "authentication.provider.changed"
    title: ClassVar[str] = "{actor} changed the provider {target}"


class ProviderRemoved(ProviderEvent):
    """The provider `slug` is gone; so many `identities` of accounts were connected to it."""

    verb: ClassVar[str] = "authentication.provider.removed"
    title: ClassVar[str] = "{actor} removed the provider {target}"


class SecondFactorAdded(AccountEvent):
    """A `kind` of second factor (totp, passkey) that sign-ins can be completed by; `first` if there was none before."""

    verb: ClassVar[str] = "authentication.second_factor.added"
    title: ClassVar[str] = "{actor} set up a second factor"


class SecondFactorRemoved(AccountEvent):
    """A `kind` of second factor is gone; `last` if sign-ins ask for none any more."""

    verb: ClassVar[str] = "authentication.second_factor.removed"
    title: ClassVar[str] = "{actor} removed a second factor"


class SecondFactorFailed(AccountEvent):
    """Somebody who has shown a first factor typed several wrong codes in a row."""

    verb: ClassVar[str] = "authentication.second_factor.failed"
    title: ClassVar[str] = "Somebody typed {tries} wrong codes after a right password"


class PasskeyRenamed(AccountEvent):
    """A `passkey` is called something else now."""

    verb: ClassVar[str] = "authentication.passkey.renamed"
    title: ClassVar[str] = "{actor} renamed a passkey"


class PasskeyCopied(AccountEvent):
    """A `passkey` counted backwards, as only a copy of it would. It was refused."""

    verb: ClassVar[str] = "authentication.passkey.copied"
    title: ClassVar[str] = "The passkey {name} of {target} may have been copied"


class RecoveryCodesRenewed(AccountEvent):
    """New recovery codes; the ones before are worthless."""

    verb: ClassVar[str] = "authentication.recovery_codes.renewed"
    title: ClassVar[str] = "{actor} made new recovery codes"


class RecoveryCodeUsed(AccountEvent):
    """A recovery code stood in for the second factor; so many are `left`."""

    verb: ClassVar[str] = "authentication.recovery_code.used"
    title: ClassVar[str] = "{actor} used a recovery code"


class PresenceConfirmed(AccountEvent):
    """The owner proved once more to be there, by `method`, before something grave."""

    verb: ClassVar[str] = "authentication.presence.confirmed"
    title: ClassVar[str] = "{actor} confirmed to be there"


class KeyEvent(Event):
    """Base: about a key of the whole installation, in a stream of the installation's own."""

    @classmethod
    def about(cls, actor: Actor, kid: str, **data: Any) -> Self:
        """The event, with the key's name."""
        return cls(actor=actor, stream="s:keys", target=Target("signing_key", None, kid), data=data)


class SigningKeyMade(KeyEvent):
    """A new key of access tokens; it signs from `signs_from` on."""

    verb: ClassVar[str] = "authentication.signing_key.made"
    title: ClassVar[str] = "{actor} made the signing key {target}"


class SecretsResealed(Event):
    """`count` rows of the table that is the target were sealed anew, under the master key `master_key`."""

    verb: ClassVar[str] = "authentication.secrets.resealed"
    title: ClassVar[str] = "{actor} sealed {count} rows of {target} with another master key"


class SigningKeyRetired(KeyEvent):
    """Tokens of this key are refused from now on."""

    verb: ClassVar[str] = "authentication.signing_key.retired"
    title: ClassVar[str] = "{actor} retired the signing key {target}"
