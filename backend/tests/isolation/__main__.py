"""`make isolation`: so many messages (50,000) among removals at random, over servers of its own; MESSAGES="5000"."""

import os
import sys
import tempfile
import time
from pathlib import Path

import django

from launcher import environment, postgres, redis


def main(messages: int, seed: int) -> int:
    """0 when nobody was sent what was not theirs, and nobody missed what was."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "KeyNest.settings"
    with tempfile.TemporaryDirectory(prefix="keynest-isolation-") as text:
        directory = Path(text)
        with (
            postgres.running(directory / "postgres", durable=False) as database,
            redis.running(directory / "redis", durable=False) as memory,
        ):
            os.environ |= {
                "DATABASE_URL": database,
                "REDIS_URL": memory,
                **environment.new_secrets(),
                "EMAIL_URL": "smtp://127.0.0.1:9/",
                "RATE_LIMITS_ENABLED": "false",
                "DRAIN_SECONDS": "0",
                "LOG_LEVEL": "WARNING",
            }
            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            # Only now: it needs the settings.
            from tests.isolation.run import run

            begun = time.monotonic()
            verdict = run(messages, directory, seed=seed)
    seconds = time.monotonic() - begun
    sys.stdout.write(
        f"{verdict.written} numbers written in {seconds:.0f} s, {verdict.changes} changes of rights, "
        f"{verdict.delivered} deliveries\nfaults: {dict(verdict.faults) or 'none'}\n"
        f"with a reason: {dict(verdict.notes)}\n" + "".join(f"{line}\n" for line in verdict.examples)
    )
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]] + [50_000, 1][len(sys.argv) - 1 :]
    sys.exit(main(*given))
