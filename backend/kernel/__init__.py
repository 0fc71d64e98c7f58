"""Mechanisms that know no word of the product: events, outbox, one-time tokens, encryption, HTTP manners."""
