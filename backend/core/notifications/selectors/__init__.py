"""Every read of notifications."""
