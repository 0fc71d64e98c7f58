"""What people typed becomes text that no mail program makes clickable."""

import re
import time

import pytest
from django.utils.html import urlize
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.mail.plain import WORD_JOINER, line, paragraphs

LINK = re.compile(r'href="([^"]*)"')
# How mail programs find links, roughly: a scheme, `www.`, or letters on both sides of a dot.
SCHEME = re.compile(r"\b(?:https?|ftp|file)://|\b(?:mailto|tel|sms|javascript|data):[^\s\u2060]|\\\\\w", re.IGNORECASE)
DOT = r"[.\u3002\uff0e\uff61]"
HOST = re.compile(rf"(?<![\w.@+'-])[^\s.@/:]+(?:{DOT}[\w-]+)*{DOT}(?!\d+\b)[^\W\d_][\w-]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def clickable(text: str) -> set[str]:
    """What of a text becomes a link, but for addresses of people."""
    found = {link for link in LINK.findall(urlize(text, autoescape=True)) if not link.startswith("mailto:")}
    rest = ADDRESS.sub(" ", text)
    return found | set(SCHEME.findall(rest)) | set(HOST.findall(rest))


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example", "HTTP://EVIL.EXAMPLE", "www.evil.example", "evil.example/path", "evil.example:8080",
        "evil.com,a@b", "www.evil.com@x", "www.evil.com@b.co", "(evil.com)@b", "a@evil.com?x=evil2.com", "evil.com@",
        "a@b@evil.com", "http://user@evil.com", "http://1.2.3.4", "1.2.3.4/login", "1.2.3.4:80", "http:\\\\evil.com",
        "\\\\evil\\share", "//evil.com", "file:///etc/passwd", "mailto:a@evil.com", "tel:+49123", "sms:123",
        "javascript:alert(1)", "data:text/html,x", "evil\u3002com", "evil\uff0ecom", "evil\uff61com", "evil\u2024com",
        "evil.\u0441\u043e\u043c", "xn--e1aybc.xn--p1ai", "ht\u00adtp://ev\u200bil.com", "[a](http://evil.com)",
        "<http://evil.com>", "a.b.c.d.e", "evil.com.", "evil.com\u2060", "\u2060evil.com", "http:/\u2060/evil.com",
        "(www.evil.com)", "evil-.com", "\U0001f4a9.la", "i\u2764.ws", "x@y.zz/evil.com", "x@y.zz,evil.com",
        "evil.com'x@b.co", "'evil.com''@b.co",
    ],
)  # fmt: skip
def test_nothing_of_it_can_be_clicked(text):
    assert clickable(line(text)) == set()
    assert clickable(" ".join(one for lines in paragraphs(f"see {text} now\n\n{text}") for one in lines)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "anna.k@example.com", "o'neil+mail@mail.example.co.uk", "Write to it@acme.example.", "(it@acme.example)",
        "192.0.2.7", "2001:db8::7", "fe80::a:b", "v2.1 (beta)", "3.14", "09.30", "Tom & Jerry <3", "50 %", "Note:this",
        "C:\\Users", "1:1", "data: none", "a/b",
    ],
)  # fmt: skip
def test_what_leads_nowhere_stays_as_it_is(text):
    assert line(text) == text


PIECES = [
    "http", "https", ":", "/", "//", "\\", ".", "..", "www", "evil", "com", "@", "a", "1", "1.2.3.4", "mailto:", "tel:",
    "?", "#", ",", "(", ")", "<", ">", "[", "]", '"', "'", "-", "_", "+", "=", "%", "&", " ", "\t", "\n", "\u2060",
    "\u200b", "\u00ad", "\u202e", "\u3002", "\uff0e", "\uff61", "\u2024", "é", "м", "x.y", "evil.com", "a@b.co", "ftp",
    "data:", "…",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_mixture_can_be_clicked_either(text):
    plain = line(text)
    assert clickable(plain) == set()
    assert line(plain) == plain


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_one_line_of_bounded_length(text):
    plain = line(text)
    assert len(plain.replace(WORD_JOINER, "")) <= 330
    assert not re.search(r"[\r\n\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", plain)
    assert line(plain) == plain


@pytest.mark.parametrize("piece", ["'", "<'", ".", "a.", "a@", "1.", "://", "www.", "=?", "tel:"])
def test_what_an_organization_writes_is_judged_in_no_time(piece):
    began = time.thread_time()
    line(piece * (40_000 // len(piece)), longest=None)
    assert time.thread_time() - began < 0.5
