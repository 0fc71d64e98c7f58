"""The embedded PostgreSQL and Redis: they serve, keep what they were given, and end with their owner."""

import os
import signal
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis as client

from launcher import postgres, redis
from launcher.errors import StartError
from tests.launcher.processes import alive_with, start, until

OWNER = """
import sys, time
from pathlib import Path
from launcher import postgres, redis
here = Path(sys.argv[1])
with postgres.running(here / "postgres", durable=False), redis.running(here / "redis") as redis_url:
    print("both run", redis_url.rsplit(":")[-1].removesuffix("/0"), flush=True)
    time.sleep(60)
"""


def ask(url: str, *statements: str) -> Any:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchone()
    finally:
        connection.close()


def test_postgres_keeps_its_data_from_run_to_run(tmp_path: Path) -> None:
    with postgres.running(tmp_path / "postgres", durable=False) as url:
        ask(url, "CREATE TABLE kept (name text)", "INSERT INTO kept VALUES ('ÄÖ') RETURNING name")
    with postgres.running(tmp_path / "postgres", durable=False) as url:
        assert ask(url, "SELECT lower(name), current_database() FROM kept") == ("äö", "keynest")


def test_postgres_asks_for_its_password(tmp_path: Path) -> None:
    with (
        postgres.running(tmp_path / "postgres", durable=False) as url,
        pytest.raises(psycopg2.OperationalError, match="password"),
    ):
        psycopg2.connect(url.replace(url.split("@")[0], "postgresql://keynest:guess"))

    assert (tmp_path / "postgres" / "password").stat().st_mode & 0o077 == 0


def test_an_interrupted_set_up_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "cluster.new").mkdir()
    (tmp_path / "cluster.new" / "half").write_text("half")

    with postgres.running(tmp_path, durable=False) as url:
        assert ask(url, "SELECT 1") == (1,)


def test_postgres_says_why_it_can_not_start(tmp_path: Path) -> None:
    with postgres.running(tmp_path, durable=False):
        pass
    (tmp_path / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(StartError, match="no_such_setting"), postgres.running(tmp_path, durable=False):
        pass


def test_redis_asks_for_its_password_and_hides_it_from_the_process_list(tmp_path: Path) -> None:
    with redis.running(tmp_path) as url:
        password = url.split(":")[2].split("@")[0]
        with client.Redis.from_url(url) as connection:
            assert connection.ping()
        with client.Redis.from_url(url.replace(password, "guess")) as stranger, pytest.raises(client.RedisError):
            stranger.ping()
        assert alive_with(url.rsplit(":")[-1].removesuffix("/0"))  # its port, which is all that Redis shows
        assert not alive_with(password)

    assert (tmp_path / "redis.conf").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("durable", "kept"), [(True, b"1"), (False, None)])
def test_redis_keeps_its_data_only_when_asked_to(tmp_path: Path, durable: bool, kept: bytes | None) -> None:
    with redis.running(tmp_path, durable=durable) as url, client.Redis.from_url(url) as connection:
        connection.set("key", "1")
    with redis.running(tmp_path, durable=durable) as url, client.Redis.from_url(url) as connection:
        assert connection.get("key") == kept


def test_nothing_outlives_an_owner_that_is_killed(tmp_path: Path) -> None:
    output = tmp_path / "output"
    owner = start(["-c", OWNER, str(tmp_path)], output)
    assert until(lambda: "both run" in output.read_text(), 30), output.read_text()
    port = "127.0.0.1:" + output.read_text().split()[-1]
    assert alive_with(str(tmp_path / "postgres")) and alive_with(port)

    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()

    assert until(lambda: not alive_with(str(tmp_path)) and not alive_with(port), 8), alive_with(str(tmp_path))
