"""Reading and writing .env text: the grammar that python-dotenv and npm's dotenv have in common.

Reading is generous: `export`, comments, single, double and backtick quotes, several lines inside quotes, escapes in
double quotes, CRLF, a byte order mark. Nothing is expanded: `${NAME}` stays as it is. Where the two libraries differ
(a `#` without a space before it, an escaped quote), we side with python-dotenv.

Writing is strict: what both libraries read back as it was, or a refusal.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its value, and the line on which it begins."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be used, why, and its text with all that could be a value hidden."""

    line: int
    code: str
    message: str
    masked: str


_KEY = re.compile(r"[^\S\n]*(?:export[^\S\n]+)?(?P<name>[^\s=#'\"`]+)[^\S\n]*=(?P<gap>[^\S\n]*)")
_BLANK = re.compile(r"\s*(?:#.*)?\Z")
_BLANK_LINES = re.compile(r"(?:[^\S\n]*+(?:#[^\n]*+)?\n)++")
_REST = re.compile(r"[^\S\n]*(?:#[^\n]*)?(?:\n|\Z)")
_COMMENT = re.compile(r"\s#")
# Of two readings of a quote the first that the line ends behind is meant: 'C:\' closes where no other quote follows.
_QUOTED = {
    "'": [re.compile(r"'((?:\\'|[^'])*+)'"), re.compile(r"'([^'\n]*)'")],
    '"': [re.compile(r'"((?:\\.|[^"\\])*+)"', re.DOTALL), re.compile(r'"([^"\n]*)"')],
    "`": [re.compile(r"`([^`]*+)`")],
}
_ESCAPE = re.compile(r"\\([\\'\"abfnrtv])")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read(text: str) -> Iterator[Entry | BadLine]:
    """Every assignment in its order, and every line that is none; good lines around bad ones are kept."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    position, line = 0, 1
    while position < len(text):
        if blank := _BLANK_LINES.match(text, position):  # all at once: there may be millions
            line += text.count("\n", position, blank.end())
            position = blank.end()
            continue
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        following = end + 1
        if not _BLANK.match(text[position:end]):
            found = _assignment(text, position, end, line)
            if isinstance(found, BadLine):
                yield found
            else:
                entry, following = found
                yield entry
        line += text.count("\n", position, following)
        position = following


def _assignment(text: str, start: int, end: int, line: int) -> tuple[Entry, int] | BadLine:
    """The assignment that begins at `start`, and where the next one may begin."""
    key = _KEY.match(text, start, end)
    if key is None:
        return BadLine(line, "no_assignment", "Expected NAME=value.", masked(text[start:end]))
    value_at = key.end()
    quote = text[value_at] if value_at < end else ""
    if quote not in _QUOTED:
        return Entry(key["name"], _unquoted(key["gap"], text[value_at:end]), line), end + 1
    closed = False
    for pattern in _QUOTED[quote]:
        quoted = pattern.match(text, value_at)
        closed = closed or quoted is not None
        rest = quoted and _REST.match(text, quoted.end())
        if quoted and rest:
            return Entry(key["name"], _unescaped(quote, quoted[1]), line), rest.end()
    if closed:
        return BadLine(line, "text_after_quote", "There is text after the closing quote.", masked(text[start:end]))
    return BadLine(line, "unterminated_quote", f"The quote {quote} is never closed.", masked(text[start:end]))


def _unquoted(gap: str, raw: str) -> str:
    # Directly behind the equals sign a # belongs to the value, as in COLOR=#fff; behind a space it begins a comment.
    if gap and raw.startswith("#"):
        return ""
    comment = _COMMENT.search(raw)
    return (raw[: comment.start()] if comment else raw).strip()


def _unescaped(quote: str, raw: str) -> str:
    if quote == '"':
        return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), raw)
    return raw.replace("\\'", "'") if quote == "'" else raw


def masked(line: str) -> str:
    """A line fit to be shown: the name stays, whatever could be a value does not."""
    key = _KEY.match(line)
    return f"{key[0].rstrip()[:140]}•••" if key else "•••"


_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
# What either library would turn into something else between double quotes.
_TOUCHED = re.compile(r"\\(?:[\\'\"abfnrtv\r]|\Z)")
_SEPARATORS = frozenset("\n\r\u2028\u2029")


def write(values: Mapping[str, str]) -> str:
    """The text that both libraries read as these values; what is `unwritable` has to be taken out before."""
    return "".join(f"{name}={next(_writings(value))}\n" for name, value in values.items())


def unwritable(values: Mapping[str, str]) -> list[str]:
    """The names whose values no writing brings through both libraries: several lines with both kinds of quotes, and
    their like."""
    return [name for name, value in values.items() if next(_writings(value), None) is None]


def _writings(value: str) -> Iterator[str]:
    """The ways to write a value, the most widely understood first."""
    if _PLAIN.fullmatch(value):
        yield value
    if not {"'", "\r"} & set(value) and "\\\\" not in value and not value.endswith("\\"):
        yield f"'{value}'" if value else '""'
    if '"' not in value and not _TOUCHED.search(value):
        yield '"' + value.replace("\r", "\\r") + '"'
    if value and "#" not in value and not _SEPARATORS & set(value) and value[0] not in "'\"`" and _is_trimmed(value):
        yield value


def _is_trimmed(value: str) -> bool:
    """Whether neither Python's nor JavaScript's idea of white space would take anything off the ends."""
    return value.strip() == value and value.strip("\ufeff") == value
