"""Colours of a letter: an organization's own, made to be seen and read on light and on dark paper."""

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-fA-F]{6}")
PAPER, DARK_PAPER = "#fffefb", "#161b19"
SEEN, READ = 3.0, 4.5  # WCAG 2.2: contrast of a shape (1.4.11), and of text (1.4.3)
STEPS = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """A shape's colour, that of the text on it, and that of the line around it, on light and on dark paper."""

    back: str
    ink: str
    edge: str
    dark_back: str
    dark_ink: str
    dark_edge: str


KEYNEST = Palette("#0c6657", "#ffffff", "#0c6657", "#6fd3b5", "#06251d", "#6fd3b5")


def palette(color: str) -> Palette:
    """From one colour, which stays as it was chosen; KeyNest's own where it is none."""
    if not HEX.fullmatch(color):
        return KEYNEST
    ink, edge, dark_edge = ink_on(color), _apart(color, PAPER, "#000000"), _apart(color, DARK_PAPER, "#ffffff")
    return Palette(color, ink, edge, color, ink, dark_edge)


def ink_on(color: str) -> str:
    """White or black, whichever is read better on it; for every colour one of them reaches READ."""
    return max("#ffffff", "#000000", key=lambda ink: contrast(ink, color))


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _apart(color: str, paper: str, towards: str) -> str:
    """The colour, moved towards black or white just so far that a line of it is seen on the paper."""
    steps = (_mixed(color, towards, step / STEPS) for step in range(STEPS + 1))
    return next((mixed for mixed in steps if contrast(mixed, paper) >= SEEN), towards)


def _mixed(color: str, other: str, share: float) -> str:
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _luminance(color: str) -> float:
    parts = [part / 255 for part in _channels(color)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
