"""Envelope encryption. Reached only from core.vault.sealing and authentication."""
