"""Sockets without a word of the product: bounded outboxes, feeds of numbered streams, one bus per process."""
