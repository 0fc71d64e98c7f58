"""Starts a whole KeyNest on one machine: embedded servers, migrations, and the processes of `make run`."""
