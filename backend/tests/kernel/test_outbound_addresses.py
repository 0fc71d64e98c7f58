"""Which addresses are asked at all: none inside the house, however they are written or looked up."""

import socket

import pytest

from tests.kernel.test_outbound import reason


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_addresses_inside_the_house_are_refused_however_they_are_written(host, settings, monkeypatch):
    settings.OUTBOUND_ALLOW_INSECURE = False
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("it connected"))
    assert reason(f"https://{host}/") == "forbidden_address"


def test_a_name_is_looked_up_once_and_judged_by_all_that_it_leads_to(settings, monkeypatch):
    """A name that answers differently the second time gains nothing: there is no second time."""
    settings.OUTBOUND_ALLOW_INSECURE = False
    asked, connected = [], []
    answers = iter([["93.184.216.34"], ["93.184.216.34", "10.0.0.1"]])

    def look_up(host, port, *rest):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(answers)]

    def connect(self, address):
        connected.append(address)
        raise OSError("no route from here")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert reason("https://rebinding.example/") == "unreachable"
    assert (asked, connected) == (["rebinding.example"], [("93.184.216.34", 443)])
    assert reason("https://rebinding.example/") == "forbidden_address"
    assert len(connected) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/",
        "ftp://provider.example/",
        "file:///etc/passwd",
        "//provider.example/",
        "https://",
        "https://user:word@provider.example/",
        "https://provider.example:99999/",
        "https://[::1/",
        "",
    ],
)
def test_only_https_with_a_host_and_nothing_else_in_front(url, settings):
    settings.OUTBOUND_ALLOW_INSECURE = False
    assert reason(url) == "forbidden_address"


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "exa mple.com", "..", "xn--\x7f"])
def test_a_host_that_can_not_be_is_no_fault_of_ours(host, settings):
    settings.OUTBOUND_ALLOW_INSECURE = False
    assert reason(f"https://{host}/") in {"unreachable", "forbidden_address"}
