"""Letters of events are written in the language of whom they go to, and by that person's clock."""

import pytest
from django.core import mail

from kernel import tasks
from tests.core.invitations.stage import invite
from tests.core.notifications.conftest import choose, create_project, inbox
from tests.factories import make_user
from tests.world import World


@pytest.fixture
def german(world: World) -> World:
    """The owner reads German, in Berlin."""
    user = world.owner.user
    user.language, user.time_zone = "de", "Europe/Berlin"
    user.save(update_fields=["language", "time_zone"])
    return world


def to(person):
    return [letter for letter in mail.outbox if letter.to == [person.user.email]]


def test_a_letter_is_in_the_readers_language_and_the_others_are_in_theirs(german):
    choose(german.owner, "project.created", "at_once")
    choose(german.admin, "project.created", "at_once")
    create_project(german)
    (letter,), (other,) = to(german.owner), to(german.admin)
    assert letter.subject.endswith("hat das Projekt Billing angelegt")
    assert "In KeyNest öffnen" in letter.body
    assert letter.extra_headers["Content-Language"] == "de"
    assert other.subject.endswith("created the project Billing")
    assert letter.extra_headers["References"] == other.extra_headers["References"]


def test_a_digest_is_in_the_readers_language(german, digests):
    choose(german.owner, "project.created", "digest")
    create_project(german)
    (letter,) = [one for one in digests() if one.to == [german.owner.user.email]]
    assert letter.subject == "1 Neuigkeit: Ihre Zusammenfassung"
    assert "hat das Projekt Billing angelegt" in letter.body


def test_an_invitation_is_in_the_language_of_the_account_that_it_is_for(world):
    make_user("known@example.com", language="de", time_zone="Europe/Berlin")
    for email in ("known@example.com", "new@example.com"):
        assert invite(world, email).status_code == 201
    tasks.drain()
    letters = {letter.to[0]: letter for letter in mail.outbox if "/invitation#token=" in letter.body}
    assert "(Rolle: Mitglied)" in letters["known@example.com"].body
    assert "(Europe/Berlin)" in letters["known@example.com"].body
    assert "(UTC)" in letters["new@example.com"].body


def test_the_inbox_of_the_web_app_speaks_english(german):
    create_project(german)
    assert inbox(german.owner)[0]["title"].endswith("created the project Billing")
