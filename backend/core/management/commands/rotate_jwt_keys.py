"""Makes a new key for access tokens, which signs nobody out, or retires one at once. Nothing is restarted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from authentication.actions import keys
from kernel.actor import Actor
from kernel.errors import Problem


class Command(BaseCommand):
    """manage.py rotate_jwt_keys"""

    help = "Make a new signing key for access tokens; the present one is accepted for JWT_KEY_OVERLAP more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retire", metavar="KID", help="refuse this key's tokens from now on: it was stolen")

    def handle(self, *args: Any, retire: str | None = None, **options: Any) -> None:
        actor = Actor.system("manage.py rotate_jwt_keys")
        if retire is None:
            key = keys.rotate(actor)
            self.stdout.write(f"{key.kid} is published and signs from {key.signs_from:%Y-%m-%d %H:%M:%S} UTC on.")
            return
        try:
            keys.retire(actor, kid=retire)
        except Problem:
            raise CommandError(f"There is no living key {retire}: see /.well-known/jwks.json.") from None
        self.stdout.write(f"{retire} is retired: each process refuses its tokens within JWT_KEY_REFRESH.")
