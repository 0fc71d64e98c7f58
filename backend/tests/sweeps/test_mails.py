"""Every mail there is, in both forms, with names that somebody chose in order to do harm."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kernel import mail
from kernel.mail import Letter, Link, link
from kernel.subscriptions import table

FOLDER = Path(settings.BACKEND) / "templates" / "mail"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
HOSTILE = "Eve\r\nBcc: all@example.com \"'><script>alert(1)</script> \u202eevil.example https://evil.example {{ home }}"
PLACES = re.compile(r"{{\s*(\w+)|{%\s*(?:el)?if\s+([\w ]+?)\s*%}")
OURS = {"recipient", "home", "product", "block", "label", "not", "and", "or"}


def sample(name: str) -> Any:
    """A value for a place of a template: links, moments and numbers by their names, all else hostile."""
    if name in {"url", "preferences", "sessions", "reset", "login"}:
        return link("/somewhere", "abc_DEF-123")
    if name == "at" or name.endswith("_at"):
        return datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    return 3 if name in {"hours", "minutes", "days", "count"} else HOSTILE


def filled(name: str) -> mail.Rendered:
    source = "".join((FOLDER / name / part).read_text() for part in ("subject.txt", "body.txt", "body.html"))
    places = {word for match in PLACES.findall(source) for word in " ".join(match).split()} - OURS
    return mail.render(Letter("anna@example.com", name, {place: sample(place) for place in places}))


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


def test_each_template_has_a_composer_and_each_composer_a_template():
    assert set(NAMES) == set(table().MAILS)


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
