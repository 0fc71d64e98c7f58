"""The shapes of the vault."""
