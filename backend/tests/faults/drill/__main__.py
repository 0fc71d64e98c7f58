"""`make faults`: all scenarios, or those named (`mail` and `sockets` name their kind), over servers of their own."""

import os
import sys
import tempfile
from pathlib import Path

import django

from launcher import environment, postgres, redis
from launcher.ports import free_port


def main(names: list[str]) -> int:
    """0 when all that was accepted arrived in every scenario, and nothing else went wrong."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "KeyNest.settings"
    with tempfile.TemporaryDirectory(prefix="keynest-drill-") as text:
        directory = Path(text)
        cluster = postgres.Cluster(directory / "postgres", free_port())
        cluster.initialise()
        server = redis.Server(directory / "redis", free_port(), durable=False)
        server.prepare()
        os.environ |= {
            "DATABASE_URL": cluster.url,
            "REDIS_URL": server.url,
            **environment.new_secrets(),
            "EMAIL_URL": "smtp://127.0.0.1:9/",
            "ARGON2_MEMORY_KIB": "7168",
            "ARGON2_TIME_COST": "1",
        }
        django.setup()
        # Only now: they need the settings.
        from tests.faults.drill import run, scenarios, stage
        from tests.faults.drill.live import play
        from tests.faults.drill.live import run as live_run
        from tests.faults.drill.live import stage as live_stage
        from tests.faults.stack import Program

        mail = [name for name in scenarios.ALL if not names or name in names or "mail" in names]
        sockets = [name for name in play.ALL if not names or name in names or "sockets" in names]
        if unknown := set(names) - {*mail, *sockets, "mail", "sockets"}:
            print(f"no such scenario: {', '.join(unknown)}; there are {', '.join([*scenarios.ALL, *play.ALL])}")
            return 2
        database = Program(cluster.command(), dict(os.environ), directory / "postgres.server")
        broker = Program(server.command(), dict(os.environ), directory / "redis.server")
        broken = 0
        if mail:
            with stage.built(directory, database, broker) as built:
                broken += run.run(built, mail)
        if sockets:
            with live_stage.built(directory / "sockets", database, broker) as standing:
                broken += live_run.run(standing, sockets)
        return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
