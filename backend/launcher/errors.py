"""The one error of the launcher."""


class StartError(Exception):
    """Why something can't start, in words that tell what to do about it."""
