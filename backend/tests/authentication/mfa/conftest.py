"""Who appears in the tests of second factors."""

from tests.authentication.mfa.steps import guarded, time

__all__ = ["guarded", "time"]
