"""Asking people into an organization by e-mail."""
