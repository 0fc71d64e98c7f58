"""The kinds of notification: which events they tell of, whom they concern, how they read, who may do without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from core.notifications.models import Mail
from core.tenancy.models import Organization
from core.tenancy.roles import Permission
from kernel.events import Event
from kernel.models import EventRecord


class Audience(StrEnum):
    """Whom an event concerns. Whoever brought it about knows already, and is never told."""

    ALLOWED = "allowed"  # the members whose role allows the kind's permission
    TARGET = "target"  # the member whom the event is about, who may be one no more
    INVITED = "invited"  # the account that has proven the invited address
    ACCOUNT = "account"  # the owner of the account, told of what was done in their own name too


class Group(StrEnum):
    """Under which heading a kind stands where people choose."""

    ORGANIZATIONS = "Organizations"
    PROJECTS = "Projects and variables"
    CHAT = "Chat"
    ACCOUNT = "My account"


@dataclass(frozen=True, slots=True)
class Wish:
    """By which ways somebody wants to be told."""

    in_app: bool
    mail: Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. Without a `title` of its own it reads as the event does. A `letter` is the general one, "notification";
    without it `mail` means that the package where it happened sends its own. Where mail `waits`, it is not sent to
    whoever has heard of it by then (`HEARD` in the project's table)."""

    name: str
    label: str
    group: Group
    verbs: tuple[str, ...]
    audience: Audience
    permission: Permission | None = None
    title: str = ""
    body: str = ""
    url: str = ""
    in_app: bool = True
    mail: Mail = Mail.NEVER
    mail_if_protected: bool = False
    mandatory: bool = False
    letter: bool = True
    waits: timedelta = timedelta()
    afterwards: bool = False  # told to its target even when that is no member any more

    @property
    def default(self) -> Wish:
        """What holds where nobody has chosen."""
        return Wish(self.in_app, self.mail)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notification says, and the page of the web app that it leads to."""

    title: str
    body: str
    url: str


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="invitation.received",
            label="Somebody invites me to an organization",
            group=Group.ORGANIZATIONS,
            verbs=("invitations.invitation.created",),
            audience=Audience.INVITED,
            title="{actor} invited you to {organization}",
            body="You would join as {role}. The link to accept is in the mail that we sent you.",
            mail=Mail.AT_ONCE,
            mandatory=True,
            letter=False,
        ),
        Kind(
            name="member.joined",
            label="Somebody joined an organization that I manage",
            group=Group.ORGANIZATIONS,
            verbs=("tenancy.member.joined",),
            audience=Audience.ALLOWED,
            permission=Permission.MEMBER_UPDATE,
            title="{target} joined {organization} as {role}",
            url="/orgs/{organization_slug}/members",
            mail=Mail.AT_ONCE,
        ),
        Kind(
            name="role.changed",
            label="My role in an organization changed",
            group=Group.ORGANIZATIONS,
            verbs=("tenancy.member.role_changed", "tenancy.ownership.transferred"),
            audience=Audience.TARGET,
            title="Your role in {organization} is {role} now",
            body="{actor} changed it; it was {was} before.",
            url="/orgs/{organization_slug}",
            mail=Mail.AT_ONCE,
        ),
        Kind(
            name="member.removed",
            label="I was removed from an organization",
            group=Group.ORGANIZATIONS,
            verbs=("tenancy.member.removed",),
            audience=Audience.TARGET,
            title="You no longer belong to {organization}",
            afterwards=True,
            body="{actor} removed you.",
            url="/organizations",
            mail=Mail.AT_ONCE,
        ),
        Kind(
            name="share.opened",
            label="Somebody opened a share link of mine",
            group=Group.ORGANIZATIONS,
            verbs=("sharing.own_link.opened",),
            audience=Audience.TARGET,
            title="{actor} opened your share link {label}",
            body="How often it can still be opened: {left}.",
            url="/orgs/{organization_slug}/shared",
        ),
        Kind(
            name="variables.changed",
            label="Variables changed (by mail: only in protected environments, unless you choose otherwise)",
            group=Group.PROJECTS,
            verbs=(
                "vault.variables.changed",
                "vault.variable.created",
                "vault.variable.set",
                "vault.variable.renamed",
                "vault.variable.deleted",
                "vault.variable.restored",
                "vault.variable.rolled_back",
            ),
            audience=Audience.ALLOWED,
            permission=Permission.VARIABLE_LIST,
            url="/orgs/{organization_slug}/projects/{project_slug}/envs/{environment_slug}",
            mail_if_protected=True,
        ),
        Kind(
            name="project.created",
            label="A project was created",
            group=Group.PROJECTS,
            verbs=("vault.project.created",),
            audience=Audience.ALLOWED,
            permission=Permission.PROJECT_READ,
            url="/orgs/{organization_slug}/projects/{project_slug}",
        ),
        Kind(
            name="chat.mention",
            label="Somebody mentions me (by mail: only if I am away)",
            group=Group.CHAT,
            verbs=("chat.member.mentioned",),
            audience=Audience.TARGET,
            title="{actor} mentioned you in {room}",
            url="/orgs/{organization_slug}/chat/{room_id}?at={no}",
            mail=Mail.AT_ONCE,
            waits=timedelta(minutes=2),
        ),
        Kind(
            name="chat.direct",
            label="Somebody writes to me alone (by mail: only if I am away)",
            group=Group.CHAT,
            verbs=("chat.member.addressed",),
            audience=Audience.TARGET,
            title="{actor} wrote to you",
            url="/orgs/{organization_slug}/chat/{room_id}?at={no}",
            mail=Mail.AT_ONCE,
            waits=timedelta(minutes=2),
        ),
        Kind(
            name="security.session_reuse",
            label="A copied session of mine was used",
            group=Group.ACCOUNT,
            verbs=("authentication.session.reused",),
            audience=Audience.ACCOUNT,
            title="A copied session of yours was ended",
            body="Somebody used an old key of one of your sessions, so that session was ended for everybody who had it."
            " If you did not restore a backup or copy a browser profile, change your password.",
            url="/account/sessions",
            mail=Mail.AT_ONCE,
            mandatory=True,
        ),
        Kind(
            name="security.passkey_copied",
            label="A passkey of mine may have been copied",
            group=Group.ACCOUNT,
            verbs=("authentication.passkey.copied",),
            audience=Audience.ACCOUNT,
            title="Your passkey {name} may have been copied",
            body="It counted its uses backwards, as only a copy does, so it was refused. Remove it, and add a new one.",
            url="/account/security",
            mail=Mail.AT_ONCE,
            mandatory=True,
        ),
        Kind(
            name="security.new_sign_in",
            label="My account is used from a new device",
            group=Group.ACCOUNT,
            verbs=("authentication.device.seen",),
            audience=Audience.ACCOUNT,
            title="New sign-in: {device}",
            body="If it was not you, follow the link in the mail that we sent you: it ends everything at once.",
            url="/account/sessions",
            mail=Mail.AT_ONCE,
            mandatory=True,
            letter=False,
        ),
        Kind(
            name="security.not_me",
            label="A sign-in was reported as somebody else's",
            group=Group.ACCOUNT,
            verbs=("authentication.sign_in.denied",),
            audience=Audience.ACCOUNT,
            title="All sessions were ended, as you asked",
            body="You said that a sign-in was not yours. Look at your ways to sign in before you go on.",
            url="/account/security",
            mail=Mail.AT_ONCE,
            mandatory=True,
            letter=False,
        ),
        Kind(
            name="security.identity",
            label="Another provider was connected to my account, or disconnected",
            group=Group.ACCOUNT,
            verbs=("authentication.identity.linked", "authentication.identity.unlinked"),
            audience=Audience.ACCOUNT,
            body="If it was not you, disconnect it and set a new password.",
            url="/account/connections",
            mail=Mail.AT_ONCE,
            mandatory=True,
            letter=False,
        ),
        Kind(
            name="security.password_changed",
            label="My password was changed",
            group=Group.ACCOUNT,
            verbs=("authentication.password.changed",),
            audience=Audience.ACCOUNT,
            title="Your password was changed",
            body="All other sessions have ended. If it was not you, reset your password now.",
            url="/account/security",
            mail=Mail.AT_ONCE,
            mandatory=True,
            letter=False,
        ),
    )
}
BY_VERB: Mapping[str, Kind] = {verb: kind for kind in KINDS.values() for verb in kind.verbs}


def wish(kind: Kind, *, chosen: Wish | None, default: Wish | None = None, protected: bool = False) -> Wish:
    """What holds: nobody may do without a mandatory kind; else what the person chose, or the organization's default,
    or the kind's own, which mails more of what is protected."""
    if kind.mandatory:
        return kind.default
    own = Wish(kind.in_app, Mail.AT_ONCE) if protected and kind.mail_if_protected else kind.default
    return chosen or default or own


def wording(kind: Kind, record: EventRecord, organization: Organization | None) -> Wording:
    """How the event reads, to somebody whom it concerns; in the language that is spoken just now."""
    known: dict[str, Any] = {
        **record.data,
        "actor": record.actor_label,
        "target": record.target_label,
        "organization": organization.name if organization else "",
        "organization_slug": organization.slug if organization else "",
    }
    known |= {name: gettext(known[name]) for name in ("role", "was") if isinstance(known.get(name), str)}
    title = gettext(kind.title or Event.catalogue[record.verb].title)
    body = gettext(kind.body) if kind.body else ""
    return Wording(title.format_map(known)[:200], body.format_map(known)[:500], kind.url.format_map(known)[:300])


def place_of(stream: str, stated: str | None = None) -> UUID | None:
    """The organization whose stream this is; in an account's the one that the event states, or None."""
    sort, _, key = stream.partition(":")
    if sort == "o":
        return UUID(key)
    return UUID(stated) if stated else None


def organization_ids(record: EventRecord) -> list[UUID]:
    """The organization in which it happened; none for what happened to an account."""
    place = place_of(record.stream.key, record.data.get("organization_id"))
    return [place] if place else []
