"""A second network on this machine, with one cable to the first that can be pulled out. Only root can make one."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """A network namespace and the two addresses of the cable."""

    name: str
    cable: str
    here: str
    there: str

    @property
    def prefix(self) -> list[str]:
        """What runs a program in it."""
        return ["ip", "netns", "exec", self.name]

    def unplug(self) -> None:
        """Nothing passes any more, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def plug_in(self) -> None:
        """As before."""
        _ip("link", "set", self.cable, "up")


@contextlib.contextmanager
def apart() -> Iterator[Network]:
    """A network for the length of the block."""
    number = os.getpid() % 60000
    subnet = f"10.213.{number % 250}"
    network = Network(f"knet{number}", f"kn{number}a", f"{subnet}.1", f"{subnet}.2")
    inner = f"kn{number}b"
    _ip("netns", "add", network.name)
    try:
        _ip("link", "add", network.cable, "type", "veth", "peer", "name", inner, "netns", network.name)
        _ip("address", "add", f"{network.here}/30", "dev", network.cable)
        _ip("link", "set", network.cable, "up")
        for command in (
            ("address", "add", f"{network.there}/30", "dev", inner),
            ("link", "set", inner, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", network.name, *command)
        yield network
    finally:
        _ip("netns", "delete", network.name)


def _ip(*command: str) -> None:
    done = subprocess.run(["ip", *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"ip {' '.join(command)}: {done.stderr.strip()} (two networks can be had as root only)")
