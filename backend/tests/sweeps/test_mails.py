"""Every mail there is, in both forms and every language, with names that somebody chose in order to do harm."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Engine

from kernel import mail
from kernel.mail import Link, Look
from kernel.mail.specimens import letter_of
from kernel.subscriptions import table

FOLDER = Path(settings.BACKEND) / "templates" / "mail"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# They send one of the others, with made-up contents, to whoever wants to look at it.
BORROWED = {"mail_test", "specimen"}
LANGUAGES = [code for code, _ in settings.LANGUAGES]
HOSTILE = "Eve\r\nBcc: all@example.com \"'><script>alert(1)</script> \u202eevil.example https://evil.example {{ home }}"
PREHEADER = re.compile(r'<div style="display:none[^>]*>(.*?)(?:&#8199;|</div>)', re.DOTALL)


def hostile(value: Any) -> Any:
    """A sample whose texts are all hostile; links, moments and numbers stay."""
    if isinstance(value, Link) or value is True or value is False:
        return value
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, Mapping):
        return {name: hostile(item) for name, item in value.items()}
    return [hostile(item) for item in value] if isinstance(value, Sequence) else value


def filled(name: str, **fields: Any) -> mail.Rendered:
    letter = letter_of(name)
    return mail.render(replace(letter, to="anna@example.com", context=hostile(letter.context), **fields))


class Markup(HTMLParser):
    """Collects the links, and sees to it that every tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src", "background"}}
        if tag not in {"meta", "br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_each_template_has_a_composer_a_sample_and_each_composer_a_template():
    assert set(NAMES) == set(table().MAILS) - BORROWED == set(table().SAMPLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_its_sample_fills_every_place(name, language, monkeypatch):
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", "MISSING(%s)")
    letter = letter_of(name, language=language)
    switches = [place for place, value in letter.context.items() if isinstance(value, bool)]
    for turned in ({}, *({place: not letter.context[place]} for place in switches)):
        rendered = mail.render(replace(letter, context={**letter.context, **turned}))
        assert "MISSING" not in rendered.subject + rendered.text + rendered.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_list_of_mails_shows_of_it_is_more_than_its_beginning(name, language):
    rendered = mail.render(letter_of(name, language=language))
    found = PREHEADER.search(rendered.html)
    assert found
    preheader = unescape(found[1]).strip()
    assert 10 < len(preheader) < 120
    assert preheader != rendered.subject
    first_paragraphs = rendered.text.split("\n\n")[:2]
    assert not any(preheader in paragraph for paragraph in first_paragraphs)


def test_an_organization_does_no_harm_by_its_look_and_words():
    words = dict.fromkeys(("subject", "heading", "body", "closing"), f"{HOSTILE}\n\n{HOSTILE}")
    look = Look(color='red;"><script>', name=HOSTILE)
    rendered = filled("invitation", look=look, words=words)
    for text in (rendered.subject, rendered.text, rendered.html):
        assert "evil.example" not in text
        assert "//evil" not in text
        assert "\u202e" not in text
    assert "<script" not in rendered.html
    assert "red;" not in rendered.html
    assert "\n" not in rendered.subject
    assert "Sent to anna@example.com by KeyNest" in rendered.text


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_in_both_forms(name):
    rendered = filled(name)
    assert rendered.subject
    markup = Markup()
    markup.feed(rendered.html)
    assert markup.open == []
    for text in (rendered.subject, rendered.text, rendered.html):
        assert "{{" not in text.replace("{{ home }}", "")
        assert "None" not in text
    assert "anna@example.com" in rendered.text
    assert rendered.text.count("\n\n\n") == 0


@pytest.mark.parametrize("name", NAMES)
def test_it_leads_to_our_own_pages_only_and_loads_nothing(name):
    markup = Markup()
    markup.feed(filled(name).html)
    assert all(address.startswith(settings.PUBLIC_URL + "/") for address in markup.links)
    assert not markup.tags & {"script", "img", "link", "iframe", "form", "object", "base"}


@pytest.mark.parametrize("name", NAMES)
def test_names_do_no_harm_in_it(name):
    rendered = filled(name)
    assert "\n" not in rendered.subject
    for text in (rendered.subject, rendered.text, rendered.html):
        assert "\u202e" not in text
        assert "evil.example" not in text
        assert "//evil" not in text
    assert "<script" not in rendered.html
    assert "\nBcc:" not in rendered.text


@pytest.mark.parametrize("name", NAMES)
def test_the_text_form_holds_every_link_of_the_other(name):
    rendered = filled(name)
    markup = Markup()
    markup.feed(rendered.html)
    assert all(address in rendered.text for address in markup.links)


def test_only_a_link_of_ours_passes_untouched():
    assert mail.harmless(Link("https://here.example/a")) == "https://here.example/a"
    assert mail.harmless("https://here.example/a") != "https://here.example/a"
