"""A test of an organization's words: to the one who asked for it, and to nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from authentication.models import User
from core.branding.language import Refused
from core.branding.letters import FORMS
from core.branding.selectors import specimen
from core.tenancy.models import Organization
from kernel.mail import Letter, render

MARK = "[Test]"


def mail_test(payload: Mapping[str, Any]) -> Letter | None:
    """The letter with made-up contents, marked as a test.

    None when the account or the organization is gone meanwhile, or has got a name that does not fit into the words.
    """
    users = User.objects.filter(pk=payload["user"], is_active=True, email_verified_at__isnull=False)
    user = users.defer("avatar").first()
    organization = Organization.objects.filter(pk=payload["organization"]).first()
    if user is None or organization is None:
        return None
    try:
        letter = specimen(organization, user, FORMS[payload["letter"]], payload["texts"])
    except Refused:
        return None
    words = {**(letter.words or {}), "subject": f"{MARK} {render(letter).subject}"}
    # Its made-up link to unsubscribe is not for mail programs to follow by themselves.
    return replace(letter, words=words, unsubscribe=None)
