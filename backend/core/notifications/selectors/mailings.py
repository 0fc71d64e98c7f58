"""What a link to unsubscribe stands for."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from authentication.models import User
from core.invitations import selectors as invitations
from core.notifications.kinds import KINDS, Kind
from core.notifications.models import Mail
from core.notifications.selectors.wishes import chosen, wishes_anywhere
from kernel import onetime, unsubscribing
from kernel.mail import Unsubscribe

KIND, DIGEST = "kind", "digest"


@dataclass(frozen=True, slots=True)
class Mailing:
    """One sort of mail to one mailbox: of a kind, the digest, or (without a user) invitations."""

    label: str
    address: str
    user: User | None = None
    kind: Kind | None = None

    @property
    def name(self) -> str:
        """What it is called where it is recorded."""
        return self.kind.name if self.kind else DIGEST


def ways_out(user: User, kind: Kind | None = None) -> Unsubscribe:
    """The links of a letter to this user: out of mail of this kind, or out of the digest."""
    what = (KIND, user.pk.hex, kind.name) if kind else (DIGEST, user.pk.hex)
    return unsubscribing.ways(*what, unsubscribing.mark(user.email_key))


def of_token(token: str) -> Mailing:
    """The mail that a link is in.

    Raises:
        Problem: `invalid_token`: it is none of ours, too old, or its mailbox is that account's no more.
    """
    match unsubscribing.read(token):
        case (invitations.MAILING, address):
            return Mailing("Invitations to organizations, from anybody", address)
        case (sort, user_id, *name, mark) if sort in {KIND, DIGEST}:
            kind = KINDS.get("".join(name))
            if sort == DIGEST or (kind and not kind.mandatory):
                return _theirs(UUID(user_id), kind if sort == KIND else None, mark)
    raise onetime.refused()


def _theirs(user_id: UUID, kind: Kind | None, mark: str) -> Mailing:
    user = User.objects.only("email", "email_key").filter(pk=user_id).first()
    if user is None or unsubscribing.mark(user.email_key) != mark:
        raise onetime.refused()
    return Mailing(kind.label if kind else "The digest of your notifications", user.email, user, kind)


def is_active(mailing: Mailing) -> bool:
    """Whether such mail still comes."""
    if mailing.user is None:
        return not invitations.refuses(mailing.address)
    return bool(coming(mailing.user.pk, mailing.kind))


def coming(user_id: UUID, kind: Kind | None) -> dict[str, bool]:
    """The kinds that a mailing brings, and whether each is told in the app as well."""
    ways = {Mail.AT_ONCE, Mail.DIGEST} if kind else {Mail.DIGEST}
    return _told(user_id, kind, ways)


def ended(user_id: UUID, kind: Kind | None) -> dict[str, bool]:
    """The same of what a click ends. A kind that a link names ends for good, though none comes just now: an
    organization may set its default anew, or somebody may join another one."""
    if kind is None:
        return coming(user_id, None)
    own = chosen(user_id).get(kind.name)
    return {} if own and own.mail == Mail.NEVER else _told(user_id, kind, set(Mail))


def _told(user_id: UUID, kind: Kind | None, ways: Collection[Mail]) -> dict[str, bool]:
    anywhere = wishes_anywhere(user_id)
    return {
        name: any(found.in_app for found in anywhere[name])
        for name in ([kind.name] if kind else anywhere)
        if any(found.mail in ways for found in anywhere[name])
    }
