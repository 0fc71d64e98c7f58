"""Switching one sort of mail off, and on again, by the link in it: its holder reads that mailbox, and need not sign in.

What was chosen before stands in the event, and from there comes back.
"""

from typing import Any

from authentication.models import User
from core.invitations import actions as invitations
from core.notifications.events import MailDeclined, MailResumed, PreferencesChanged
from core.notifications.models import Mail, Preference
from core.notifications.selectors import mailings, wishes
from core.notifications.selectors.mailings import Mailing
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind, Origin
from kernel.events import Event, Target
from kernel.models import EventRecord

# Each names the kinds that it is about.
DECISIONS = (MailDeclined, MailResumed, PreferencesChanged)


def switch_off(origin: Origin, *, token: str) -> Mailing:
    """Send no more mail of the sort that the link is in. Repeated, it changes nothing more.

    Raises:
        Problem: `invalid_token`.
    """
    mailing = mailings.of_token(token)
    if mailing.user is None:
        # No event: the address is nobody's account that we know of, so there is no stream that it could stand in.
        invitations.refuse(mailing.address)
    else:
        _decline(_reader(mailing.user, origin), user=mailing.user, mailing=mailing)
    return mailing


def switch_on(origin: Origin, *, token: str) -> Mailing:
    """Undo what the link has switched off, as far as nobody has chosen anew meanwhile.

    Raises:
        Problem: `invalid_token`.
    """
    mailing = mailings.of_token(token)
    if mailing.user is None:
        invitations.take_again(mailing.address)
    else:
        _resume(_reader(mailing.user, origin), user=mailing.user, mailing=mailing)
    return mailing


def _reader(user: User, origin: Origin) -> Actor:
    """Who reads that mailbox, which is not the same as having signed in."""
    return Actor(ActorKind.USER, None, user.email, origin)


@action()
def _decline(actor: Actor, *, user: User, mailing: Mailing) -> None:
    _hold(user)
    ended, own = mailings.ended(user.pk, mailing.kind), wishes.chosen(user.pk)
    if not ended:
        unchanged()
        return
    Preference.objects.bulk_create(
        [Preference(user_id=user.pk, kind=name, in_app=in_app, mail=Mail.NEVER) for name, in_app in ended.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mail"],
    )
    was = {name: own[name].mail.value if name in own else None for name in ended}
    emit(_about(MailDeclined, actor, user, mailing, was=was))


@action()
def _resume(actor: Actor, *, user: User, mailing: Mailing) -> None:
    _hold(user)
    off = Preference.objects.filter(user_id=user.pk, mail=Mail.NEVER)
    back = [name for name, mail in _declined(user, mailing).items() if _put_back(off.filter(kind=name), mail)]
    if not back:
        unchanged()
        return
    emit(_about(MailResumed, actor, user, mailing, kinds=sorted(back)))


def _declined(user: User, mailing: Mailing) -> dict[str, str | None]:
    """What was chosen before the last click, without what anybody has decided since."""
    said = EventRecord.objects.filter(stream__key=f"a:{user.pk}", verb__in=[sort.verb for sort in DECISIONS])
    clicks = said.filter(verb=MailDeclined.verb, data__of=mailing.name)
    last = clicks.order_by("-seq").first()
    if last is None:
        return {}
    since = said.filter(seq__gt=last.seq).values_list("data", flat=True)
    decided = {name for data in since for name in data.get("kinds", data.get("was", []))}
    return {name: mail for name, mail in last.data["was"].items() if name not in decided}


def _put_back(rows: Any, mail: str | None) -> bool:
    """To what was chosen before; where nothing was, the defaults hold again."""
    return bool(rows.update(mail=mail) if mail else rows.delete()[0])


def _hold(user: User) -> None:
    """One click at a time for each account. An account that was deleted just now is a conflict."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _about(sort: type[Event], actor: Actor, user: User, mailing: Mailing, **data: Any) -> Event:
    target = Target("account", user.pk, user.email)
    return sort(
        actor=actor,
        stream=f"a:{user.pk}",
        target=target,
        data={"of": mailing.name, "label": mailing.label, **data},
    )
