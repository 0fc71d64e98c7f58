"""Providers that operators set up in the web app. Those of the settings are shown, and changed only there."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from authentication import sealing
from authentication.actions.confirmation import demand_recent
from authentication.actions.operators import Operating, Operator
from authentication.events import ProviderAdded, ProviderChanged, ProviderRemoved
from authentication.models import Identity, Provider
from authentication.oauth import registry, trial
from authentication.oauth.registry import ProviderConfig
from authentication.oauth.trial import Check
from kernel import clock, outbound
from kernel.actions import action, emit, unchanged
from kernel.errors import Code, Fault, Problem, conflict, invalid, not_found

ADDRESSES = ("discovery_url", "issuer", "base_url", "api_url")
OF_SECRETS = {"discovery_url", "base_url"}  # they decide where codes are exchanged, for which the secret is sent


def one(operator: Operator, *, slug: str) -> ProviderConfig:
    """A provider, switched on or not. Raises `not_found`."""
    for config in registry.every():
        if config.slug == slug:
            return config
    raise not_found()


def try_out(operator: Operator, *, slug: str) -> list[Check]:
    """Ask a provider what a sign-in would ask it, step by step."""
    return trial.run(one(operator, slug=slug))


@action(needs=Operating.PROVIDERS)
def add_provider(operator: Operator, *, slug: str, client_secret: str, **fields: Any) -> ProviderConfig:
    """Set up another way to sign in.

    Raises:
        Problem: `reauthentication_required`; `invalid` for a field; `conflict`, when the slug is taken.
    """
    demand_recent(operator.actor)
    if slug in settings.OAUTH_RESERVED_SLUGS:
        raise invalid("slug", "reserved", "This name has a meaning of its own here. Please choose another one.")
    if any(config.slug == slug for config in registry.every()):
        raise _taken()
    moment = clock.now()
    row = Provider(slug=slug, created_at=moment, updated_at=moment, **fields)
    _check(row)
    row.sealed_secret = _sealed(row, client_secret)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _taken() from None
    _forget()
    emit(ProviderAdded.about(operator.actor, row, kind=row.kind, enabled=row.enabled))
    return registry.stored(row)


@action(needs=Operating.PROVIDERS)
def change_provider(operator: Operator, *, slug: str, **fields: Any) -> ProviderConfig:
    """Change the given fields. The secret stays what it is unless a new one is given; slug and kind stay for good.

    Nobody gets to know a secret by having it sent elsewhere: with another address it has to be given again.

    Raises:
        Problem: `reauthentication_required`, `not_found`, `invalid`; `conflict` for one of the settings.
    """
    demand_recent(operator.actor)
    row = _row(slug)
    secret = fields.pop("client_secret", None)
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if secret is None and OF_SECRETS & set(changed):
        raise invalid("client_secret", "required", "It would go to another address: please give it again.")
    for name in changed:
        setattr(row, name, fields[name])
    _check(row)
    if secret is not None:
        row.sealed_secret = _sealed(row, secret)
        changed.append("client_secret")
    if not changed:
        unchanged()
        return registry.stored(row)
    row.updated_at = clock.now()
    row.save()
    _forget()
    emit(ProviderChanged.about(operator.actor, row, fields=sorted(changed)))
    return registry.stored(row)


@action(needs=Operating.PROVIDERS)
def remove_provider(operator: Operator, *, slug: str) -> None:
    """Take a provider away. What accounts were connected to stays known, should it come back.

    Raises:
        Problem: as `change_provider`.
    """
    demand_recent(operator.actor)
    row = _row(slug)
    emit(ProviderRemoved.about(operator.actor, row, identities=Identity.objects.filter(provider=slug).count()))
    row.delete()
    _forget()


def _row(slug: str) -> Provider:
    if any(given["slug"] == slug for given in settings.OAUTH_PROVIDERS):
        detail = "This provider comes from the settings of the server, and is changed there."
        raise conflict(detail, errors=[Fault(None, "managed", detail)])
    row = Provider.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        raise not_found()
    return row


def _check(row: Provider) -> None:
    """What only the whole shows."""
    faults: list[Fault] = []
    for name in ADDRESSES:
        text = getattr(row, name)
        try:
            if text:
                outbound.refuse_address(text)
        except outbound.Failed:
            faults.append(Fault(name, "invalid", "It must be an address that begins with https://."))
    if row.kind == Provider.Kind.OIDC and not row.discovery_url:
        faults.append(Fault("discovery_url", "required", "An OpenID Connect provider is found by it."))
    if row.kind != Provider.Kind.GITHUB and row.scopes and "openid" not in row.scopes.split():
        faults.append(Fault("scopes", "invalid", "Without openid a provider does not say who somebody is."))
    if faults:
        raise Problem(Code.INVALID, "Some fields need a look.", errors=faults)


def _sealed(row: Provider, secret: str) -> bytes:
    return sealing.seal(secret.encode(), registry.place_of(row))


def _forget() -> None:
    registry.forget()
    transaction.on_commit(registry.forget, robust=True)  # somebody may have read what was there before, meanwhile


def _taken() -> Problem:
    return conflict(
        "There is a provider of this name.", errors=[Fault("slug", "taken", "There is a provider of this name.")]
    )
