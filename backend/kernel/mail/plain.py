"""What people typed, made harmless: a name becomes neither a link nor a header, and turns no text around."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.mail.letter import Link

LONGEST_TEXT = 320
# Line breaks that would end a header, and marks that turn the direction of what follows.
INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# An address, and nothing beside it that a mail program would take for a page, like what an apostrophe cuts off.
ADDRESS = re.compile(
    r"""^[("'<]*+(?!www\.|ftp\.|[^.@]*+\.[^'@]*+')[\w.+'-]+@[\w-]+(\.[\w-]+)+[)"'>.,;:!?]*$""",
    re.IGNORECASE,
)
DOTS = ".\u2024\u3002\ufe52\uff0e\uff61"  # what names of hosts may be written with
# Where a joiner goes: into what looks like a host, the address of a machine with something behind it, the beginning of
# a link, the name of a folder on another machine, and what a subject would be decoded from (RFC 2047).
HOST = re.compile(
    rf"(?<=\S)[{DOTS}](?=[^\W\d_])|(?<=\d)\.(?=\d+[/:?#])|(?<=:)/(?=/)|\\(?=\\)|=(?=\?)"
    r"|\bww(?=w\.)|\b(?:mailto|tel|sms|callto|skype|sip|xmpp|news|outlook|onenote|javascript|data):(?=\S)",
    re.IGNORECASE,
)
WORD_JOINER = "\u2060"
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
FROM_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def harmless(value: Any) -> Any:
    """The value as it may stand in a letter; a text that is harmless already stays as it is.

    Raises:
        TypeError: it is neither a plain value nor a list or mapping of such; a model's fields would come in untreated.
    """
    if isinstance(value, Link) or value is None or isinstance(value, int | float) or hasattr(value, "tzinfo"):
        return value
    if isinstance(value, str):
        return line(value)
    if isinstance(value, Mapping):
        return {name: harmless(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [harmless(item) for item in value]
    raise TypeError(f"a letter holds plain values, not {type(value).__name__}")


def paragraphs(text: str) -> list[list[str]]:
    """A text of several lines: its paragraphs, which empty lines part, as their lines. Its writer bounds its length."""
    found: list[list[str]] = [[]]
    for part in text.splitlines():
        if part.strip():
            found[-1].append(line(part, longest=None))
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def line(text: str, *, longest: int | None = LONGEST_TEXT) -> str:
    """One line of text."""
    seen = "".join(" " if unicodedata.category(char) in INVISIBLE else char for char in text.replace(WORD_JOINER, ""))
    words = seen.split()
    if longest is not None and len(" ".join(words)) > longest:
        words = (" ".join(words)[: longest - 1] + "…").split()
    # Mail programs turn whatever looks like a host into a link; an invisible joiner within prevents it.
    plain = " ".join(word if ADDRESS.match(word) else HOST.sub(rf"\g<0>{WORD_JOINER}", word) for word in words)
    # A Hebrew or Arabic name keeps its own direction and leaves that of the sentence around it alone.
    if any(unicodedata.bidirectional(char) in FROM_RIGHT_TO_LEFT for char in plain):
        return f"{ISOLATE}{plain}{END_OF_ISOLATE}"
    return plain
