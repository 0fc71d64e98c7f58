"""Every read of chat."""
