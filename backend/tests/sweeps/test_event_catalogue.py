"""Every event is documented, has a stable verb, a reader, and a sentence that can be filled."""

import re
from string import Formatter

import pytest

from core.management.commands.event_catalogue import PATH, catalogue, page
from core.tenancy.roles import Permission

EVENTS = catalogue()
VERB = re.compile(r"^[a-z]+(\.[a-z_]+){2}$")


def test_the_page_is_what_the_code_says():
    assert PATH.read_text(encoding="utf-8") == page(), "run `manage.py event_catalogue`"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.verb)
def test_it_has_a_verb_a_reader_a_sentence_and_a_meaning(event):
    assert VERB.match(event.verb)
    assert len(event.verb) <= 64
    assert event.__module__.endswith(".events")
    assert event.__doc__
    names = [name for _, name, _, _ in Formatter().parse(event.title) if name is not None]
    assert event.title
    assert all(name.isidentifier() for name in names)
    if event.visible_to:
        assert event.visible_to in set(Permission)
    else:
        own = ("authentication.", "core.chat.", "core.notifications.", "core.sharing.", "kernel.operating.")
        assert event.__module__.startswith(own), (
            "only events of an account's own stream, or of the installation's, go without a permission"
        )
