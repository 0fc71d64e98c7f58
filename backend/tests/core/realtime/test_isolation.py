"""Over several processes, one of which hears nothing: among removals at random everybody gets what is theirs, no more.

`make isolation` does the same with 50,000 messages.
"""

import pytest

from tests.isolation.run import run

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_is_sent_what_is_not_theirs_and_nobody_misses_what_is(tmp_path, settings):
    settings.RATE_LIMITS_ENABLED = False
    verdict = run(1000, tmp_path)
    assert not verdict.faults, verdict.examples
    assert verdict.changes > 50
    assert verdict.delivered > 3000
    assert verdict.notes["let in again"] < verdict.delivered / 5
