"""The shapes of notifications."""
