"""Who appears in the tests of passkeys."""

import pytest

from authentication.models import User
from tests.authentication.mfa.steps import guarded, time
from tests.authentication.passkeys.steps import Holder, equip

__all__ = ["guarded", "time"]


@pytest.fixture
def holder(anna: User) -> Holder:
    """Anna, with a passkey."""
    return equip(anna)
