"""`python -m KeyNest.serve`: the whole origin under uvicorn, with the flags that this program was measured with."""

import argparse
import resource

import uvicorn

from KeyNest.settings.environment import ENV

# Beside its sockets a process has files, connections to servers, and requests.
OTHER_FILES = 1000


def allow_open_files(wanted: int) -> None:
    """Let this process and its children have so many files open, as far as they may: each socket is one."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m KeyNest.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (0.0.0.0 inside a container)")
    parser.add_argument("--drain-seconds", type=int, default=30, help="how long requests in flight may take at the end")
    given = parser.parse_args()
    allow_open_files(ENV.websockets_per_process + OTHER_FILES)
    uvicorn.run(
        "KeyNest.asgi:application",
        host=given.host,
        port=ENV.port,
        workers=ENV.web_concurrency,
        loop="uvloop",
        http="httptools",
        # uvicorn writes the query string of every socket into its log, token included. Without a configuration of
        # its own it logs through ours, which takes them out; requests are logged by our middleware.
        log_config=None,
        access_log=False,
        # Who the client is, is judged by TRUSTED_PROXIES alone (kernel.http.origin).
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=given.drain_seconds,
        # REALTIME.md 3.6: pings find dead peers; deflate costs 60 KiB a socket and leaks lengths beside secrets.
        ws="KeyNest.wire:Wire",
        ws_max_size=64 * 1024,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main()
