"""Reading all values of an environment, beside a constant body and beside a bare query of the same rows."""

from bench.client import Client
from bench.load import Cost, hammer, median
from bench.report import Table
from bench.stage import migrate, services, serving

SIZES = (10, 100, 1000)
ROUNDS = 3


def run() -> list[Table]:
    """Alternate the subjects round by round, so that the neighbours' noise falls on all of them."""
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false"}
        migrate(settings)
        a2wsgi = serving(settings | {"BRIDGE": "a2wsgi"}, "-m", "bench.floors")
        with serving(settings) as origin, serving(settings, "-m", "bench.floors") as floor, a2wsgi as peer:
            client = Client(origin.url, "reader@example.com").register()
            environments = {size: client.environment_of(size) for size in SIZES}
            subjects = {
                "floor: constant body, 100 values": (floor.url + "/constant", floor.pids, ""),
                "the same through a2wsgi": (peer.url + "/constant", peer.pids, ""),
            }
            for size, environment in environments.items():
                path = f"/api/core/environments/{environment}/values/"
                subjects[f"floor: one bare query, {size} sealed rows"] = (
                    f"{floor.url}/rows/{environment}",
                    floor.pids,
                    "",
                )
                subjects[f"read {size} values"] = (origin.url + path, origin.pids, "")
            path = f"/api/core/environments/{environments[100]}/values/"
            subjects["read 100 values, unchanged (304)"] = (origin.url + path, origin.pids, _etag(client, path))
            subjects["simple GET: one organization"] = (
                f"{origin.url}/api/core/organizations/{client.organization}/", origin.pids, "")  # fmt: skip
            subjects["floor: the framework, /health/live"] = (origin.url + "/health/live", origin.pids, "")
            found: dict[str, list[Cost]] = {name: [] for name in subjects}
            for _ in range(ROUNDS):
                for name, (url, pids, etag) in subjects.items():
                    found[name].append(hammer(url, pids, token=client.token, etag=etag, seconds=4))
    table = Table("Reading values", ("what", "CPU ms", "requests/s", "p50 ms", "p99 ms", "not 2xx/3xx"),
                  f"wrk, 16 connections, median of {ROUNDS} alternating rounds of 4 s.")  # fmt: skip
    for name, costs in found.items():
        cost = median(costs)
        table.add(name, cost.cpu_ms, cost.per_second, cost.p50_ms, cost.p99_ms, cost.errors)
    return [table]


def _etag(client: Client, path: str) -> str:
    return client.session.get(client.url + path, timeout=10).headers["ETag"]
