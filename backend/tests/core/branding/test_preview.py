"""Looking at a letter before anybody gets it, and mailing it to oneself."""

import pytest
from django.conf import settings

from core.branding.models import MailTemplate
from kernel.models import EventRecord, OutboxMessage
from KeyNest.pages import script_policy
from tests.core.branding.stage import change, faults, letters, path_of, preview, sent
from tests.core.branding.test_logo import picture, put_logo
from tests.core.branding.test_words import Page

WORDS = {"subject": "Come to {{ organization }}", "body": "{{ inviter }} asks you as {{ role }}."}


def send_test(world, body=None, *, name="invitation", who="admin"):
    path = path_of(world, "mail-templates", name, "test")
    return world[who].client.post(path, {} if body is None else body, format="json")


@pytest.mark.parametrize("name", ["invitation", "invitation_reminder", "notification"])
def test_a_preview_shows_the_whole_letter_with_made_up_contents(world, name):
    response = preview(world, {"subject": "S {{ organization }}", "closing": "C {{ organization }}"}, name=name)
    assert response.status_code == 200
    shown = response.json()
    assert shown["subject"] == "S Acme"
    assert "C Acme" in shown["text"]
    assert "C Acme" in shown["html"]
    assert "Analytical Engines" not in shown["html"]


def test_nothing_of_a_preview_is_kept(world):
    preview(world, WORDS)
    assert not MailTemplate.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not EventRecord.objects.exists()


def test_a_preview_of_no_words_shows_keynests_own(world):
    change(world, WORDS)
    assert preview(world, {}).json()["subject"] == "Charles Babbage invites you to Acme"


def test_a_preview_loads_nothing_and_shows_under_the_policy_of_our_pages(world):
    """The web app puts it into a frame by `srcdoc`, which inherits the page's policy, and adds one behind <head>."""
    assert put_logo(world, picture()).status_code == 200
    html = preview(world, WORDS, color="#aa3322").json()["html"]
    page = Page(html)
    assert html.count("<head>") == 1
    assert all(source.startswith("data:image/png;base64,") for source in page.sources)
    assert len(page.sources) == 1
    assert not page.tags & {"script", "link", "iframe", "object", "base", "form"}
    assert "@import" not in html
    assert "url(" not in html
    policy = dict(part.split(maxsplit=1) for part in script_policy(b"").decode().split("; "))
    assert "data:" in policy["img-src"]
    assert "'unsafe-inline'" in policy["style-src"]


def test_a_preview_can_try_another_colour(world):
    world.admin.client.patch(path_of(world, "mail-look"), {"color": "#112233"}, format="json")
    assert "#112233" in preview(world, WORDS).json()["html"]
    tried = preview(world, WORDS, color="#AA3322").json()["html"].lower()
    assert "#aa3322" in tried
    assert "#112233" not in tried
    assert "#0c6657" in preview(world, WORDS, color="").json()["html"]


def test_a_preview_is_in_the_readers_language(world):
    world.admin.user.language = "de"
    world.admin.user.save()
    assert "Den Text dieser Mail hat Acme verfasst." in preview(world, WORDS).json()["text"]


def test_a_preview_names_every_fault(world):
    response = preview(world, {"subject": "{{ x }}", "heading": "{{", "body": "{% for %}", "other": ""})
    assert faults(response) == {
        ("texts.subject", "unknown_variable"),
        ("texts.heading", "template_syntax"),
        ("texts.body", "not_allowed"),
        ("texts.other", "unknown"),
    }


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "#1234567", "112233", "#112233;x", "url(//e)", "#11 233"])
def test_what_is_no_colour_is_refused(world, color):
    assert faults(preview(world, WORDS, color=color)) <= {("color", "pattern"), ("color", "max_length")}
    response = world.admin.client.patch(path_of(world, "mail-look"), {"color": color}, format="json")
    assert faults(response) <= {("color", "pattern"), ("color", "max_length")}


def test_a_test_goes_to_the_asker_alone_and_is_marked(world):
    change(world, WORDS, who="owner")
    response = send_test(world)
    assert (response.status_code, response.content) == (202, b"")
    (letter,) = letters()
    assert letter.to == "admin@acme.example"
    assert letter.unsubscribe is None  # a made-up link is nothing that mail programs should follow by themselves
    (rendered,) = sent()
    assert rendered.subject == "[Test] Come to Acme"
    assert "Charles Babbage asks you as member." in rendered.text
    assert f"{settings.PUBLIC_URL}/invitation#token=sample" in rendered.text


def test_words_that_were_not_saved_can_be_tested(world):
    assert send_test(world, {"texts": {"subject": "Draft for {{ organization }}"}}).status_code == 202
    assert [one.subject for one in sent()] == ["[Test] Draft for Acme"]
    assert not MailTemplate.objects.exists()


def test_without_words_keynests_own_are_tested(world):
    assert send_test(world).status_code == 202
    assert [one.subject for one in sent()] == ["[Test] Charles Babbage invites you to Acme"]
    assert send_test(world, {"texts": {}}, name="notification").status_code == 202
    assert sent()[-1].subject.startswith("[Test] Charles Babbage changed ")


def test_nobody_chooses_where_a_test_goes(world):
    for field in ("to", "email", "address", "user", "recipient"):
        response = send_test(world, {field: "victim@example.com"})
        assert faults(response) == {(field, "unknown")}
    assert not OutboxMessage.objects.exists()


def test_faulty_words_are_not_sent(world):
    assert faults(send_test(world, {"texts": {"body": "{{ x }}"}})) == {("texts.body", "unknown_variable")}
    for body in ([], "x", {"texts": None}, {"texts": 5}, {"texts": {"subject": 5}}):
        assert send_test(world, body).status_code == 400
    assert not OutboxMessage.objects.exists()


def test_whose_address_is_not_proven_gets_no_test(world):
    world.admin.user.email_verified_at = None
    world.admin.user.save()
    response = send_test(world)
    assert (response.status_code, response.json()["code"]) == (403, "email_unconfirmed")
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("gone", ["account", "switched off", "address", "organization"])
def test_a_test_that_nobody_waits_for_any_more_is_not_sent(world, gone):
    assert send_test(world).status_code == 202
    user = world.admin.user
    if gone == "account":
        user.delete()
    elif gone == "organization":
        world.organization.delete()
    elif gone == "switched off":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    else:
        type(user).objects.filter(pk=user.pk).update(email_verified_at=None)
    assert letters() == []


def test_a_test_goes_to_the_address_that_one_has_when_it_is_sent(world):
    assert send_test(world).status_code == 202
    world.admin.user.email = world.admin.user.email_key = "new@acme.example"
    world.admin.user.save()
    assert [letter.to for letter in letters()] == ["new@acme.example"]


@pytest.mark.usefixtures("steady_windows")
def test_previews_are_limited_by_user(world, settings):
    settings.RATES = settings.RATES | {"mail_preview_user": "2/m"}
    assert [preview(world, WORDS).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.usefixtures("steady_windows")
def test_tests_are_limited_by_user(world, settings):
    settings.RATES = settings.RATES | {"mail_test_user": "2/h"}
    assert [send_test(world).status_code for _ in range(3)] == [202, 202, 429]
    assert send_test(world, who="owner").status_code == 202
    assert OutboxMessage.objects.count() == 3
