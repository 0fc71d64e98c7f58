"""The template language: the little that is in it works, and nothing else gets in."""

import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from liquid.builtin.tags.if_tag import IfNode

from core.branding import language
from core.branding.language import LONGEST_SOURCE, MOST_PLACES, Refused, fill, parsed

VALUES = {"organization": "Acme", "inviter": "Ada", "role": "admin", "title": ""}
NAMES = frozenset(VALUES)


def refused(source, values=VALUES):
    """The code with which a template is refused."""
    with pytest.raises(Refused) as caught:
        fill(source, values)
    return caught.value.code


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello {{ organization }}!", "Hello Acme!"),
        ("{{organization}}{{ organization }}{{- organization -}}", "AcmeAcmeAcme"),
        ("{{ organization | upcase }} {{ role | capitalize }} {{ 'X' | downcase }}", "ACME Admin x"),
        ("{{ title | default: 'nothing' }} {{ title | default: inviter }}", "nothing Ada"),
        ("{{ organization | truncate: 3 }}|{{ organization | truncate: 4 }}", "Ac…|Acme"),
        ("{% if inviter %}{{ inviter }}{% else %}somebody{% endif %}", "Ada"),
        ("{% if title %}{{ title }}{% else %}no title{% endif %}", "no title"),
        ("{% unless title %}none{% endunless %}", "none"),
        ("{% if role == 'owner' %}a{% elsif role == 'admin' and inviter %}b{% else %}c{% endif %}", "b"),
        ("{% if role != 'owner' or title %}a{% endif %}", "a"),
        ("{% if organization contains 'cm' %}yes{% endif %}{% if title contains 'x' %}no{% endif %}", "yes"),
        ("{ } {x} }} %} {# text #} $x ${x} <%= x %> {", "{ } {x} }} %} {# text #} $x ${x} <%= x %> {"),
        ("a\n\n  b", "a\n\n  b"),
        ("", ""),
    ],
)
def test_it_fills(source, text):
    assert fill(source, VALUES) == text


@pytest.mark.parametrize(
    "value",
    ["{{ role }}", "{% if role %}x{% endif %}", "{{", "%}", "{% raw %}", "{{ organization.__class__ }}"],
)
def test_a_value_is_never_read_as_a_template(value):
    assert fill("<{{ organization }}>", {"organization": value, "role": "secret"}) == f"<{value}>"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        # Walks along attributes, items and indexes.
        ("{{ organization.__class__ }}", "not_allowed"),
        ("{{ organization.first.size }}", "not_allowed"),
        ("{{ organization.size }}", "not_allowed"),
        ("{{ organization['__class__'] }}", "not_allowed"),
        ("{{ organization[0] }}", "not_allowed"),
        ("{{ organization[role] }}", "not_allowed"),
        ("{{ [role] }}", "not_allowed"),
        ("{% if organization.__init__.__globals__ %}x{% endif %}", "not_allowed"),
        ("{{ 'x' | default: organization.x }}", "not_allowed"),
        # Names that are not given, those that the library knows by itself too.
        ("{{ secret }}", "unknown_variable"),
        ("{{ now }}", "unknown_variable"),
        ("{{ today | upcase }}", "unknown_variable"),
        ("{{ self }}", "unknown_variable"),
        ("{{ forloop }}", "unknown_variable"),
        ("{{ settings }}", "unknown_variable"),
        ("{{ оrganization }}", "unknown_variable"),  # its first letter is Cyrillic
        ("{% if secret %}{% endif %}", "unknown_variable"),
        ("{% if role == secret %}{% endif %}", "unknown_variable"),
        ("{{ title | default: secret }}", "unknown_variable"),
        # Loops, ranges, numbers.
        ("{% for x in (1..1000000000) %}x{% endfor %}", "not_allowed"),
        ("{% tablerow x in (1..9) %}{% endtablerow %}", "not_allowed"),
        ("{{ (1..1000000000) }}", "not_allowed"),
        ("{% if (1..1000000000) contains 5 %}x{% endif %}", "not_allowed"),
        ("{{ 5 }}", "not_allowed"),
        ("{{ 1.5 }}", "not_allowed"),
        ("{{ -99999999999999999999999999999999999999 }}", "not_allowed"),
        ("{% if role > 'a' %}x{% endif %}", "not_allowed"),
        ("{% if role <= 5 %}x{% endif %}", "not_allowed"),
        ("{% if role == 5 %}x{% endif %}", "not_allowed"),
        ("{% if true %}x{% endif %}", "not_allowed"),
        ("{% if role == blank %}x{% endif %}", "not_allowed"),
        ("{{ nil }}", "not_allowed"),
        # Filters: unknown ones, others' arguments, numbers that are too large.
        ("{{ organization | append: 'x' }}", "not_allowed"),
        ("{{ organization | replace: 'A', 'AAAAAAAA' }}", "not_allowed"),
        ("{{ organization | split: '' | join: 'xxxxxxxx' }}", "not_allowed"),
        ("{{ 'now' | date: '%s' }}", "not_allowed"),
        ("{{ organization | base64_decode }}", "not_allowed"),
        ("{{ organization | upcase: 'x' }}", "not_allowed"),
        ("{{ organization | truncate }}", "not_allowed"),
        ("{{ organization | truncate: 'x' }}", "not_allowed"),
        ("{{ organization | truncate: role }}", "not_allowed"),
        ("{{ organization | truncate: 5, 'xxxxxxx' }}", "not_allowed"),
        ("{{ organization | truncate: 0 }}", "not_allowed"),
        ("{{ organization | truncate: -5 }}", "not_allowed"),
        ("{{ organization | truncate: 99999999999999999999999 }}", "not_allowed"),
        ("{{ organization | truncate: (1..5) }}", "not_allowed"),
        ("{{ organization | default: 'x', allow_false: true }}", "not_allowed"),
        ("{{ organization | default: default: 'x' }}", "not_allowed"),
        ("{{ organization" + " | upcase" * 6 + " }}", "not_allowed"),
        # Other templates, and whatever stores or counts.
        ("{% include 'secret' %}", "not_allowed"),
        ("{% render 'secret' %}", "not_allowed"),
        ("{% extends 'secret' %}", "not_allowed"),
        ("{% block x %}{% endblock %}", "not_allowed"),
        ("{% macro x %}{% endmacro %}", "not_allowed"),
        ("{% call x %}", "not_allowed"),
        ("{% import 'os' %}", "not_allowed"),
        ("{% assign x = role %}", "not_allowed"),
        ("{% capture x %}{% endcapture %}", "not_allowed"),
        ("{% increment x %}", "not_allowed"),
        ("{% cycle 'a', 'b' %}", "not_allowed"),
        ("{% case role %}{% when 'x' %}{% endcase %}", "not_allowed"),
        ("{% echo role %}", "not_allowed"),
        ("{% liquid echo role %}", "not_allowed"),
        ("{% raw %}{{ x }}{% endraw %}", "not_allowed"),
        ("{%- raw -%}{%- endraw -%}", "not_allowed"),
        ("{% comment %}x{% endcomment %}", "not_allowed"),
        ("{% doc %}x{% enddoc %}", "not_allowed"),
        ("{% load static %}", "not_allowed"),
        ("{% if role %}{% break %}{% endif %}", "not_allowed"),
        # What is no template.
        ("{{", "template_syntax"),
        ("{{ role", "template_syntax"),
        ("{{ role }", "template_syntax"),
        ("{% if role", "template_syntax"),
        ("{% if role %}", "template_syntax"),
        ("{% endif %}", "template_syntax"),
        ("{% else %}", "template_syntax"),
        ("{% if %}x{% endif %}", "template_syntax"),
        ("{% if role %}a{% else %}b{% else %}c{% endif %}", "template_syntax"),
        ("{% if role %}a{% else role %}b{% endif %}", "template_syntax"),
        ("{% if role %}a{% endunless %}", "template_syntax"),
        ("{{ }}", "template_syntax"),
        ("{% %}", "template_syntax"),
        ("{%# x %}", "template_syntax"),
        ("{{ role role }}", "template_syntax"),
        ("{{ role | }}", "template_syntax"),
        ("{{ 'x }}", "template_syntax"),
        ("{{ role if role }}", "template_syntax"),
        ("{% if not role %}x{% endif %}", "template_syntax"),
        ("{% if (role) %}x{% endif %}", "template_syntax"),
        ("{{ role(1) }}", "template_syntax"),
        ("{{ lambda: 1 }}", "template_syntax"),
        ("{{ role; role }}", "template_syntax"),
        ("{{ {{ role }} }}", "template_syntax"),
        ("{{" + "x" * 300 + "}}", "template_syntax"),
        ("{{ " + "[" * 190 + " }}", "template_syntax"),
        ("{% if " + "role and " * 21 + "role %}x{% endif %}{{", "template_syntax"),
        # Too much of it.
        ("x" * (LONGEST_SOURCE + 1), "too_long"),
        ("{{ role }}" * (MOST_PLACES + 1), "too_slow"),
        ("{% if role %}" * 9 + "{% endif %}" * 9, "not_allowed"),
        ("{% if role %}{% endif %}" * 101, "too_slow"),
    ],
)
def test_it_refuses(source, code):
    begun = time.perf_counter()
    expected = code if len(source) <= LONGEST_SOURCE else "too_long"
    assert refused(source) == expected
    assert time.perf_counter() - begun < 0.5


def test_it_names_the_line():
    with pytest.raises(Refused, match=r"^Line 3: There is no variable secret\.$"):
        fill("a\n{{ role }}\n {{ secret }}\n", VALUES)
    with pytest.raises(Refused, match=r"^Line 2: "):
        fill("a\n{{ role | }}\n", VALUES)


def test_the_longest_names_in_every_place_stay_within_the_limit():
    source = "{{ organization }}" * 200
    assert refused(source, {"organization": "x" * 320}) == "too_long"
    assert len(fill(source, {"organization": "x" * 50})) == 10_000


def test_it_stops_when_its_time_is_up(monkeypatch):
    assert fill("{{ role }} kept from before", VALUES) == "admin kept from before"
    monkeypatch.setattr(language, "SECONDS", -1)
    assert refused("{{ role }} kept from before") == "too_slow"
    assert refused("no place at all") == "too_slow"
    parsed.cache_clear()
    assert refused("{{ role }} and so on") == "too_slow"


def test_a_busy_machine_costs_nobody_their_words(monkeypatch):
    """The time is counted that the template itself takes, not what passes meanwhile."""
    monkeypatch.setattr(language, "SECONDS", 0.05)
    slow = language._Paper.write

    def later(self, text):
        time.sleep(0.06)
        return slow(self, text)

    monkeypatch.setattr(language._Paper, "write", later)
    assert fill("{{ role }} at leisure", VALUES) == "admin at leisure"


NASTY = [
    "{{", "}}", "{%", "%}", "{%-", "-%}", " if ", " elsif ", " else ", " endif ", " unless ", " endunless ", "raw",
    "endraw", "comment", "doc", "#", "role", "secret", "organization", ".", "[", "]", "(", ")", "..", "'", '"', "|",
    "||", ":", ",", "==", "!=", "<", ">=", " contains ", " and ", " or ", " not ", "default", "truncate", "upcase", "1",
    "9" * 50, "1.5", "true", "nil", "blank", "empty", "\n", " ", "\t", "\x0b", "\u2028", "é", "\u202e", "x", "-",
]  # fmt: skip


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=60).map("".join))
def test_whatever_is_written_is_filled_or_refused(source):
    begun = time.thread_time()
    try:
        assert len(fill(source, VALUES)) <= 10_000
    except Refused as error:
        assert error.code in {"template_syntax", "unknown_variable", "not_allowed", "too_long", "too_slow"}
        assert str(error).startswith("Line ")
    assert time.thread_time() - begun < 0.5


TEXTS = st.text(max_size=20).filter(lambda text: not set("{}%") & set(text))
PLACES = st.sampled_from(["{{ role }}", "{{organization | upcase}}", "{{ title | default: 'x' }}", "{{ inviter }}"])
BODIES = st.recursive(
    st.one_of(TEXTS, PLACES),
    lambda inner: st.tuples(st.sampled_from(["role", "title", "role == 'admin'"]), inner, inner).map(
        lambda parts: "{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format(*parts)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(BODIES, max_size=4).map("".join), st.fixed_dictionaries(dict.fromkeys(sorted(NAMES), st.text(max_size=30)))
)
def test_what_is_allowed_is_filled_whatever_the_values(source, values):
    assert isinstance(fill(source, values), str)


@pytest.mark.parametrize(
    "source",
    [
        "{{" + " " * 3990 + "}}",
        "{{ " * 1300,
        "{%" + " " * 3998,
        "{% raw %}" * 440,
        "{{ role " + "|" * 3900,
        "{% if role %}" * 150,
        "{{" + "\t" * 3998,
        "{{ '" + "{" * 3990,
        "{% if " + "a and " * 600 + "%}",
        "{" * 4000,
        "{%}" * 1300,
        "{{ " + "a." * 99 + "a }}",
        "{{ " + "a[" * 95 + "a }}",
        ("{{ " + "[" * 90 + "a" + "]" * 90 + " }}") * 20,
        ("{{ 'x" + " " * 190 + " }}") * 19,
        ("{{" + " " * 196 + "}}") * 19,
    ],
)
def test_nothing_that_fits_in_is_slow_to_judge(source):
    begun = time.thread_time()
    with pytest.raises(Refused):
        fill(source, {"organization": "x"})
    assert time.thread_time() - begun < 0.3


def test_many_threads_fill_one_template():
    """It is parsed once and kept: nothing of one letter may stand in another's."""
    source = "{% if inviter %}{{ inviter }}{% endif %}{{ organization | upcase }}" * 20
    wrong: list[str] = []

    def work(name):
        for _ in range(30):
            text = fill(source, {"inviter": name, "organization": name})
            if text != (name + name.upper()) * 20:
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(f"name{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_the_library_learns_later_is_not_allowed_before_somebody_says_so(monkeypatch):
    """Kinds of nodes and expressions are listed; whatever is not on the list is refused."""
    monkeypatch.setattr(language, "NODES", tuple(node for node in language.NODES if node is not IfNode))
    parsed.cache_clear()
    assert refused("{% if role %}x{% endif %}") == "not_allowed"
    parsed.cache_clear()
