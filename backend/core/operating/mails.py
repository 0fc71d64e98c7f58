"""The letter that an operator tries out, in the operator's own mailbox."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from authentication.models import User
from kernel.mail import Letter
from kernel.mail.specimens import letter_of


def specimen(payload: Mapping[str, Any]) -> Letter | None:
    """Any letter, with made-up contents; none to whom is no operator any more."""
    user = User.objects.defer("avatar").filter(pk=payload["user"], is_staff=True, is_active=True).first()
    if user is None:
        return None
    letter = letter_of(payload["letter"], language=payload["language"] or user.language, time_zone=user.time_zone)
    return replace(letter, to=user.email)
