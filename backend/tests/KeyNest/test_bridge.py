"""From ASGI to WSGI and back: what Django is told of a request, and how its answer leaves."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from KeyNest import bridge
from KeyNest.bridge import Bridge, environ
from tests.KeyNest.asgi import call


def scope(**given: Any) -> Any:
    plain = {"type": "http", "method": "POST", "path": "/api/", "query_string": b"", "headers": [], "scheme": "http"}
    return plain | {"http_version": "1.1", "client": ("1.2.3.4", 5), "server": ("0.0.0.0", 80)} | given


def application(answer: Any) -> Any:
    """A WSGI application that answers as Django's handler does."""

    def app(environ: Any, start_response: Any) -> Any:
        start_response(f"{answer.status_code} Any", list(answer.items()))
        return answer

    return app


async def never() -> Any:
    """Nothing more comes from the client."""
    await asyncio.Event().wait()


async def answered(app: Any, path: str = "/") -> Any:
    """The answer of the bridge, called through the scope of a server."""

    async def whole(given: Any, receive: Any, send: Any) -> None:
        await Bridge(app, 2)(scope() | given, b"", receive, send)

    return await call(whole, path)


def test_the_request_is_told_whole() -> None:
    headers = [(b"content-type", b"application/json"), (b"x-request-id", b"r1"), (b"accept", b"a"), (b"accept", b"b")]

    told = environ(scope(path="/api/ü", query_string=b"q=%20", headers=headers), b"body")

    assert told["PATH_INFO"].encode("latin-1").decode() == "/api/ü"
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("application/json", "4")
    assert (told["HTTP_X_REQUEST_ID"], told["HTTP_ACCEPT"], told["QUERY_STRING"]) == ("r1", "a,b", "q=%20")
    assert (told["REMOTE_ADDR"], told["wsgi.input"].read()) == ("1.2.3.4", b"body")


def test_a_header_with_an_underscore_can_not_pose_as_one_with_a_dash() -> None:
    told = environ(scope(headers=[(b"x_forwarded_for", b"6.6.6.6"), (b"x-forwarded-for", b"1.2.3.4")]), b"")

    assert told["HTTP_X_FORWARDED_FOR"] == "1.2.3.4"


def test_the_length_is_that_of_the_body_whatever_was_declared() -> None:
    told = environ(scope(headers=[(b"transfer-encoding", b"chunked"), (b"content-length", b"9")]), b"abc")

    assert told["CONTENT_LENGTH"] == "3"
    assert not {"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"} & set(told)


async def test_a_whole_answer_leaves_with_its_length() -> None:
    answer = await answered(application(HttpResponse(b"hello", headers={"X-One": "1"})))

    assert (answer.status, answer.body) == (200, b"hello")
    assert (answer.headers["content-length"], answer.headers["x-one"]) == ("5", "1")


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_without_a_body_has_no_length(status: int) -> None:
    assert "content-length" not in (await answered(application(HttpResponse(status=status)))).headers


async def test_a_stream_leaves_part_by_part_and_is_closed() -> None:
    parts = StreamingHttpResponse(iter([b"one ", b"two"]))

    assert (await answered(application(parts))).body == b"one two"
    assert parts.closed


async def test_a_client_that_takes_nothing_gives_the_thread_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "STALLED_SECONDS", 0.05)
    began, pieces = time.monotonic(), []

    def endless() -> Iterator[bytes]:
        while True:
            pieces.append(1)
            yield b"x"

    async def stalled(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    stream = StreamingHttpResponse(endless())
    with pytest.raises(TimeoutError):
        await Bridge(application(stream), 1)(scope(), b"", never, stalled)

    assert time.monotonic() - began < 5
    assert (len(pieces), stream.closed) == (1, True)


async def test_a_client_that_takes_a_byte_now_and_then_gives_the_thread_back_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bridge, "STALLED_SECONDS", 0.2)
    began = time.monotonic()

    async def trickling(message: Any) -> None:
        await asyncio.sleep(0.05)

    stream = StreamingHttpResponse(iter([b"x"] * 200))
    with pytest.raises(TimeoutError):
        await Bridge(application(stream), 1)(scope(), b"", never, trickling)

    assert time.monotonic() - began < 5


async def test_threads_are_as_many_as_wanted() -> None:
    running, most = 0, 0

    def app(environ: Any, start_response: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1
        start_response("200 OK", [])
        return HttpResponse()

    one = Bridge(app, 2)

    async def send(message: Any) -> None:
        pass

    await asyncio.gather(*(one(scope(), b"", never, send) for _ in range(8)))

    assert most == 2


class Waiting:
    """An application that has nothing to tell at first, and notes how it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked.append(environ.get("again"))
        answer = HttpResponse(b"nothing yet", headers={"X-One": "1"})
        answer.wait = "for it"  # type: ignore[attr-defined]
        start_response("200 OK", list(answer.items()))
        return answer


async def settled(app: Any, found: Any) -> Any:
    """The answer, when what it waits for is found to be this."""

    async def later(wait: Any) -> Any:
        assert wait == "for it"
        return found

    async def whole(given: Any, receive: Any, send: Any) -> None:
        await Bridge(app, 1, later)(scope() | given, b"", never, send)

    return await call(whole, "/")


async def test_what_came_takes_the_place_of_the_body() -> None:
    answer = await settled(Waiting(), b"here it is")

    assert (answer.body, answer.headers["content-length"], answer.headers["x-one"]) == (b"here it is", "10", "1")


async def test_when_nothing_came_the_first_answer_stands() -> None:
    app = Waiting()

    assert (await settled(app, None)).body == b"nothing yet"
    assert app.asked == [None]


async def test_when_something_else_is_the_case_the_request_is_asked_once_more() -> None:
    app = Waiting()

    assert (await settled(app, {"again": "yes"})).body == b"nothing yet"
    assert app.asked == [None, "yes"]


async def test_without_anybody_to_see_to_it_nothing_waits() -> None:
    assert (await answered(Waiting())).body == b"nothing yet"


async def test_who_waits_holds_no_thread() -> None:
    released = asyncio.Event()

    async def later(wait: Any) -> Any:
        await released.wait()

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    one = Bridge(Waiting(), 1, later)
    waiting = [asyncio.create_task(one(scope(), b"", never, send)) for _ in range(50)]
    await asyncio.sleep(0.2)
    assert not sent
    released.set()
    await asyncio.wait_for(asyncio.gather(*waiting), 5)
    assert len(sent) == 100


async def test_a_wait_ends_with_its_client() -> None:
    ended, sent = asyncio.Event(), []

    async def later(wait: Any) -> Any:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def leaving() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await asyncio.wait_for(Bridge(Waiting(), 1, later)(scope(), b"", leaving, send), 5)

    assert ended.is_set()
    assert not sent


async def test_at_the_end_of_a_process_each_answer_closes_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.sockets.draining.began", lambda: True)

    assert (await answered(application(HttpResponse(b"x")))).headers["connection"] == "close"
