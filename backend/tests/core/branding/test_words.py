"""Letters in an organization's own words: what they say, what they can't say, and what stays KeyNest's."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils.html import urlize

from core.branding import language
from core.branding.letters import FORMS, words
from core.branding.selectors import sample
from core.tenancy.models import Organization
from kernel import mail
from kernel.mail import Letter
from kernel.mail.specimens import letter_of
from kernel.models import EventRecord
from KeyNest.subscriptions import MAILS
from tests.core.branding.stage import change, letters, path_of, sent, store
from tests.core.invitations.stage import invite
from tests.factories import make_user

SETUP = {
    "subject": "Welcome to {{ organization }}",
    "heading": "Hello from {{ organization }}",
    "body": "First line\nsecond line\n\n{% if inviter %}{{ inviter }} wants you{% endif %} as {{ role }}.",
    "closing": "See you soon",
}


class Page(HTMLParser):
    """The links of an HTML letter, what it loads, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.links, self.sources, self.tags, self.attributes = set(), set(), set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "href":
                self.links.add(value)
            elif name in {"src", "background", "srcset", "action", "data"}:
                self.sources.add(value)


def invitation(world, texts):
    """The letter that an invited stranger gets."""
    store(world, texts)
    assert invite(world).status_code == 201
    return sent()[-1]


def test_an_invitation_says_it_in_the_organizations_words(world):
    rendered = invitation(world, SETUP)
    assert rendered.subject == "Welcome to Acme"
    assert "<h1" in rendered.html
    assert ">Hello from Acme</h1>" in rendered.html
    for text in (rendered.html, rendered.text):
        for piece in ("First line", "second line", "admin@acme.example wants you as member.", "See you soon"):
            assert piece in text
        assert "invites you to join" not in text
    assert "First line<br>second line" in rendered.html


def test_link_notes_and_foot_stay_keynests(world):
    rendered = invitation(world, SETUP)
    for text in (rendered.html, rendered.text):
        assert f"{settings.PUBLIC_URL}/invitation#token=" in text
        assert "It is meant for you alone" in text
        assert "You get this mail because somebody entered your address." in text
        assert f"{settings.PUBLIC_URL}/unsubscribe" in text


def test_it_says_whose_words_they_are(world):
    rendered = invitation(world, SETUP)
    assert "Acme wrote the words of this letter." in rendered.text
    assert "Acme wrote the words of this letter." in rendered.html
    Organization.objects.update(name="Other")
    store(world, None, version=2)
    assert "wrote the words" not in sent()[-1].text


def test_blocks_that_are_left_out_or_come_out_empty_are_keynests(world):
    rendered = invitation(world, {"heading": "{% unless inviter %}x{% endunless %} \n", "subject": "Ours"})
    assert rendered.subject == "Ours"
    assert "Join Acme" in rendered.html
    assert "invites you to join" in rendered.text


@pytest.mark.parametrize("name", list(FORMS))
def test_the_originals_say_what_keynest_says(world, name):
    form = FORMS[name]
    values = sample(world.organization, form)
    context = {**letter_of(name).context, "organization": world.organization.name}
    own = words(form, {block.name: block.original for block in form.blocks}, values)
    theirs = mail.render(Letter("ada@example.com", name, context, words=own))
    ours = mail.render(Letter("ada@example.com", name, context))
    assert theirs.subject == ours.subject

    def said(rendered):
        inside = re.search(r"<h1[^>]*>(.*?)</h1>(.*?)<table", rendered.html, re.DOTALL)
        return unescape(re.sub(r"<[^>]+>", " ", " ".join(inside.groups()))).split()

    # The notification names its organization beside what happened, in a line that stays KeyNest's.
    assert said(theirs) == said(ours)


def test_a_notification_says_it_in_the_organizations_words(world):
    texts = {
        "subject": "News: {{ title }}",
        "body": "{{ body | default: title }}",
        "closing": "Your {{ organization }}",
    }
    store(world, texts, name="notification")
    path = path_of(world, "members", world.member.user.id)
    assert world.owner.client.patch(path, {"role": "viewer"}, format="json").status_code == 200
    event = EventRecord.objects.get(verb="tenancy.member.role_changed")
    payload = {"kind": "role.changed", "event": str(event.pk), "user": str(world.member.user.id)}
    rendered = mail.render(MAILS["notification"](payload))
    assert rendered.subject.startswith("News: Your role in Acme is ")
    assert "owner@acme.example changed it" in rendered.text
    assert "Your Acme" in rendered.html
    assert f"{settings.PUBLIC_URL}/orgs/acme" in rendered.text
    assert_harmless(rendered)


def test_letters_of_security_are_never_an_organizations():
    assert set(FORMS) == {"invitation", "invitation_reminder", "notification"}


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"body": "{% for x in (1..9) %}{% endfor %}"}, "not_allowed"),
        ({"body": "{{ secret_word }}"}, "unknown_variable"),
        ({"body": "{{ organization.__class__ }}"}, "not_allowed"),
        ({"body": "{{"}, "template_syntax"),
        ({"subject": "good", "body": "x" * 5000}, "too_long"),
        ({"body": "{{ organization }}" * 190}, "too_long"),
    ],
)
def test_a_letter_is_never_lost_to_a_bad_template(world, caplog, texts, code):
    """Another version of the program took it, or names have become too long for it: KeyNest's own words then."""
    Organization.objects.update(name="N" * 80)
    rendered = invitation(world, texts)
    assert "invites you to" in rendered.subject
    assert "Join NNN" in rendered.html
    record = next(one for one in caplog.records if one.message == "an organization's words could not be used")
    assert (record.code, record.template, record.version) == (code, "invitation", 1)
    assert record.organization == str(world.organization.id)
    for text in (*texts.values(), "secret_word"):
        assert text not in str(record.__dict__)


def test_a_template_that_takes_too_long_costs_no_letter(world, monkeypatch):
    monkeypatch.setattr(language, "SECONDS", -1)
    language.parsed.cache_clear()
    assert "invites you to Acme" in invitation(world, SETUP).subject


HOSTILE = [
    "https://evil.example/login",
    "http://evil.example",
    "www.evil.example",
    "evil.example",
    "evil.example/path?x=1#y",
    "EVIL.EXAMPLE",
    "evil。example",
    "evil．example",
    "evil․example",
    "http://1.2.3.4/login",
    "1.2.3.4/login",
    "http:\\\\evil.example",
    "\\\\evil\\share",
    "//evil.example",
    "ftp.evil.example",
    "evil.example,a@b",
    "www.evil.example@x",
    "http://keynest.example@evil.example",
    "mailto:a@evil.example",
    "tel:+4912345",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "evil.\u2060example",
    "evil.\u200bexample",
    "ev\u00adil.exa\u00admple",
    "\u202eelpmaxe.live//:ptth",
    "[click](https://evil.example)",
    "<https://evil.example>",
    '<a href="https://evil.example">click</a>',
    "<script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<img src=https://evil.example/p.png>",
    '<img src=x onerror="alert(1)">',
    '"><svg onload=alert(1)>',
    "<!--[if mso]><a href='https://evil.example'>x</a><![endif]-->",
    "<![CDATA[x]]>",
    "</td></tr></table></body>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<form action=https://evil.example><input></form>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\x01\x07\x1b[31m",
    "\u2028\u2029\x85\x0b\x0c",
    "{{ '{{ home }}' }}",
    "{% if role %}{{ role }}{% endif %} {#x#}",
    "%0d%0aBcc: all@evil.example",
]
OURS = re.compile(re.escape(settings.PUBLIC_URL) + r"/[^\s\"<>]*")


def assert_harmless(rendered):
    """Nothing but our own pages can be clicked or is loaded, no markup came in, and no header was begun."""
    assert not re.search(r"[\r\n]", rendered.subject)
    page = Page(rendered.html)
    assert all(link.startswith(settings.PUBLIC_URL + "/") for link in page.links)
    assert all(source.startswith(("data:image/png;base64,", "cid:")) for source in page.sources)
    assert not page.tags & {"script", "svg", "iframe", "form", "input", "base", "object", "link", "embed", "style2"}
    assert not {name for name in page.attributes if name.startswith("on")} - {"on"}
    for text in (rendered.subject, rendered.text, re.sub(r"<[^>]*>", " ", rendered.html)):
        rest = OURS.sub("", text)
        linked = set(re.findall(r'href="([^"]*)"', urlize(rest, autoescape=True)))
        assert not {link for link in linked if not link.startswith("mailto:")}, linked
        assert not re.search(r"(?i)\b(https?|ftp|file):/{2}", rest)
        assert not re.search(r"(?i)(?<!@)evil[.。．․]e", rest)
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200b\x00\x1b\x07") & set(rest)


def safely(source):
    """As text of a template, where it is one."""
    return source if "{" not in source else "x"


@pytest.mark.parametrize("source", HOSTILE, ids=ascii)
def test_what_a_template_says_is_text_and_nothing_else(world, source):
    texts = dict.fromkeys(("body", "closing"), f"before {safely(source)} after\n\n{safely(source)}\n{safely(source)}")
    rendered = invitation(world, {**texts, "subject": safely(source), "heading": f"x {safely(source)}"})
    assert_harmless(rendered)
    plain = mail.render(letter_of("invitation"))
    for mark in ("<style", "<!--", "<table", "</td>"):
        assert rendered.html.count(mark) == plain.html.count(mark)


@pytest.mark.parametrize("source", HOSTILE, ids=ascii)
def test_what_a_variable_holds_is_text_and_nothing_else(world, source):
    Organization.objects.update(name=source[:80])
    everywhere = "{{ organization }} {{ organization | upcase }} x{{ organization }}"
    rendered = invitation(world, dict.fromkeys(("subject", "heading", "body", "closing"), everywhere))
    assert_harmless(rendered)


@pytest.mark.parametrize(
    "texts",
    [
        {"body": "https://evil.{{ organization }}"},
        {"body": "https:{{ organization }}//evil.example"},
        {"body": "{{ organization }}.example/login"},
        {"body": "{% if role %}ht{% endif %}tps{{ organization | default: ':' }}//evil{{ '.' }}example"},
        {"body": "<scr{{ organization }}ipt>alert(1)</scr{{ organization }}ipt>"},
        {"body": "{{ '<script>alert(1)</script>' }}"},
        {"body": "{{ '<b>' | upcase }}{{ '&lt;' | downcase }}"},
    ],
)
@pytest.mark.parametrize("name", ["evil", ":", "\u2060", "example"])
def test_pieces_that_only_become_something_together_are_harmless_too(world, texts, name):
    Organization.objects.update(name=name)
    assert_harmless(invitation(world, texts))


def test_a_subject_is_one_line_of_bounded_length(world):
    Organization.objects.update(name="A" * 80)
    rendered = invitation(world, {"subject": "{{ organization }} " * 15})
    assert len(rendered.subject) <= 200


def test_addresses_of_people_stay_usable(world):
    rendered = invitation(world, {"body": "Questions? Write to it@acme.example."})
    assert "it@acme.example." in rendered.text


@pytest.mark.parametrize("language_of_reader", ["", "de"])
def test_the_words_hold_in_whatever_language_the_rest_is(world, language_of_reader):
    store(world, SETUP)
    somebody = make_user("new@example.com", language=language_of_reader)
    assert invite(world, somebody.email).status_code == 201
    rendered = sent()[-1]
    assert "Hello from Acme" in rendered.html
    ours = "Den Text dieser Mail hat Acme verfasst." if language_of_reader else "Acme wrote the words of this letter."
    assert ours in rendered.text


def test_changing_the_words_holds_for_letters_that_wait_already(world):
    assert invite(world).status_code == 201
    assert change(world, {"subject": "Newest words"}).status_code == 200
    assert sent()[-1].subject == "Newest words"
    world.admin.client.delete(path_of(world, "mail-templates", "invitation"))
    assert "invites you to Acme" in sent()[-1].subject


def test_another_organizations_words_stay_with_it(world):
    store(world, SETUP)
    other = Organization.objects.get(slug="elsewhere")
    path = f"/api/core/organizations/{other.id}/invitations/"
    body = {"email": "new@example.com", "role": "member"}
    assert world.outsider.client.post(path, body, format="json").status_code == 201
    letter = letters()[-1]
    assert (letter.words, letter.look) == (None, None)
