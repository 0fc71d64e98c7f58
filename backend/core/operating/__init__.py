"""The operator's page: how queues, outbox, workers and the clock stand, and what can be done about it by hand."""
