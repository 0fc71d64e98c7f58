"""Made-up contents of the letters about accounts, by which an operator looks at each of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from authentication.oauth.pages import CONNECTIONS
from kernel.mail import link

NAME = "Ada Lovelace"
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PASSWORD = link("/forgot-password")
TOKEN = "sample"
PLACE = {"name": NAME, "at": MOMENT, "address": "192.0.2.7", "device": "Firefox on Ubuntu"}

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "activation": {
        "name": NAME,
        "url": link("/activate", TOKEN),
        "hours": 24,
        "device": PLACE["device"],
        "at": MOMENT,
    },
    "already_registered": {"name": NAME, "url": link("/login"), "reset": PASSWORD},
    "confirmation_code": {"code": "48392017", "minutes": 10, **PLACE},
    "email_change": {
        "name": NAME,
        "old": "ada.king@example.com",
        "url": link("/confirm-email", TOKEN),
        "minutes": 60,
    },
    "email_changed": {"new": "ada.lovelace@example.org", **PLACE},
    "identity_linked": {"provider": "GitHub", "by_address": True, "url": link(CONNECTIONS), **PLACE},
    "identity_unlinked": {"provider": "GitHub", "url": link(CONNECTIONS), **PLACE},
    "locked_out": {"minutes": 15, "url": PASSWORD, **PLACE},
    "new_sign_in": {"days": 7, "url": link("/not-me", TOKEN), **PLACE},
    "password_changed": {"url": PASSWORD, **PLACE},
    "password_reset": {
        "name": NAME,
        "url": link("/reset-password", TOKEN),
        "minutes": 60,
        "login": link("/login"),
        "providers": ["GitHub", "Google"],
    },
    "recovery_code_used": {"left": 3, "few": True, "url": PASSWORD, **PLACE},
    "second_factor_changed": {
        "passkey": True,
        "added": True,
        "removed": False,
        "off": False,
        "url": PASSWORD,
        **PLACE,
    },
    "second_factor_failed": {"url": PASSWORD, **PLACE},
    "sign_in_code": {"code": "48392017", "minutes": 10, "url": PASSWORD, **PLACE},
    "welcome": {"name": NAME, "url": link("/")},
}
