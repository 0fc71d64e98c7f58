"""Every read of the vault."""
