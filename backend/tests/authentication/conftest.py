"""Who appears in the tests of accounts."""

import pytest

from authentication.models import User
from tests.factories import PASSWORD, make_user


@pytest.fixture
def anna(db: None) -> User:
    """An account with a proven address and a password."""
    return make_user("Anna@example.com", password=PASSWORD, first_name="Anna", last_name="Lee")


@pytest.fixture(autouse=True)
def _one_moment(steady_windows: None) -> None:
    """No window of a limit ends in the middle of a test."""


@pytest.fixture(autouse=True)
def _letters_stay_here(settings: object) -> None:
    """pytest-django keeps mails in memory; the line to the server must not outlive a test."""
    from kernel import mail

    mail.hang_up()
