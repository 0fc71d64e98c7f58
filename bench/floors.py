"""The floors, served as KeyNest is (uvicorn, its bridge, 4 threads): what no program on this stack can go below.

`/constant` answers a fixed body of 100 values. `/rows/<environment>` fetches the sealed rows by one raw query and
answers their names, without authentication, permission, decryption or log. `BRIDGE=a2wsgi` serves both through
the general bridge.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import orjson
import psycopg2
import uvicorn
from a2wsgi import WSGIMiddleware
from KeyNest.bodies import WholeBodies
from KeyNest.bridge import Bridge

BODY = orjson.dumps({"environment": "x", "revision": 1, "variables": {f"NAME_{n}": "v" * 40 for n in range(100)}})
_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application."""
    path = environ["PATH_INFO"]
    body = _rows(path.removeprefix("/rows/")) if path.startswith("/rows/") else BODY
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return _Answer([body])


def _rows(environment: str) -> bytes:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _local.connection.autocommit = True
    with _local.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sealed FROM core_variable WHERE environment_id = %s AND deleted_at IS NULL", [environment]
        )
        return orjson.dumps({name: len(sealed) for name, sealed in cursor.fetchall()})


class _Answer(list[bytes]):
    """What the bridge expects of a whole answer, as Django's responses have it."""

    streaming = False

    def has_header(self, name: str) -> bool:
        """The floor sets its length itself."""
        return name == "Content-Length"

    def close(self) -> None:
        """Nothing is held."""


def _served() -> Any:
    if os.environ.get("BRIDGE") == "a2wsgi":
        return WSGIMiddleware(application, workers=4)  # type: ignore[arg-type]  # its own idea of the ASGI types
    return WholeBodies(Bridge(application, 4), 1024)


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(_served(), port=port, log_config=None, access_log=False, loop="uvloop", http="httptools")
