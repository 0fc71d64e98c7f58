"""Links that switch one sort of mail off: signed, kept nowhere, and good for nothing else (docs/adr/0027)."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing

from kernel import onetime
from kernel.mail.letter import Link, Unsubscribe, link

SALT = "keynest.unsubscribe"
# Mail is read late; after so long a newer letter of the sort has a newer link.
LIFE = timedelta(days=365)
PAGE, POST = "/unsubscribe", "/api/core/unsubscribe/"


def mark(address_key: str) -> str:
    """What ties a token to the mailbox that it was sent to: when an account moves, the old one's links go stale."""
    return sha256(address_key.encode()).hexdigest()[:16]


def mint(*words: str) -> str:
    """A token that says these words."""
    return signing.dumps(words, salt=SALT)


def read(token: str) -> tuple[str, ...]:
    """What a token of ours says.

    Raises:
        Problem: `invalid_token`, whatever is wrong with it.
    """
    try:
        return tuple(map(str, signing.loads(token, salt=SALT, max_age=LIFE)))
    except (signing.BadSignature, ValueError, TypeError):
        raise onetime.refused() from None


def ways(*words: str) -> Unsubscribe:
    """The page for people, its token in the fragment, and the address for mail programs (RFC 8058), where it can only
    stand in the query."""
    token = mint(*words)
    return Unsubscribe(page=link(PAGE, token), post=Link(f"{settings.PUBLIC_URL}{POST}?token={token}"))
