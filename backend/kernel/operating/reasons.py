"""Reasons of failures by their class: without the words that a server, or a fault of ours, has put around it."""

from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, Replace

OTHER = "other"
# A server's three digits with RFC 3463's three numbers, the name of an exception, or that the mailbox is suppressed.
CLASS = (
    r"^(?:given up after \d+ attempts: )?"
    r"(suppressed|\d{3}(?:[ -]+[245]\.\d{1,3}\.\d{1,3})?(?!\d)|[A-Za-z_]{1,64}$)"
)

# Like "550 5.1.1", "421", "ConnectionRefusedError", "suppressed", or "other".
OF_LAST_ERROR = Coalesce(
    Replace(Func(F("last_error"), Value(CLASS), function="substring"), Value("-"), Value(" ")), Value(OTHER)
)
