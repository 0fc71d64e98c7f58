"""Sealing what a share link holds: by a key out of its token, which we do not keep, or by the organization's key."""

import hashlib

from core.sharing.models import ShareLink
from core.vault import sealing

PURPOSE = b"keynest.share.1"
DIGEST_DOMAIN = b"keynest.share-token.1"


def digest(token: str) -> bytes:
    """What is kept of a token, to find its link by."""
    return hashlib.sha256(DIGEST_DOMAIN + token.encode()).digest()


def seal(link: ShareLink, value: str, token: str | None) -> bytes:
    """Seal a value for this very link."""
    return sealing.seal_under(_key(link, token), value.encode(), _place(link))


def unseal(link: ShareLink, token: str | None) -> str:
    """Open it.

    Raises:
        Problem: `unavailable` when it was changed, or stands in another row than it was sealed for.
    """
    return sealing.unseal_under(_key(link, token), bytes(link.sealed or b""), _place(link)).decode()


def _key(link: ShareLink, token: str | None) -> bytes:
    if token is None:
        return sealing.key_for(link.organization_id, PURPOSE)
    return sealing.derived(token.encode(), PURPOSE)


def _place(link: ShareLink) -> bytes:
    return PURPOSE + link.organization_id.bytes + link.id.bytes
