"""One click (RFC 8058) as mail programs make it: over the wire, at the whole origin, with nothing but the address."""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from core.notifications.kinds import KINDS
from core.notifications.models import Preference
from core.notifications.selectors import mailings
from kernel.models import EventRecord
from tests.core.realtime.wire import Node, running_node
from tests.factories import make_user
from tests.sweeps import leaks

KIND = "member.joined"
MULTIPART = '--RFC8058\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--RFC8058--\r\n'
BODIES = {
    "form": ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
    "form with a charset": ("application/x-www-form-urlencoded; charset=UTF-8", "List-Unsubscribe=One-Click"),
    "form in capitals": ("APPLICATION/X-WWW-FORM-URLENCODED", "List-Unsubscribe=One-Click&x=y"),
    "multipart": ("multipart/form-data; boundary=RFC8058", MULTIPART),
    "multipart, quoted": ('multipart/form-data; boundary="RFC8058"', MULTIPART),
}


@pytest.fixture
def node(transactional_db: None, tmp_path: Path) -> Iterator[Node]:
    with running_node(tmp_path, LOG_LEVEL="DEBUG", RATE_UNSUBSCRIBE_IP="10/m") as running:
        yield running


@pytest.fixture
def address() -> str:
    """What stands in the header of a letter, without its origin; its reader has chosen nothing yet."""
    user = make_user("anna@example.com")
    post = urlsplit(mailings.ways_out(user, KINDS[KIND]).post)
    return f"{post.path}?{post.query}"


def send(
    node: Node, method: str, address: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Exactly these headers, and none that a library adds."""
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=20)
    try:
        connection.putrequest(method, address, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode() if body is not None else None)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def off() -> bool:
    return Preference.objects.filter(kind=KIND, mail="never").exists()


@pytest.mark.parametrize("sort", BODIES)
def test_a_mail_program_needs_nothing_but_the_address(node: Node, address: str, sort: str):
    media_type, body = BODIES[sort]
    status, headers, said = send(node, "POST", address, body, Content_Type=media_type)
    assert (status, said) == (200, b'{"label":"Somebody joined an organization that I manage","done":true}')
    assert "Set-Cookie" not in headers
    assert off()


def test_cookies_origins_and_languages_make_no_difference(node: Node, address: str):
    """No page can be made to do harm with it either: without the token there is nothing to forge."""
    media_type, body = BODIES["form"]
    foreign = {
        "Cookie": "csrftoken=x; sessionid=y; keynest_refresh=z",
        "Origin": "https://evil.example",
        "Referer": "https://evil.example/x",
        "Accept": "text/html",
        "Sec_Fetch_Site": "cross-site",
        "Authorization": "Bearer nonsense",
        "User_Agent": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    }
    status, headers, _ = send(node, "POST", address, body, Content_Type=media_type, **foreign)
    assert status == 200
    assert "Access-Control-Allow-Origin" not in headers
    assert off()


def test_a_scanner_of_links_changes_nothing_however_it_looks(node: Node, address: str):
    token = address.partition("token=")[2]
    for method in ("GET", "HEAD", "GET"):
        status, headers, said = send(node, method, address)
        assert (status, said) == (303, b"")
        assert headers["Location"].endswith(f"/unsubscribe#token={token}")
        assert headers["Cache-Control"] == "no-store"
    for method in ("PUT", "PATCH", "DELETE"):
        assert send(node, method, address)[0] == 405
    assert not off()


def test_the_token_stands_in_no_log_and_nowhere_else_afterwards(node: Node, address: str):
    token = address.partition("token=")[2]
    media_type, body = BODIES["form"]
    with leaks.watching() as traffic:
        send(node, "GET", address)
        send(node, "HEAD", address)
        send(node, "POST", address, body, Content_Type=media_type)
        send(node, "POST", address + "x", body, Content_Type=media_type)
        send(node, "POST", address, "nonsense", Content_Type="text/plain")
        send(node, "PUT", address)
        for verb in ("", "preview/", "undo/"):
            requests.post(f"{node.http}/api/core/unsubscribe/{verb}", json={"token": token}, timeout=20)
        send(node, "POST", address, body, Content_Type=media_type)
    log = node.log.read_text()
    assert log.count("/api/core/unsubscribe/") >= 9
    assert leaks.find({"token": token, "signature": token.rpartition(":")[2]}, logs=[log], traffic=traffic) == []


def test_who_knocks_too_often_is_told_to_wait(node: Node, address: str):
    media_type, body = BODIES["form"]
    answers = [send(node, "POST", address, body, Content_Type=media_type) for _ in range(11)]
    assert [status for status, *_ in answers] == [200] * 10 + [429]
    assert int(answers[-1][1]["Retry-After"]) > 0


def test_many_clicks_at_the_same_moment_are_one(node: Node, address: str):
    media_type, body = BODIES["form"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(node, "POST", address, body, Content_Type=media_type), range(8)))
    assert {(status, said) for status, _, said in answers} == {(200, answers[0][2])}
    assert EventRecord.objects.filter(verb="notifications.mail.declined").count() == 1
