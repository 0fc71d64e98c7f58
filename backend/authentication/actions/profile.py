"""What people change about themselves: names, picture, and whether the account exists at all."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from PIL import Image, ImageOps

from authentication import neighbours, selectors
from authentication.actions.confirmation import demand_owner
from authentication.actions.password import revoke_links
from authentication.actions.sessions import end_sessions, shut_out
from authentication.events import AccountDeleted, AccountDisabled, AccountEnabled, ProfileChanged
from authentication.models import User
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.pictures import remade

SIDE = 256
MOST_PIXELS = 24_000_000


@action()
def update_profile(actor: Actor, **fields: Any) -> User:
    """Change the given ones of username, first_name, last_name, language and time_zone.

    Raises:
        Problem: `invalid`, for a user name that somebody else has.
    """
    user = _own(actor)
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    if not changed:
        unchanged()
        return user
    for name in changed:
        setattr(user, name, fields[name])
    try:
        with transaction.atomic():
            user.save(update_fields=changed)
    except IntegrityError:
        raise invalid("username", "taken", "Somebody else has this user name.") from None
    emit(ProfileChanged.about(actor, user, fields=sorted(changed)))
    return user


def set_avatar(actor: Actor, *, picture: bytes) -> User:
    """Take a new picture, made small and freed of everything that cameras write into it.

    Raises:
        Problem: `invalid`, at `file`.
    """
    return _store_avatar(actor, picture=small(picture))


@action()
def _store_avatar(actor: Actor, *, picture: bytes) -> User:
    user = _own(actor)
    user.avatar, user.avatar_digest = picture, hashlib.sha256(picture).hexdigest()[:32]
    user.save(update_fields=["avatar", "avatar_digest"])
    emit(ProfileChanged.about(actor, user, fields=["avatar"]))
    return user


@action()
def remove_avatar(actor: Actor) -> User:
    """Go without a picture."""
    user = _own(actor)
    if not user.avatar_digest:
        unchanged()
        return user
    user.avatar, user.avatar_digest = None, ""
    user.save(update_fields=["avatar", "avatar_digest"])
    emit(ProfileChanged.about(actor, user, fields=["avatar"]))
    return user


def delete_account(actor: Actor, *, current_password: str | None = None) -> None:
    """Delete one's own account and everything that is only its own.

    Raises:
        Problem: `invalid` for the password; `reauthentication_required`; `conflict` while others depend on the account.
    """
    user = _own(actor)
    demand_owner(actor, user, current_password)
    _delete(actor, user=user)


@action()
def _delete(actor: Actor, *, user: User) -> None:
    against = neighbours.let_go(actor, user.id)
    if against:
        raise conflict("Others depend on this account. Please hand over what is yours alone first.", errors=against)
    end_sessions(user, reason="deleted")
    shut_out(user)
    emit(AccountDeleted.about(actor, user))
    user.delete()


@action()
def set_active(actor: Actor, *, user: User, active: bool) -> None:
    """An operator's switch. What was given out before stays dead when the account is switched on again."""
    if user.is_active == active:
        return unchanged()
    user.is_active = active
    user.save(update_fields=["is_active"])
    end_sessions(user, reason="disabled")
    shut_out(user)
    revoke_links(user)
    emit((AccountEnabled if active else AccountDisabled).about(actor, user))
    return None


def small(picture: bytes) -> bytes:
    """The middle square of a PNG, JPEG or WebP, 256 pixels wide, as WebP.

    Raises:
        Problem: `invalid`, at `file`, for whatever is no such picture.
    """
    return remade(picture, _square, most_pixels=MOST_PIXELS, kind="WEBP", quality=85)


def _square(opened: Image.Image) -> Image.Image:
    # Made small before anything else: each further step would cost a copy of all its pixels.
    shorter = min(opened.size)
    opened.thumbnail((opened.width * 2 * SIDE // shorter + 1, opened.height * 2 * SIDE // shorter + 1))
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    return ImageOps.fit(upright, (SIDE, SIDE))


def _own(actor: Actor) -> User:
    if actor.id is None:
        raise not_found()
    return selectors.by_id(actor.id)
