"""Colours of letters: whatever an organization chooses is seen, and what stands on it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.mail.colors import DARK_PAPER, KEYNEST, PAPER, READ, SEEN, contrast, ink_on, palette

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLORS)
def test_a_button_is_seen_on_both_papers_and_its_text_is_read(color):
    chosen = palette(color)
    assert contrast(chosen.edge, PAPER) >= SEEN
    assert contrast(chosen.dark_edge, DARK_PAPER) >= SEEN
    assert contrast(chosen.ink, chosen.back) >= READ
    assert contrast(chosen.dark_ink, chosen.dark_back) >= READ


def test_a_colour_that_is_seen_anyway_stays_as_it_is():
    chosen = palette("#d63384")
    assert chosen.back == chosen.edge == chosen.dark_back == chosen.dark_edge == "#d63384"
    assert (ink_on("#ffee00"), ink_on("#000080")) == ("#000000", "#ffffff")
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("color", ["", "red", "#fff", "#12345g", "#123456;background:url(//evil)", "#123456\n"])
def test_what_is_no_colour_is_ours(color):
    assert palette(color) == KEYNEST


def test_our_own_colours_keep_the_same_rule():
    assert contrast(KEYNEST.ink, KEYNEST.back) >= READ
    assert contrast(KEYNEST.dark_ink, KEYNEST.dark_back) >= READ
    assert contrast(KEYNEST.edge, PAPER) >= SEEN
    assert contrast(KEYNEST.dark_edge, DARK_PAPER) >= SEEN
