"""The trusted address: only as many hops are believed as there are proxies of ours."""

import pytest

from kernel.http.origin import bucket, resolve


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "found"),
    [
        (0, "203.0.113.9", "1.1.1.1", "203.0.113.9"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (3, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "203.0.113.9:5678", "203.0.113.9"),
        (1, "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        (1, "10.0.0.1", "fe80::1%eth0", "fe80::1"),
        (1, "10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),
        (0, "::ffff:1.2.3.4", "", "1.2.3.4"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (1, "10.0.0.1", ",", "10.0.0.1"),
        (0, "", "", "0.0.0.0"),
        (0, "testserver", "", "0.0.0.0"),
    ],
)
def test_it_believes_our_proxies_and_nobody_else(settings, proxies, peer, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    assert resolve(peer, forwarded) == found


def test_two_hosts_of_one_household_share_a_bucket():
    assert bucket("2001:db8:1:2:3::1") == bucket("2001:db8:1:2:ffff::9")
    assert bucket("2001:db8:1:2::1") != bucket("2001:db8:1:3::1")
    assert bucket("192.0.2.1") == "192.0.2.1"
