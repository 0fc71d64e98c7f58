"""What an operator does to the outbox by hand, and what is recorded of it."""
