"""Every write of the vault."""
