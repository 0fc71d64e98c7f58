"""Asking other servers: against real ones that drip, flood, redirect and break off, and addresses inside the house."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel import outbound
from kernel.outbound import Failed

Serve = Callable[[socket.socket], None]
heard: list[str] = []


@contextlib.contextmanager
def server(serve: Serve) -> Iterator[str]:
    """A server of one behaviour on loopback: its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, contextlib.suppress(OSError):
                    heard.append(line.recv(65536).decode())
                    serve(line)

    heard.clear()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def says(text: str) -> Serve:
    """Answer this, and close."""
    return lambda line: line.sendall(text.encode())


def head(**headers: str) -> str:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{named}\r\n"


def drip(text: str, pause: float) -> Serve:
    """Answer this, a byte at a time."""

    def serve(line: socket.socket) -> None:
        for byte in text.encode():
            line.sendall(bytes([byte]))
            time.sleep(pause)

    return serve


def flood(start: str) -> Serve:
    """Answer this, and never stop."""

    def serve(line: socket.socket) -> None:
        line.sendall(start.encode())
        while True:
            line.sendall(b"x" * 65536)

    return serve


def reason(url: str) -> str:
    with pytest.raises(Failed) as refused:
        outbound.get_json(url)
    return refused.value.reason


@pytest.fixture
def insecure(settings):
    """Loopback and plain HTTP are allowed."""
    settings.OUTBOUND_ALLOW_INSECURE = True


@pytest.fixture
def hurry(monkeypatch):
    """A second in all, so that nobody waits for nine."""
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 1.0)


def test_it_reads_json(insecure):
    with server(says(head(Content_Length="12") + '{"a": "hé"}')) as url:
        assert outbound.get_json(url)["a"] == "hé"


def test_it_posts_a_form_and_takes_any_status(insecure):
    def serve(line: socket.socket) -> None:
        line.settimeout(0.5)
        with contextlib.suppress(TimeoutError):  # the body may have come together with the head
            heard.append(line.recv(100).decode())
        line.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 2\r\nX-Said: so\r\n\r\n{}")

    with server(serve) as url:
        answer = outbound.post_form(url, {"code": "a b"}, {"Authorization": "Basic eA=="})
    assert (answer.status, answer.json(), answer.headers["x-said"]) == (400, {}, "so")
    assert heard[0].startswith("POST / HTTP/1.1\r\n")
    assert "Authorization: Basic eA==" in heard[0]
    assert "code=a+b" in "".join(heard)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "redirected"),
        ("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "status_500"),
        ("HTTP/1.1 204 None\r\n\r\n", "status_204"),
        (head(Content_Length="4") + "{no}", "broken_answer"),
        (head(Content_Length="999") + "{}", "broken_answer"),
        (head(Transfer_Encoding="chunked") + "zz\r\n{}\r\n", "broken_answer"),
        (head(Content_Length="100000") + "[" * 100000, "broken_answer"),
        ("", "unreachable"),
        ("\x00\x01 nonsense\r\n\r\n", "unreachable"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(insecure, answer, expected):
    with server(says(answer)) as url:
        assert reason(url) == expected


@pytest.mark.parametrize(
    "start",
    [
        head(Content_Length="999999999"),
        head(Connection="close"),
        head(Transfer_Encoding="chunked") + "fffffff\r\n",
    ],
)
def test_a_huge_answer_is_cut_off(insecure, start):
    with server(flood(start)) as url:
        began = time.monotonic()
        assert reason(url) == "too_large"
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("start", [head(Transfer_Encoding="chunked"), "HTTP/1.1 200 OK\r\nX-Long: "])
def test_a_line_without_end_is_not_collected(insecure, start):
    with server(flood(start)) as url:
        assert reason(url) in {"broken_answer", "unreachable"}


@pytest.mark.parametrize(
    "dripping", [head(Content_Length="400") + "x" * 400, "HTTP/1.1 200 OK\r\n" + "X-A: b\r\n" * 90]
)
def test_dripping_bytes_do_not_stretch_the_time(insecure, hurry, dripping):
    with server(drip(dripping, 0.03)) as url:
        began = time.monotonic()
        assert reason(url) == "too_slow"
        assert time.monotonic() - began < 6  # the whole would take twice that


def test_an_answer_without_length_that_drips_is_not_taken_for_whole(insecure, hurry):
    with server(drip(head(Connection="close") + "[" + "1," * 400, 0.01)) as url:
        assert reason(url) == "too_slow"


def test_silence_is_not_waited_out(insecure, hurry):
    with server(lambda line: time.sleep(4)) as url:
        began = time.monotonic()
        assert reason(url) == "too_slow"
        assert time.monotonic() - began < 4


def test_nobody_there_is_told(insecure):
    with server(says("")) as url:
        pass
    assert reason(url) == "unreachable"
    assert reason("http://nobody.invalid/") == "unreachable"


def test_the_environment_adds_no_proxy_and_no_password(insecure, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with server(says(head(Content_Length="2") + "{}")) as url:
        assert outbound.get_json(url) == {}
    assert heard[0].startswith("GET / HTTP/1.1\r\n")
    assert "authorization" not in heard[0].lower()


@contextlib.contextmanager
def secure_server(serve: Serve, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The same behind TLS, as localhost: its address, and the certificate to trust."""
    key, certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def shake_hands(line: socket.socket) -> None:
        with context.wrap_socket(line.dup(), server_side=True) as wrapped:
            wrapped.recv(65536)
            serve(wrapped)

    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, contextlib.suppress(OSError):
                    shake_hands(line)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{listener.getsockname()[1]}/", certificate
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def self_signed(tmp_path: Path) -> tuple[Path, Path]:
    """A key and a certificate for localhost that nobody has vouched for."""
    private, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")])
    moment = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(moment - timedelta(hours=1))
        .not_valid_after(moment + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    form, encoding = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    key.write_bytes(private.private_bytes(encoding, form, serialization.NoEncryption()))
    certificate.write_bytes(signed.public_bytes(encoding))
    return key, certificate


def test_a_certificate_that_nobody_vouches_for_is_refused(insecure, tmp_path, monkeypatch):
    with secure_server(says(head(Content_Length="2") + "{}"), tmp_path) as (url, certificate):
        assert reason(url) == "untrusted_certificate"
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # the environment does not talk us into it
            monkeypatch.setenv(name, str(certificate))
        assert reason(url) == "untrusted_certificate"


def test_the_installations_own_authority_may_vouch_for_it(insecure, tmp_path, settings):
    with secure_server(says(head(Content_Length="2") + "{}"), tmp_path) as (url, certificate):
        settings.OUTBOUND_CA_FILE = str(certificate)
        assert outbound.get_json(url) == {}
        assert reason(url.replace("localhost", "127.0.0.1")) == "untrusted_certificate"
        settings.OUTBOUND_CA_FILE = ""
        assert reason(url) == "untrusted_certificate"


def test_it_reads_by_tls_and_holds_to_the_time_there_too(insecure, hurry, tmp_path, monkeypatch):
    with secure_server(drip(head(Content_Length="2") + "{}", 0.001), tmp_path) as (url, certificate):
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
        assert outbound.get_json(url) == {}
        assert reason(url.replace("localhost", "127.0.0.1")) == "untrusted_certificate"  # it names localhost only
    with secure_server(drip(head(Connection="close") + "[" + "1," * 400, 0.01), tmp_path) as (url, certificate):
        began = time.monotonic()
        assert reason(url) == "too_slow"
        assert time.monotonic() - began < 6


def test_several_exchanges_share_their_time(insecure):
    def serve(line: socket.socket) -> None:
        time.sleep(0.4)
        line.sendall((head(Content_Length="2") + "{}").encode())

    with server(serve) as url, outbound.within(2.0):
        began = time.monotonic()
        assert outbound.get_json(url) == {}
        with pytest.raises(Failed) as late:
            for _ in range(10):
                outbound.get_json(url)
        assert late.value.reason == "too_slow"
        assert reason(url) == "too_slow"
        assert time.monotonic() - began < 4


def test_nothing_of_the_exchange_is_shown():
    assert "secret" not in repr(outbound.Answer(200, b"secret", {"Set-Cookie": "secret"}))
