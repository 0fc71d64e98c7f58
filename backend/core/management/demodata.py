"""What the demo consists of: four people, two projects, and variables that look real and open nothing."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from core.tenancy.roles import Role
from core.vault.models import Kind

DOMAIN = "demo.keynest.test"
ORGANIZATION = "Acme"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the demo."""

    name: str
    first_name: str
    last_name: str
    role: Role

    @property
    def email(self) -> str:
        """Where mail for them goes: into the inbox of the local run."""
        return f"{self.name}@{DOMAIN}"


PEOPLE = [
    Person("owner", "Olivia", "Okafor", Role.OWNER),
    Person("admin", "Adrian", "Almeida", Role.ADMIN),
    Person("member", "Mei", "Nakamura", Role.MEMBER),
    Person("viewer", "Viktor", "Lindqvist", Role.VIEWER),
]
PENDING = Person("newcomer", "Nora", "Haddad", Role.MEMBER)


@dataclass(frozen=True, slots=True)
class Sample:
    """A variable in each environment of a project; `value` makes one from the environment's short name."""

    name: str
    value: Callable[[str], str]
    kind: Kind = Kind.SECRET
    note: str = ""


def _key(prefix: str) -> Callable[[str], str]:
    return lambda environment: f"{prefix}_{environment[:4]}_{secrets.token_hex(16)}"


def _fixed(text: str) -> Callable[[str], str]:
    return lambda environment: text.replace("{env}", environment)


def _by(**values: str) -> Callable[[str], str]:
    return lambda environment: values.get(environment, values["development"])


def _multiline(environment: str) -> str:
    lines = "\n".join(secrets.token_urlsafe(48) for _ in range(4))
    return f"-----BEGIN DEMO KEY-----\n{lines}\n-----END DEMO KEY-----\n"


STOREFRONT = [
    Sample("APP_ENV", _fixed("{env}"), Kind.CONFIG),
    Sample("DEBUG", _by(development="true", staging="false", production="false"), Kind.CONFIG),
    Sample("LOG_LEVEL", _by(development="debug", staging="info", production="warning"), Kind.CONFIG),
    Sample("PUBLIC_URL", _fixed("https://{env}.shop.example"), Kind.CONFIG, "No slash at the end"),
    Sample("DATABASE_URL", lambda env: f"postgresql://shop:{secrets.token_urlsafe(12)}@db.{env}.internal:5432/shop"),
    Sample("REDIS_URL", _fixed("redis://cache.{env}.internal:6379/0"), Kind.CONFIG),
    Sample("SESSION_SECRET", lambda _: secrets.token_urlsafe(32), Kind.SECRET, "Changing it signs everybody out"),
    Sample("PAYMENT_API_KEY", _key("pay"), Kind.SECRET, "Ask finance before you rotate it"),
    Sample("PAYMENT_WEBHOOK_SECRET", _key("whsec")),
    Sample("GREETING", _fixed("Grüße aus dem Lager ✓"), Kind.CONFIG),
    Sample("FEATURE_FLAGS", _fixed('{"new_checkout": true, "env": "{env}"}'), Kind.CONFIG),
]
PIPELINE = [
    Sample("APP_ENV", _fixed("{env}"), Kind.CONFIG),
    Sample("WAREHOUSE_DSN", lambda env: f"clickhouse://etl:{secrets.token_urlsafe(12)}@wh.{env}.internal:9440/events"),
    Sample("OBJECT_STORE_BUCKET", _fixed("acme-events-{env}"), Kind.CONFIG),
    Sample("OBJECT_STORE_KEY_ID", _key("obj")),
    Sample("OBJECT_STORE_SECRET", lambda _: secrets.token_urlsafe(30)),
    Sample("BATCH_SIZE", _by(development="100", staging="1000", production="5000"), Kind.CONFIG),
    Sample("SCHEDULE", _fixed("*/15 * * * *"), Kind.CONFIG, "Cron, in UTC"),
    Sample("ALERT_WEBHOOK", lambda _: f"https://chat.example/hooks/{secrets.token_hex(12)}"),
    Sample("SIGNING_KEY", _multiline, Kind.WRITE_ONLY, "Only machines read it"),
]
PROJECTS = [
    ("Storefront", "The shop that customers see", STOREFRONT),
    ("Data pipeline", "Nightly loads and reports", PIPELINE),
]

# What was said where, by whom, in this order. `{variable}` is a link to the payment key of the shop's production.
GENERAL = [
    ("owner", "Welcome, everybody! From today on our secrets live here, and no longer in a spreadsheet."),
    ("member", "Finally 🎉 Where do I find the keys for the **data pipeline**?"),
    ("admin", "In its own project. You may read all of it; production asks for a confirmation before you write."),
    ("viewer", "And what if I paste one in here by mistake?"),
    ("admin", "Try it: the message is held back, and you are offered a share link instead."),
]
DEPLOYS = [
    ("member", "The new checkout goes out at noon. Any objections?"),
    ("admin", "None. Please look at {variable} first, it was rotated this morning."),
    ("member", "Done, staging is green:\n```\n142 passed in 61 s\n```"),
    ("owner", f"@member@{DOMAIN} well done. Tell us when it is live."),
    ("member", "It is live. Orders come in as before."),
]
SHOP = [
    ("member", "Should FEATURE_FLAGS be the same in staging and production?"),
    ("admin", "Not this week. Compare both before you copy anything."),
]
TWO = [
    ("owner", "Could you show Nora around when she has joined?"),
    ("member", "With pleasure. I'll begin with the development environment."),
]
TOPIC = "What goes out, and when"
