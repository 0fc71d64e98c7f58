"""Handing somebody a secret once, without leaving it where it was said."""
