"""Translations: every text of a letter is there in every language, with the same places, and compiled."""

import gettext
import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from core.management.commands.translations import compiled, kept, languages, messages, path_of, updated, waits
from kernel.mail import Letter, render, specimen
from kernel.subscriptions import table
from kernel.templatetags.letters import moment

PLACE = re.compile(r"%\(\w+\)s|{\w+}")
pytestmark = pytest.mark.parametrize("language", languages())


def test_it_is_complete_and_holds_nothing_else(language):
    assert {(message.context, message.id) for message in kept(language)} == {
        (message.context, message.id) for message in updated(language)
    }, "manage.py translations"
    assert [message.id for message in kept(language) if waits(message)] == []
    assert len(set(messages())) > 100


def test_the_same_places_are_in_it(language):
    for message in kept(language):
        for original, translated in zip(_forms(message.id), _forms(message.string), strict=True):
            assert sorted(PLACE.findall(original)) == sorted(PLACE.findall(translated)), original


def test_it_is_compiled(language):
    path = path_of(language).with_suffix(".mo")
    with path.open("rb") as file:
        lies_there = gettext.GNUTranslations(file)
    assert path.read_bytes() == compiled(kept(language)), "manage.py translations"
    assert lies_there.gettext("Your password was changed") != "Your password was changed"


def test_every_letter_says_something_else_in_it(language):
    for name in table().SAMPLES:
        here, there = specimen(name, "en"), specimen(name, language)
        assert here.text != there.text
        assert f'<html lang="{language}"' in there.html
        assert there.language == language


def test_moments_are_written_in_it_by_the_readers_clock(language):
    context = dict(table().SAMPLES["new_sign_in"]) | {"at": datetime(2026, 7, 3, 22, 30, tzinfo=UTC)}
    letter = Letter("a@example.com", "new_sign_in", context, language=language, time_zone="Asia/Kolkata")
    assert "4. Juli 2026, 04:00 (Asia/Kolkata)" in render(letter).text


def test_the_api_speaks_english_all_the_same(language, api):
    specimen("welcome", language)
    assert translation.get_language() == "en"
    with translation.override(language):
        assert moment(datetime(2026, 7, 3, tzinfo=UTC)).startswith("3. Juli")
    headers = {"HTTP_ACCEPT_LANGUAGE": language}
    answer = api.post("/api/auth/login/", {"email": 7}, format="json", **headers).json()
    assert {fault["message"] for fault in answer["errors"]} >= {"This field is required."}


def _forms(text):
    return text if isinstance(text, tuple | list) else (text,)
