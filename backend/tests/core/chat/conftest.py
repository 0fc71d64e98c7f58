"""Rooms to talk in, and one server process for sockets."""

from tests.core.realtime.conftest import node

__all__ = ["node"]
