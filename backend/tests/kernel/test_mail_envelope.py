"""Envelopes: what a mail server and a mail program get to read, byte by byte."""

import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from django.conf import settings
from django.utils.timezone import now

from kernel.mail import Letter, Look, Unsubscribe, link, render
from kernel.mail.delivery import envelope
from kernel.mail.specimens import letter_of
from kernel.subscriptions import table

STRICT = email.policy.SMTP.clone(raise_on_defect=True)
PNG = bytes.fromhex("89504e470d0a1a0a") + bytes(range(256)) * 8
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def sent(letter: Letter, message_id: str = "id") -> tuple[bytes, EmailMessage]:
    """The bytes that leave, and the mail that a strict reader makes of them."""
    raw = envelope(letter, message_id=message_id).message().as_bytes(linesep="\r\n")
    return raw, BytesParser(EmailMessage, policy=STRICT).parsebytes(raw)


def body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def letter(**fields: object) -> Letter:
    """An invitation, with some of its fields changed."""
    return replace(letter_of("invitation"), **fields)  # type: ignore[arg-type]


def named(name: str) -> Letter:
    """An invitation by somebody of this name, to an organization of the same."""
    return letter(context={**letter().context, "inviter": name, "organization": name})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(table().SAMPLES))
def test_every_letter_travels_in_seven_bits_and_short_lines(name, language):
    written = letter_of(name, language=language)
    raw, parsed = sent(written)
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    said = render(written)
    assert parsed["Subject"] == said.subject
    assert body(parsed, "plain") == said.text
    assert body(parsed, "html") == said.html.replace("\r\n", "\n")
    assert parsed["Content-Language"] == language
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    "name",
    [
        "Jürgen Müßiggänger-Ångström 🦊🧑🏽‍🚀",
        "x" * 400,
        "äöü" * 200,
        "日本チーム " * 60,
        "=?utf-8?q?Eve?=",
        "=?utf-8?b?4oCuZXZpbC5leGFtcGxl?= a=?b",
        "a.b" * 200,
        "=20=3D \t end ",
        "Ivan\u0301 \x7f\x00\x1b[31m",
    ],
)
def test_any_name_arrives_as_it_was_rendered(name):
    written = named(name)
    raw, parsed = sent(written)
    said = render(written)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert body(parsed, "plain") == said.text
    assert body(parsed, "html") == said.html
    assert " ".join(str(parsed["Subject"]).split()) == " ".join(said.subject.split())
    assert len(said.subject) <= 200


@pytest.mark.parametrize("name", ["שלום עולם", "مرحبا (v2)", "Team אבג!"])
def test_a_name_that_is_written_from_right_to_left_leaves_the_rest_alone(name):
    written = named(name)
    said = render(written)
    assert f"\u2068{name}\u2069" in said.text
    assert said.text.count("\u2068") == said.text.count("\u2069")
    _, parsed = sent(written)
    assert body(parsed, "plain") == said.text


def test_it_says_when_by_whom_and_that_a_machine_wrote_it():
    _, parsed = sent(letter(), "0193")
    assert abs(parsed["Date"].datetime - now()) < timedelta(minutes=1)
    assert parsed["Message-ID"] == "<0193@localhost>"
    assert (parsed["Auto-Submitted"], parsed["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert parsed["From"] == settings.DEFAULT_FROM_EMAIL
    assert (parsed["References"], parsed["In-Reply-To"], parsed["List-Unsubscribe"]) == (None, None, "<" + UNSUBSCRIBE)


UNSUBSCRIBE = "http://localhost:8000/api/core/unsubscribe/?token=sample>"


def test_one_click_unsubscribes_where_that_is_possible_and_nowhere_else():
    ways = Unsubscribe(link("/unsubscribe", "abc"), link("/api/core/unsubscribe/?token=" + "a" * 500))
    raw, parsed = sent(letter(unsubscribe=ways))
    assert parsed["List-Unsubscribe"].replace("\r\n", "").replace(" ", "") == f"<{ways.post}>"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert f'href="{ways.page}"' in body(parsed, "html")
    assert str(ways.page) in body(parsed, "plain")
    _, parsed = sent(letter(unsubscribe=None))
    assert parsed["List-Unsubscribe"] is parsed["List-Unsubscribe-Post"] is None
    assert "/unsubscribe" not in body(parsed, "html") + body(parsed, "plain")


def test_letters_of_a_thread_hang_together_and_do_not_say_by_what():
    key = "organization:0193c1de-0000-7000-8000-000000000001"
    first, second, other = (sent(letter(thread=one))[1] for one in (key, key, "organization:2"))
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert re.fullmatch(r"<thread\.[0-9a-f]{32}@localhost>", first["References"])
    assert other["References"] != first["References"]
    assert "0193c1de" not in str(first)


def test_a_logo_travels_within_the_letter_and_loads_nothing():
    look = Look(color="#ffcc00", logo=PNG, name="Acme")
    written = letter(look=look)
    _, parsed = sent(written)
    assert parsed.get_content_type() == "multipart/related"
    (picture,) = [part for part in parsed.walk() if part.get_content_maintype() == "image"]
    assert picture.get_content() == PNG
    assert picture.get_content_disposition() == "inline"
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in body(parsed, "html")
    assert re.findall(r'src="([^"]*)"', body(parsed, "html")) == [f"cid:{picture['Content-ID'].strip('<>')}"]
    assert 'src="data:image/png;base64,' in render(written, inline=True).html
    assert sent(written)[1].get_body(("plain",)) is not None


def test_a_preview_shows_either_theme_whatever_its_reader_prefers():
    assert "@media all" in render(letter(), theme="dark").html
    assert "@media not all" in render(letter(), theme="light").html
    assert "@media (prefers-color-scheme: dark)" in render(letter()).html


def test_who_chose_nothing_is_written_to_as_the_installation_says(settings):
    settings.MAIL_LANGUAGE, settings.MAIL_TIME_ZONE = "de", "Europe/Berlin"
    said = render(letter(language="", time_zone=""))
    assert "28. November 2026, 10:30 (Europe/Berlin)" in said.text
    said = render(letter(language="en", time_zone="Atlantis/Nowhere"))
    assert "28 November 2026, 10:30 (Europe/Berlin)" in said.text
