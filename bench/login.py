"""Signing in and refreshing, and what saturating logins do to everybody else's reads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from argon2 import PasswordHasher

from bench.client import PASSWORD, Client
from bench.load import Cost, cpu_ms, hammer
from bench.report import Table
from bench.stage import migrate, services, serving

SECONDS = 8


def run() -> list[Table]:
    """The floor of a login is its hash."""
    table = Table("Signing in", ("what", "CPU ms", "per second", "p50 ms", "p99 ms"), f"8 clients, {SECONDS} s each.")
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false"}
        migrate(settings)
        with serving(settings) as origin:
            client = Client(origin.url, "login@example.com").register()
            environment = client.environment_of(100)
            values = f"{origin.url}/api/core/environments/{environment}/values/"
            table.add("floor: Argon2id 19 MiB, t=2, p=1 alone, one thread", *_hashing())
            table.add("login", *_logins(client, origin.pids, 8))
            quiet = hammer(values, origin.pids, token=client.token, connections=4, seconds=SECONDS)
            busy = _reads_beside_logins(client, values, origin.pids)
            table.add(
                "read 100 values, 4 connections, nobody signing in",
                quiet.cpu_ms,
                quiet.per_second,
                quiet.p50_ms,
                quiet.p99_ms,
            )
            table.add("the same while 8 clients sign in all the time", "-", busy.per_second, busy.p50_ms, busy.p99_ms)
    return [table]


def _hashing() -> tuple[float, float, float, float]:
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    walls = []
    for _ in range(50):
        began = time.perf_counter()
        hasher.hash(PASSWORD)
        walls.append((time.perf_counter() - began) * 1000)
    walls.sort()
    mean = sum(walls) / len(walls)
    return mean, 1000 / mean, walls[25], walls[49]


def _logins(client: Client, pids: list[int], clients: int) -> tuple[float, float, float, float]:
    walls: list[float] = []
    until = time.monotonic() + SECONDS
    before = cpu_ms(pids)

    def sign_in() -> None:
        session = requests.Session()
        while time.monotonic() < until:
            began = time.perf_counter()
            body = {"email": client.email, "password": PASSWORD}
            response = session.post(f"{client.url}/api/auth/login/", json=body, timeout=30)
            response.raise_for_status()
            walls.append((time.perf_counter() - began) * 1000)

    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(sign_in) for _ in range(clients)]:
            done.result()
    walls.sort()
    spent = (cpu_ms(pids) - before) / len(walls)
    return spent, len(walls) / SECONDS, walls[len(walls) // 2], walls[int(len(walls) * 0.99) - 1]


def _reads_beside_logins(client: Client, values: str, pids: list[int]) -> Cost:
    background = threading.Thread(target=_logins, args=(client, pids, 8))
    background.start()
    time.sleep(0.5)
    cost = hammer(values, pids, token=client.token, connections=4, seconds=SECONDS - 2)
    background.join()
    return cost
