"""Reasons of failures by their class: without the words that a server, or a fault of ours, has put around it."""

from django.db.models import Case, F, Func, TextField, Value, When
from django.db.models.functions import Coalesce, Left, Replace

OTHER = "other"
# A server's three digits with RFC 3463's three numbers, the name of an exception, or that the mailbox is suppressed.
# Written without counts like {3}, which make PostgreSQL thirty times slower.
CLASS = r"^(?:suppressed|\d\d\d(?:[ -]+[245]\.\d+\.\d+)?|[A-Za-z_]+$)"
LONGEST = 64

_bare = Case(
    When(
        last_error__startswith="given up after ",
        then=Func(F("last_error"), Value(" attempts: "), Value(2), function="split_part", output_field=TextField()),
    ),
    default=F("last_error"),
    output_field=TextField(),
)
# Like "550 5.1.1", "421", "ConnectionRefusedError", "suppressed", or "other".
OF_LAST_ERROR = Coalesce(
    Replace(Func(Left(_bare, LONGEST), Value(CLASS), function="substring"), Value("-"), Value(" ")), Value(OTHER)
)
