"""The shapes of the operator's page."""
