"""Signing in and refreshing, what saturating logins do to everybody else's reads, and what refusals tell by time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests
from argon2 import PasswordHasher

from bench.client import PASSWORD, Client
from bench.load import Cost, cpu_ms, hammer
from bench.report import Table
from bench.stage import migrate, services, serving

SECONDS = 8
SAMPLES = 200


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
            table.add("refresh, each client its own session", *_refreshes(client, origin.pids, 8))
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
        return [table, _refusals(settings)]


def _refusals(settings: dict[str, str]) -> Table:
    """A known and an unknown address in turn, each guess from an address of its own, with all counters at work."""
    note = f"{SAMPLES} of each in turn, one client. Status, body and names of headers were the same in every sample."
    table = Table("What a refused sign-in tells", ("address", "median ms", "p10 ms", "p90 ms"), note)
    roomy = {f"RATE_{name}": "99999/h" for name in ("LOGIN_FAILURES_ACCOUNT", "LOGIN_FAILURES_EVERYWHERE")}
    roomy |= {"RATE_LOGIN_FAILURES_ACCOUNT_HARD": "99999/d", "RATE_LIMITS_ENABLED": "true"}
    roomy |= {"TRUSTED_PROXIES": "1", "LOG_LEVEL": "ERROR"}
    shapes, walls = set[str](), dict[str, list[float]]()
    with serving(settings | roomy) as origin, requests.Session() as session:
        for number in range(2 * SAMPLES):
            known = number % 2 == 0
            body = {"email": "login@example.com" if known else "nobody@example.com", "password": f"wrong {number}"}
            household = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250}"}
            began = time.perf_counter()
            answer = session.post(f"{origin.url}/api/auth/login/", json=body, headers=household, timeout=30)
            taken = (time.perf_counter() - began) * 1000
            walls.setdefault("of an account" if known else "of nobody", []).append(taken)
            problem = answer.json() | {"request_id": ""}
            shapes.add(f"{answer.status_code} {problem} {sorted(answer.headers)}")
    if len(shapes) != 1:
        raise SystemExit(f"answers differ: {shapes}")
    for whose, times in walls.items():
        times.sort()
        table.add(whose, times[SAMPLES // 2], times[SAMPLES // 10], times[SAMPLES * 9 // 10])
    return table


def _refreshes(client: Client, pids: list[int], clients: int) -> tuple[float, float, float, float]:
    """Each client renews its own session again and again, as a page does that is left open."""

    def prepared() -> Callable[[], None]:
        session, body = requests.Session(), {"email": client.email, "password": PASSWORD}
        tokens = session.post(f"{client.url}/api/auth/login/", json=body, timeout=30).json()["tokens"]

        def renew() -> None:
            given = {"refresh": tokens["refresh"]}
            response = session.post(f"{client.url}/api/auth/token/refresh/", json=given, timeout=30)
            response.raise_for_status()
            tokens.update(response.json())

        return renew

    return _saturated([prepared() for _ in range(clients)], pids)


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
    def prepared() -> Callable[[], None]:
        session, body = requests.Session(), {"email": client.email, "password": PASSWORD}
        return lambda: session.post(f"{client.url}/api/auth/login/", json=body, timeout=30).raise_for_status()

    return _saturated([prepared() for _ in range(clients)], pids)


def _saturated(works: list[Callable[[], None]], pids: list[int]) -> tuple[float, float, float, float]:
    """Each of the clients does its work again and again: CPU ms of each, how many a second, p50 and p99."""
    walls: list[float] = []
    until = time.monotonic() + SECONDS
    before = cpu_ms(pids)

    def go_on(work: Callable[[], None]) -> None:
        while time.monotonic() < until:
            began = time.perf_counter()
            work()
            walls.append((time.perf_counter() - began) * 1000)

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(go_on, work) for work in works]:
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
