"""The shapes of chat."""
